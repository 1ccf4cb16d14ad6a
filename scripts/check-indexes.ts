/**
 * Firestore's emulator answers every query, production only those it has an index for. The emulator does report
 * which index each query would have used: this compares the report with what is declared, both ways.
 * `node scripts/check-indexes.ts --project demo-lyo` asks the emulator at FIRESTORE_EMULATOR_HOST.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { parse } from "yaml";
import { z } from "zod";

const IndexField = z.object({
  fieldPath: z.string(),
  order: z.enum(["ASCENDING", "DESCENDING"]).optional(),
  arrayConfig: z.literal("CONTAINS").optional(),
});
type IndexField = z.infer<typeof IndexField>;

const Scope = z.enum(["COLLECTION", "COLLECTION_GROUP"]).default("COLLECTION");

/** `firestore.indexes.json`, as far as it is compared. */
const Declared = z.object({
  indexes: z.array(z.object({ collectionGroup: z.string(), queryScope: Scope, fields: z.array(IndexField) })),
  fieldOverrides: z.array(
    z.object({
      collectionGroup: z.string(),
      fieldPath: z.string(),
      indexes: z.array(IndexField.omit({ fieldPath: true }).extend({ queryScope: Scope })),
    }),
  ),
});

/** `infra/merged-queries.yaml`: queries by equality alone that are served without an index of their own. */
const Merged = z.array(
  z.strictObject({ collection: z.string(), fields: z.array(z.string()).min(2), why: z.string() }),
);

const Report = z.object({
  reports: z
    .array(
      z.object({ index: z.object({ name: z.string(), queryScope: Scope, fields: z.array(IndexField) }) }),
    )
    .default([]),
});

export interface IndexFaults {
  /** Used by a query and not declared: production would refuse the query. */
  readonly missing: string[];
  /** Declared and used by no query: paid for at every write. */
  readonly idle: string[];
}

/** What is declared, each index in the words {@link usedIndexes} uses; merged queries count as declared. */
export function declaredIndexes(files: { indexes: string; merged: string }): string[] {
  const { indexes, fieldOverrides } = Declared.parse(JSON.parse(files.indexes));
  return [
    ...indexes.map((index) => inWords(index.collectionGroup, index.queryScope, index.fields)),
    ...fieldOverrides.flatMap(({ collectionGroup, fieldPath, indexes }) =>
      indexes
        // Indexes within a collection are there without being declared, and used without being reported.
        .filter(({ queryScope }) => queryScope === "COLLECTION_GROUP")
        .map((index) => inWords(collectionGroup, index.queryScope, [{ fieldPath, ...index }])),
    ),
    ...Merged.parse(parse(files.merged)).map(({ collection, fields }) =>
      inWords(
        collection,
        "COLLECTION",
        [...fields].sort().map((fieldPath) => ({ fieldPath, order: "ASCENDING" as const })),
      ),
    ),
  ];
}

/**
 * What the queries run so far against an emulator would use in production, beside the indexes every field has.
 * A query that reads one field of a collection by itself is not in the emulator's report.
 */
export async function usedIndexes(source: {
  host: string;
  projectId: string;
  database?: string;
}): Promise<string[]> {
  const { host, projectId, database = "(default)" } = source;
  const name = `projects/${projectId}/databases/${database}`;
  const response = await fetch(
    `http://${host}/emulator/v1/projects/${projectId}:indexUsage?database=${name}`,
  );
  if (!response.ok) throw new Error(`The emulator gave no index report: ${await response.text()}`);
  return Report.parse(await response.json()).reports.map(({ index }) => {
    const group = /\/collectionGroups\/([^/]+)\//.exec(index.name)?.[1] ?? index.name;
    return inWords(group, index.queryScope, index.fields);
  });
}

export function indexFaults(used: readonly string[], declared: readonly string[]): IndexFaults {
  return {
    missing: [...new Set(used)].filter((index) => !declared.includes(index)).sort(),
    idle: declared.filter((index) => !used.includes(index)).sort(),
  };
}

/** `posts: author ASCENDING, at DESCENDING`; the document's name is told only where it breaks the order. */
function inWords(group: string, scope: z.infer<typeof Scope>, fields: readonly IndexField[]): string {
  const order = fields.filter(({ fieldPath }) => fieldPath !== "__name__").at(-1)?.order ?? "ASCENDING";
  const told = fields.filter(({ fieldPath, order: own }) => fieldPath !== "__name__" || own !== order);
  const words = told.map((field) => `${field.fieldPath} ${field.order ?? field.arrayConfig ?? ""}`);
  return `${group}${scope === "COLLECTION_GROUP" ? " (collection group)" : ""}: ${words.join(", ")}`;
}

/** The two files of this repository, compared with what the emulator has seen. */
export async function checkIndexes(source: {
  host: string;
  projectIds: readonly string[];
}): Promise<IndexFaults> {
  const read = (path: string) => readFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), "utf8");
  const used = await Promise.all(
    source.projectIds.map((projectId) => usedIndexes({ host: source.host, projectId })),
  );
  const files = { indexes: read("firestore.indexes.json"), merged: read("infra/merged-queries.yaml") };
  return indexFaults(used.flat(), declaredIndexes(files));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { values } = parseArgs({
    options: { host: { type: "string" }, project: { type: "string", multiple: true } },
  });
  const host = values.host ?? process.env["FIRESTORE_EMULATOR_HOST"];
  if (!host || !values.project) throw new Error("Usage: check-indexes --project <id> [--host <host:port>]");
  const { missing, idle } = await checkIndexes({ host, projectIds: values.project });
  for (const index of missing) console.log(`missing  ${index}`);
  for (const index of idle) console.log(`idle     ${index}`);
  if (missing.length + idle.length > 0) process.exitCode = 1;
}
