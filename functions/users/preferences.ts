import { z } from "zod";

/** How somebody wants Lyo to be: theirs alone to see. */
export const Preferences = z
  .strictObject({
    dailyGoalMinutes: z.int().min(5).max(240).meta({ example: 15 }),
    reminderTime: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time such as 18:30")
      .nullable()
      .meta({ description: "In the user's own time zone; null for no reminder", example: "18:30" }),
    weeklySummary: z.boolean().meta({ description: "A mail about each week" }),
    profileVisibility: z.enum(["public", "private"]).meta({ description: "Who sees the public profile" }),
    reducedMotion: z.boolean(),
  })
  .meta({ id: "Preferences" });
export type Preferences = z.infer<typeof Preferences>;

/** Preferences as they are shown, with the version that an ETag is made of. */
export const ShownPreferences = Preferences.extend({ version: z.int().nonnegative() }).meta({
  id: "ShownPreferences",
});
export type ShownPreferences = z.infer<typeof ShownPreferences>;

/** Preferences as stored: `preferences/{userId}`. */
export const StoredPreferences = ShownPreferences.extend({ updatedAt: z.iso.datetime() });
export type StoredPreferences = z.infer<typeof StoredPreferences>;

/** What holds until somebody says otherwise. */
export const DEFAULT_PREFERENCES: ShownPreferences = {
  dailyGoalMinutes: 15,
  reminderTime: "18:00",
  weeklySummary: true,
  profileVisibility: "public",
  reducedMotion: false,
  version: 0,
};

export const shownPreferences = ({ updatedAt: _, ...shown }: StoredPreferences): ShownPreferences => shown;
