import { z } from "zod";

/** Identifiers are random UUIDs (RFC 9562 version 4): opaque, and spread evenly over Firestore's key range. */
const id = <B extends string>() => z.uuidv4().brand<B>();

export const UserId = id<"UserId">();
export type UserId = z.infer<typeof UserId>;
export const SessionId = id<"SessionId">();
export type SessionId = z.infer<typeof SessionId>;
export const CourseId = id<"CourseId">();
export type CourseId = z.infer<typeof CourseId>;
export const LessonId = id<"LessonId">();
export type LessonId = z.infer<typeof LessonId>;
export const SourceId = id<"SourceId">();
export type SourceId = z.infer<typeof SourceId>;
export const TaskId = id<"TaskId">();
export type TaskId = z.infer<typeof TaskId>;

/** A tenant's name stands in paths and tokens, hence the narrow alphabet. */
export const TenantId = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,30}$/)
  .brand<"TenantId">();
export type TenantId = z.infer<typeof TenantId>;

/** Where new identifiers come from. Comes in through `deps`, so that a test can foretell them. */
export type NewId = () => string;
