/** What was read from a file. */
export interface Extract {
  readonly text: string;
  /** Where each page begins in the text (UTF-16 offsets), in order; of what has no pages there are none. */
  readonly pageStarts?: readonly number[];
}

export const MOST_CHARACTERS = 1_000_000;

/** Why a text cannot be used, as the end of a sentence that begins with “it”. */
export type TextFault = { readonly fault: string };

/** The text with Unix line ends. Control characters and broken encodings are no text anybody wrote. */
export function readable(text: string): string | TextFault {
  const control = text.match(/[^\P{Cc}\t\n\r\f\u0080-\u009f]/gu)?.length ?? 0;
  const broken = text.match(/\ufffd/g)?.length ?? 0;
  if (control > 0 || broken > text.length / 100)
    return { fault: "is not text: it holds control characters or bytes" };
  if (!text.isWellFormed()) return { fault: "is not well-formed Unicode" };
  return text.replace(/\r\n?/g, "\n").replace(/\f/g, "\n");
}

/** The page (1 for the first) on which an offset of the text stands. */
export function pageAt(pageStarts: readonly number[], offset: number): number {
  let [low, high] = [0, pageStarts.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((pageStarts[middle] ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return Math.max(1, low);
}
