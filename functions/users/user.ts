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
  .regex(/^\P{Cc}+$/u, "must not hold control characters")
  .meta({ example: "Ada" });

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
    roles: z.array(Role),
    version: z.int().positive(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: "User" });
export type User = z.infer<typeof User>;

/** A user as stored. */
export const StoredUser = User.omit({ anonymous: true }).extend({
  status: z.enum(["active", "suspended", "deactivated"]),
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
    roles: ["student"],
    status: "active",
    version: 1,
    createdAt: timestamp(now),
    updatedAt: timestamp(now),
  };
}

/** Whether somebody learns without having said who they are. */
export const isAnonymous = ({ email }: Pick<StoredUser, "email">): boolean => email === null;

/** A user without what is stored for the server alone. */
export const shownUser = ({ status: _, auditId: __, auditKey: ___, ...user }: StoredUser): User => ({
  ...user,
  anonymous: isAnonymous(user),
});

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
