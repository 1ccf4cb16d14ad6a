/**
 * Something that must not leave the server by accident: no answer, log, error or document can hold what is sealed,
 * since nothing that turns objects into text gets at it. Whoever may use it says so with `unseal`.
 */
export interface Sealed<T> {
  readonly [content]: T;
}

/** For the type checker alone: nothing is stored under it. */
declare const content: unique symbol;

const contents = new WeakMap<object, unknown>();

/** Node's `util.inspect`, and with it every console, shows what this returns. */
const INSPECT = Symbol.for("nodejs.util.inspect.custom");

/** Seals a value. `JSON.stringify` of anything that holds the result throws. */
export function seal<T>(value: T): Sealed<T> {
  const sealed = Object.freeze({
    toJSON: (): never => {
      throw new Error("something sealed was about to be shown");
    },
    [INSPECT]: () => "[sealed]",
  });
  contents.set(sealed, value);
  // What it holds is told by the map, and the property of the interface exists in types only.
  return sealed as unknown as Sealed<T>;
}

/** What was sealed. */
export function unseal<T>(sealed: Sealed<T>): T {
  if (!contents.has(sealed)) throw new TypeError("this was not sealed");
  // `seal` is the only writer of the map, and the type of a sealed value is that of its content.
  return contents.get(sealed) as T;
}
