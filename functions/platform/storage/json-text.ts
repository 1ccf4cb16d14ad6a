/** A member of a large JSON object: a value, or a list that is read while it is written. */
export type Part = object | AsyncIterable<unknown>;
export type Parts = Readonly<Record<string, Part>>;

/** An object as JSON, in pieces of one member's item each: it never stands in memory whole. */
export async function* jsonText(parts: Parts): AsyncGenerator<string> {
  yield "{";
  let before = "\n";
  for (const [name, part] of Object.entries(parts)) {
    yield `${before}${JSON.stringify(name)}: `;
    if (isList(part)) yield* listText(part);
    else yield JSON.stringify(part);
    before = ",\n";
  }
  yield "\n}\n";
}

const isList = (part: Part): part is AsyncIterable<unknown> => Symbol.asyncIterator in part;

async function* listText(items: AsyncIterable<unknown>): AsyncGenerator<string> {
  yield "[";
  let before = "\n  ";
  for await (const item of items) {
    yield `${before}${JSON.stringify(item)}`;
    before = ",\n  ";
  }
  yield "]";
}
