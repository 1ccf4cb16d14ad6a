import { z } from "zod";

/** How much somebody wants to review, and how sure they want to be. */
export const ReviewSettings = z
  .strictObject({
    targetRetention: z.number().min(0.7).max(0.97).default(0.9).meta({
      description: "How likely a card is to be remembered when it comes due: the higher, the more reviews",
      example: 0.9,
    }),
    newPerDay: z.int().min(0).max(1000).default(20).meta({ description: "Cards begun on one day" }),
    reviewsPerDay: z
      .int()
      .min(0)
      .max(10_000)
      .default(200)
      .meta({ description: "Cards known before that come up again on one day" }),
  })
  .meta({ id: "ReviewSettings" });
export type ReviewSettings = z.infer<typeof ReviewSettings>;

/** The settings as they are shown, with the version that an ETag is made of. */
export const ShownReviewSettings = ReviewSettings.extend({ version: z.int().nonnegative() }).meta({
  id: "ShownReviewSettings",
});
export type ShownReviewSettings = z.infer<typeof ShownReviewSettings>;

/**
 * The settings as stored: `users/{userId}/settings/reviews`. A review is scheduled by the retention that was wanted
 * when it was made, so that it comes to the same whenever it arrives.
 */
export const StoredReviewSettings = ShownReviewSettings.extend({
  updatedAt: z.iso.datetime(),
  /** What was wanted from when on, oldest first; the first holds for all time before, too. */
  retentions: z.array(z.strictObject({ from: z.iso.datetime(), targetRetention: z.number() })).min(1),
});
export type StoredReviewSettings = z.infer<typeof StoredReviewSettings>;

/** What holds until somebody says otherwise. */
export const DEFAULT_SETTINGS: ShownReviewSettings = { ...ReviewSettings.parse({}), version: 0 };

const MOST_RETENTIONS = 100;
const EVER = "1970-01-01T00:00:00.000Z";

/** The settings after a change. `now` is when it was made (RFC 3339). */
export function changedSettings(
  present: StoredReviewSettings | undefined,
  settings: ReviewSettings,
  now: string,
): StoredReviewSettings {
  const { targetRetention } = settings;
  const known = present?.retentions ?? [{ from: EVER, targetRetention: DEFAULT_SETTINGS.targetRetention }];
  const isSame = known.at(-1)?.targetRetention === targetRetention;
  const retentions = [...known, ...(isSame ? [] : [{ from: now, targetRetention }])].slice(-MOST_RETENTIONS);
  return { ...settings, version: (present?.version ?? 0) + 1, updatedAt: now, retentions };
}

/** The retention that was wanted at a time (RFC 3339). */
export function retentionAt(settings: StoredReviewSettings | undefined, at: string): number {
  const { retentions = [] } = settings ?? {};
  const then = retentions.findLast(({ from }) => from <= at) ?? retentions[0];
  return then?.targetRetention ?? DEFAULT_SETTINGS.targetRetention;
}

export const shownSettings = ({
  updatedAt: _,
  retentions: __,
  ...shown
}: StoredReviewSettings): ShownReviewSettings => shown;
