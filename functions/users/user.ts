import { z } from "zod";
import { Email } from "../auth/email.ts";
import { Role } from "../auth/role.ts";
import { timestamp } from "../shared/clock.ts";
import { UserId } from "../shared/id.ts";

export const DisplayName = z
  .string()
  .trim()
  .normalize("NFC")
  .min(1)
  .max(80)
  .regex(/^[^\p{Cc}\u202a-\u202e\u2066-\u2069]+$/u, "must not hold control characters")
  .meta({ example: "Ada" });

/** What somebody is called who has not said. */
export const NAMELESS = "Learner";

/** What somebody writes about themselves: plain text, on lines of its own; nothing that reorders what others read. */
export const Bio = z
  .string()
  .trim()
  .normalize("NFC")
  .min(1)
  .max(500)
  .regex(/^(?:[^\p{Cc}\u202a-\u202e\u2066-\u2069]|\n)+$/u, "must not hold control characters")
  .meta({ example: "Learning about bees." });

export const Interest = z
  .string()
  .trim()
  .normalize("NFC")
  .min(1)
  .max(40)
  .regex(/^[^\p{Cc}\u202a-\u202e\u2066-\u2069]+$/u, "must not hold control characters")
  .meta({ example: "biology" });

export const Locale = z
  .string()
  .max(35)
  .refine(isLocale, "must be a BCP 47 tag such as en or pt-BR")
  .meta({ example: "en-GB" });

export const TimeZone = z
  .string()
  .max(64)
  .refine(isTimeZone, "must be an IANA time zone such as Europe/Paris")
  .meta({ example: "Europe/Paris" });

/** A user as they see themselves. */
export const User = z
  .strictObject({
    id: UserId,
    email: Email.nullable().meta({ description: "Null while the user is anonymous" }),
    emailVerified: z.boolean(),
    anonymous: z.boolean().meta({ description: "Whether they have yet to give an address and a password" }),
    displayName: DisplayName,
    locale: Locale,
    timeZone: TimeZone,
    bio: Bio.nullable(),
    interests: z.array(Interest).max(20),
    avatarUrl: z.url().nullable(),
    roles: z.array(Role),
    version: z.int().positive(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: "User" });
export type User = z.infer<typeof User>;

export const UserStatus = z.enum(["active", "suspended", "deactivated"]);
export type UserStatus = z.infer<typeof UserStatus>;

/** A user as stored. */
export const StoredUser = User.omit({ anonymous: true }).extend({
  /** One who is deleting their account is hidden from everybody, themselves too, until they are gone. */
  status: UserStatus.or(z.literal("deleting")),
  /** Why they are suspended, for those who may. */
  suspensionReason: z.string().nullable(),
  /** The object in the media bucket that `avatarUrl` shows. */
  avatarObject: z.string().nullable(),
  /** What an administrator finds them by: beginnings of their address and of the words of their name. */
  searchTerms: z.array(z.string()),
  /** What the audit log knows them by: once it is deleted with them, nothing leads from the log to a person. */
  auditId: z.uuidv4(),
  /** What the log says about where they were is encrypted with it. */
  auditKey: z.base64(),
});
export type StoredUser = z.infer<typeof StoredUser>;

/** Who somebody is when they register. */
export type Newcomer = Pick<StoredUser, "id" | "auditId" | "auditKey" | "email" | "displayName"> & {
  readonly locale?: string | undefined;
  readonly timeZone?: string | undefined;
};

/** A user begins as a student whose address nobody has verified yet. */
export function newUser({ locale = "en", timeZone = "UTC", ...newcomer }: Newcomer, now: Date): StoredUser {
  return {
    ...newcomer,
    locale,
    timeZone,
    emailVerified: false,
    bio: null,
    interests: [],
    avatarUrl: null,
    avatarObject: null,
    roles: ["student"],
    status: "active",
    suspensionReason: null,
    searchTerms: searchTermsOf(newcomer),
    version: 1,
    createdAt: timestamp(now),
    updatedAt: timestamp(now),
  };
}

/** Whether somebody learns without having said who they are. */
export const isAnonymous = ({ email }: Pick<StoredUser, "email">): boolean => email === null;

/** A user without what is stored for the server alone. */
export const shownUser = (user: StoredUser): User => ({
  ...{ id: user.id, email: user.email, emailVerified: user.emailVerified, displayName: user.displayName },
  ...{ locale: user.locale, timeZone: user.timeZone, bio: user.bio, interests: user.interests },
  ...{ avatarUrl: user.avatarUrl, roles: user.roles, version: user.version },
  ...{ createdAt: user.createdAt, updatedAt: user.updatedAt, anonymous: isAnonymous(user) },
});

/** The next version of a user. */
export function withFields(user: StoredUser, fields: Partial<StoredUser>, now: Date): StoredUser {
  const next = { ...user, ...fields, version: user.version + 1, updatedAt: timestamp(now) };
  return { ...next, searchTerms: searchTermsOf(next) };
}

/** Longer beginnings find nobody else. */
const LONGEST_TERM = 16;

/** How names and addresses are compared when they are searched. */
export const searchForm = (text: string): string =>
  text.normalize("NFKC").toLowerCase().trim().slice(0, LONGEST_TERM);

/** Every beginning of the address and of each word of the name: at most some hundred short strings. */
export function searchTermsOf({ email, displayName }: Pick<StoredUser, "email" | "displayName">): string[] {
  const words = [...(email === null ? [] : [email]), ...displayName.split(/[\s\p{P}]+/u)].map(searchForm);
  const beginnings = words.flatMap((word) => {
    const letters = [...word];
    return letters.map((_, length) => letters.slice(0, length + 1).join(""));
  });
  return [...new Set(beginnings)];
}

function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

function isTimeZone(name: string): boolean {
  try {
    // The constructor also takes offsets such as +01:00, which know no daylight saving.
    return /^[A-Za-z]/.test(name) && new Intl.DateTimeFormat("en", { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}
