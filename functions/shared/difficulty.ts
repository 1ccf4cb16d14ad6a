import { z } from "zod";

/** Whom a course is for. */
export const Difficulty = z.enum(["beginner", "intermediate", "advanced"]);
export type Difficulty = z.infer<typeof Difficulty>;
