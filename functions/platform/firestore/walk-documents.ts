import { type CollectionReference, FieldPath, type QueryDocumentSnapshot } from "@google-cloud/firestore";

/** Every document of a collection as it is stored, in the order of their names, a page at a time. */
export async function* walkDocuments(
  collection: CollectionReference,
  { after, pageSize }: { after?: string | undefined; pageSize: number },
): AsyncGenerator<QueryDocumentSnapshot> {
  let last = after;
  for (;;) {
    const ordered = collection.orderBy(FieldPath.documentId()).limit(pageSize);
    const { docs } = await (last === undefined ? ordered : ordered.startAfter(last)).get();
    yield* docs;
    last = docs.at(-1)?.id;
    if (docs.length < pageSize) return;
  }
}
