import { z } from "zod";

/** What a user is to their tenant; somebody may be several things at once. */
export const Role = z.enum(["student", "instructor", "moderator", "admin"]);
export type Role = z.infer<typeof Role>;

const student = [
  "course:delete",
  "course:generate",
  "course:learn",
  "course:read",
  "course:write",
  "quality:audit",
  "review:read",
  "review:write",
  "source:read",
  "source:write",
  "task:read",
  "task:write",
  "user:read",
  "user:write",
] as const;

/**
 * `source:share` marks a source as one that everybody's courses in the tenant may be written from; `answer-key:read`
 * shows what is right in one's own courses without answering: a student who had one written is its learner too.
 */
const instructor = [...student, "source:share", "answer-key:read"] as const;

/**
 * `user:suspend` shuts somebody out and lets them back in; whoever may do that sees the list they are on.
 * `course:moderate` takes down what somebody published.
 */
const moderator = [...student, "user:list", "user:suspend", "course:moderate"] as const;

/** `system:details` shows what stands behind the health of each dependency. */
const admin = [
  ...instructor,
  ...([
    "user:list",
    "user:suspend",
    "user:set-roles",
    "course:moderate",
    "audit:read",
    "system:details",
  ] as const),
] as const;

export type Permission = (typeof admin)[number];

const permissions: Readonly<Record<Role, ReadonlySet<string>>> = {
  student: new Set<Permission>(student),
  instructor: new Set<Permission>(instructor),
  moderator: new Set<Permission>(moderator),
  admin: new Set<Permission>(admin),
};

/** Whether any of the caller's roles has the permission. A role nobody knows any more permits nothing. */
export function permits(caller: { readonly roles: readonly string[] }, permission: string): boolean {
  return caller.roles.some((name) => {
    const role = Role.safeParse(name);
    return role.success && permissions[role.data].has(permission);
  });
}
