import { randomUUID } from "node:crypto";
import { z } from "zod";

/** As much of JSON Schema as zod writes for the bodies of this API. */
interface Schema {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly example?: unknown;
  readonly format?: string;
  readonly minLength?: number;
  readonly minimum?: number;
  readonly minItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
}

/** A body that a schema allows, with its required members alone, so that a call gets past the reading of it. */
export function sampleBody(schema: z.ZodType): object {
  // zod writes JSON Schema; the members above are the ones read here.
  const root = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Schema;
  const made = sampleOf(root, root.$defs ?? {});
  if (typeof made !== "object" || made === null) throw new Error("a body is always an object");
  return made;
}

function sampleOf(schema: Schema, defs: Readonly<Record<string, Schema>>): unknown {
  if (schema.$ref !== undefined) return sampleOf(defs[schema.$ref.replace("#/$defs/", "")] ?? {}, defs);
  if (schema.example !== undefined) return schema.example;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  const [first] = schema.anyOf ?? schema.oneOf ?? schema.allOf ?? [];
  if (first) return sampleOf(first, defs);
  switch (Array.isArray(schema.type) ? schema.type[0] : schema.type) {
    case "object":
      return Object.fromEntries(
        (schema.required ?? []).map((name) => [name, sampleOf(schema.properties?.[name] ?? {}, defs)]),
      );
    case "array":
      return Array.from({ length: schema.minItems ?? 0 }, () => sampleOf(schema.items ?? {}, defs));
    case "string":
      if (schema.format === "uuid") return randomUUID();
      if (schema.format === "date-time") return "2026-01-05T12:00:00.000Z";
      return "x".repeat(Math.max(1, schema.minLength ?? 1));
    case "integer":
    case "number":
      return schema.minimum ?? 1;
    case "boolean":
      return false;
    default:
      return {};
  }
}
