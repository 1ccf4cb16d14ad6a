import type { Hook } from "@hono/zod-openapi";
import { type Fault, Problem } from "../../shared/problem.ts";
import type { Env } from "./request.ts";

/** What is said of input that its schema refuses: every fault, each with a pointer to it. */
export const refuseInvalid: Hook<unknown, Env, string, unknown> = (result) => {
  if (result.success) return;
  const inBody = result.target === "json" || result.target === "form";
  const errors: Fault[] = result.error.issues.flatMap((issue): Fault[] => {
    const paths =
      issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
    const detail = issue.code === "unrecognized_keys" ? "is not a known field" : issue.message;
    return paths.map((path) =>
      inBody ? { pointer: pointer(path), detail } : { parameter: path.join("."), detail },
    );
  });
  throw new Problem(
    "validation-error",
    `${errors.length === 1 ? "One value is" : "Some values are"} not valid.`,
    {
      errors,
    },
  );
};

/** RFC 6901, as a URI fragment. */
const pointer = (path: readonly PropertyKey[]): string =>
  `#${path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("")}`;
