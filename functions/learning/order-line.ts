/** Consecutive letters of a printed line, in the order they are read, and where the stretch begins on paper. */
export interface Stretch {
  readonly text: string;
  /** From the left. */
  readonly x: number;
  /** Written from right to left. */
  readonly isRtl: boolean;
}

/**
 * The text of a line in the order it is read. Programs put Hebrew and Arabic on paper from left to right, so that its
 * words come in the wrong order: they are turned round, and what is written from left to right among them is not
 * (UAX #9, as far as the paper tells).
 */
export function orderLine(stretches: readonly Stretch[]): string {
  const words = stretches.filter(({ text }) => text !== "");
  const letters = (isRtl: boolean) =>
    words.reduce((sum, word) => (word.isRtl === isRtl ? sum + lettersOf(word.text) : sum), 0);
  const rtl = letters(true);
  if (rtl === 0) return joined(words);
  if (rtl < letters(false)) return joined(turned(words, "rtl"));
  return joined(isAsPrinted(words) ? turned(words.toReversed().map(mirrored), "ltr") : words);
}

/** Punctuation is turned round with the words it stands by. */
const mirrored = (word: Stretch): Stretch =>
  directionOf(word) === undefined ? { ...word, text: Array.from(word.text).reverse().join("") } : word;

const joined = (words: readonly Stretch[]): string => words.map(({ text }) => text).join("");
const lettersOf = (text: string): number => text.match(/\p{L}/gu)?.length ?? 0;

/** Whether the paper's order is kept, and not that of reading. */
const isAsPrinted = (words: readonly Stretch[]): boolean => (words[0]?.x ?? 0) <= (words.at(-1)?.x ?? 0);

const directionOf = ({ text, isRtl }: Stretch): "rtl" | "ltr" | undefined =>
  isRtl ? "rtl" : /[\p{L}\p{N}]/u.test(text) ? "ltr" : undefined;

/** Turns round each run of words of one direction, with what stands between them. */
function turned(words: readonly Stretch[], direction: "rtl" | "ltr"): Stretch[] {
  const ordered: Stretch[] = [];
  let run: Stretch[] = [];
  /** What follows the run's last word, and may yet stand between two of its words. */
  let between: Stretch[] = [];
  const close = () => {
    if (direction === "ltr") run = run.map(mirrored);
    if (direction === "ltr" || isAsPrinted(run)) run.reverse();
    ordered.push(...run, ...between);
    [run, between] = [[], []];
  };
  for (const word of words) {
    const found = directionOf(word);
    if (found === direction) {
      run.push(...between, word);
      between = [];
    } else if (found === undefined && run.length > 0) between.push(word);
    else {
      close();
      ordered.push(word);
    }
  }
  close();
  return ordered;
}
