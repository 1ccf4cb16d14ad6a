import { z } from "zod";

/** The part of JSON Schema that zod writes and a model server reads. */
export interface JsonSchema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
}

export const JsonSchema: z.ZodType<JsonSchema> = z.looseObject({
  type: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  format: z.string().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  minimum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  minItems: z.number().optional(),
  maxItems: z.number().optional(),
  get items() {
    return JsonSchema.optional();
  },
  get properties() {
    return z.record(z.string(), JsonSchema).optional();
  },
  required: z.array(z.string()).optional(),
  get anyOf() {
    return z.array(JsonSchema).optional();
  },
  get oneOf() {
    return z.array(JsonSchema).optional();
  },
  // zod's `optional()` reads as `| undefined`, which exactOptionalPropertyTypes keeps apart; JSON has none.
}) as unknown as z.ZodType<JsonSchema>;

/** The smallest sensible value of a schema, the same each time; `name` is the property it stands under. */
export function exampleOf(schema: JsonSchema, name = "value"): unknown {
  if ("const" in schema) return schema.const;
  if (schema.enum) return schema.enum[0];
  const [alternative] = schema.anyOf ?? schema.oneOf ?? [];
  if (alternative) return exampleOf(alternative, name);
  switch (schema.type) {
    case "object":
      return Object.fromEntries(
        Object.entries(schema.properties ?? {})
          .filter(([key]) => schema.required?.includes(key))
          .map(([key, property]) => [key, exampleOf(property, key)]),
      );
    case "array":
      return Array.from({ length: schema.minItems ?? 0 }, () => exampleOf(schema.items ?? {}, name));
    case "integer":
    case "number":
      return Math.max(schema.minimum ?? 0, (schema.exclusiveMinimum ?? -1) + 1, 0);
    case "boolean":
      return true;
    case "null":
      return null;
    default:
      return exampleText(schema, name);
  }
}

function exampleText({ format, minLength = 0, maxLength }: JsonSchema, name: string): string {
  if (format === "date-time") return "2025-01-01T00:00:00Z";
  if (format === "uri") return "https://example.com/";
  return `Some ${name}`.padEnd(minLength, ".").slice(0, maxLength);
}

/**
 * Makes a value obey the limits of a schema, as a decoder under a grammar does: what is unknown is dropped,
 * what is missing is filled in, what is too long is cut.
 */
export function fitted(value: unknown, schema: JsonSchema, name = "value"): unknown {
  if (schema.type === "object" && isObject(value)) {
    const properties = Object.entries(schema.properties ?? {});
    return Object.fromEntries(
      properties
        .filter(([key]) => value[key] !== undefined || schema.required?.includes(key))
        .map(([key, property]) => [key, fitted(value[key], property, key)]),
    );
  }
  if (schema.type === "array" && Array.isArray(value)) {
    const items = value.slice(0, schema.maxItems).map((item) => fitted(item, schema.items ?? {}, name));
    while (items.length < (schema.minItems ?? 0)) items.push(exampleOf(schema.items ?? {}, name));
    return items;
  }
  if (schema.enum && !schema.enum.includes(value)) return exampleOf(schema, name);
  if (schema.type === "string" && typeof value === "string")
    return value.length >= (schema.minLength ?? 0)
      ? value.slice(0, schema.maxLength)
      : exampleOf(schema, name);
  return value === undefined || value === null ? exampleOf(schema, name) : value;
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
