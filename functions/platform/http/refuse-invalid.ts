import type { Hook } from "@hono/zod-openapi";
import { type Fault, Problem } from "../../shared/problem.ts";
import type { Env } from "./request.ts";

/**
 * What is said of input that its schema refuses: every fault, each with a pointer to it. Texts with half a character
 * (RFC 8259 § 8.2 leaves them to chance) pass a schema, and no database stores them.
 */
export const refuseInvalid: Hook<unknown, Env, string, unknown> = (result) => {
  if (result.success) return refuseHalves(result.data);
  const inBody = result.target === "json" || result.target === "form";
  const errors: Fault[] = result.error.issues.flatMap((issue): Fault[] => {
    const paths =
      issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
    const detail = issue.code === "unrecognized_keys" ? "is not a known field" : issue.message;
    return paths.map((path) =>
      inBody ? { pointer: pointer(path), detail } : { parameter: path.join("."), detail },
    );
  });
  throw invalid(errors);
};

function refuseHalves(data: unknown): void {
  const errors = halvesIn(data, []).map((path) => ({ pointer: pointer(path), detail: HALF }));
  if (errors.length > 0) throw invalid(errors);
}

const HALF = "holds half of a character (a surrogate without its pair)";

/** Where texts stand that are no Unicode; parameters never hold one, since they are decoded from UTF-8. */
function halvesIn(value: unknown, path: readonly PropertyKey[]): (readonly PropertyKey[])[] {
  if (typeof value === "string") return value.isWellFormed() ? [] : [path];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name.isWellFormed() ? halvesIn(inner, [...path, name]) : [path],
  );
}

const invalid = (errors: readonly Fault[]): Problem =>
  new Problem("validation-error", `${errors.length === 1 ? "One value is" : "Some values are"} not valid.`, {
    errors,
  });

/** RFC 6901, as a URI fragment. */
const pointer = (path: readonly PropertyKey[]): string =>
  `#${path.map((part) => `/${String(part).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("")}`;
