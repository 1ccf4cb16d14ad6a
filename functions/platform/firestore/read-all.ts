import { FieldPath, type Query, type QueryDocumentSnapshot } from "@google-cloud/firestore";
import type { Documents } from "./documents.ts";

const AT_ONCE = 100;

/**
 * Every document whose fields have the given values, in the order of their ids: read in pages, and each turned into
 * what `show` makes of it. Such a query needs no index of its own for one field.
 */
export async function* readAll<T, S>(
  documents: Documents<T>,
  equal: Readonly<Record<string, string>>,
  show: (document: T) => S | Promise<S>,
): AsyncGenerator<S> {
  let last: QueryDocumentSnapshot | undefined;
  do {
    const { docs } = await documents.query((collection) => {
      const matching = Object.entries(equal).reduce<Query>(
        (query, [field, value]) => query.where(field, "==", value),
        collection,
      );
      const page = matching.orderBy(FieldPath.documentId()).limit(AT_ONCE);
      return last ? page.startAfter(last) : page;
    });
    for (const found of docs) {
      const document = documents.parse(found);
      if (document) yield await show(document);
    }
    last = docs.length === AT_ONCE ? docs.at(-1) : undefined;
  } while (last);
}
