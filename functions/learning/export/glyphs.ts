/**
 * What Roboto, as pdfmake ships it, has in all four styles, as ranges of code points: Latin, Greek, Cyrillic,
 * Vietnamese, punctuation, currencies and a little mathematics.
 */
const RANGES = `
  20-7e a0-17f 018f 0192 01a0-01a1 01af-01b0 01f0 01fa-01ff 0218-021b 0237 0259 02bc 02c6-02c7 02c9
  02d8-02dd 02f3 0300-0301 0303 0309 0323 0384-038a 038c 038e-03a1 03a3-03ce 03d1-03d2 03d6 0400-0486
  0488-0513 1e00-1e01 1e3e-1e3f 1e80-1e85 1e9e 1ea0-1ef9 1f4d 2000-200b 2010-2011 2013-2015 2017-201e
  2020-2022 2025-2027 2030 2032-2033 2039-203a 203c 2044 2070 2074-208e 20a3-20a4 20a6-20ac 20b1
  20b9-20ba 20bc-20bd 2105 2113 2116 2122 2126 212e 215b-215e 2202 2206 220f 2211-2212 221a 221e 222b
  2248 2260 2264-2265 25a0 25ca 25cb 25cf
`;
const classOf = (ranges: string): string =>
  ranges
    .trim()
    .split(/\s+/)
    .map((range) => range.replace(/[0-9a-f]+/g, (hex) => `\\u${hex.padStart(4, "0")}`))
    .join("");
const PRINTABLE = new RegExp(`^[\\n${classOf(RANGES)}]*$`);

/** What a typewriter wrote for what Roboto lacks. */
const TYPED: Readonly<Record<string, string>> = {
  ...{ "->": "→⟶", "<-": "←⟵", "<->": "↔⟷", "=>": "⇒⟹", "<=": "⇐", "<=>": "⇔⟺", "|->": "↦" },
  ...{ "√": "✓✔", "×": "✗✘❌", "·": "⋅∙", "•": "‣◦▪●", "*": "∗★☆", "°": "∘", "–": "‒", "=": "═≡" },
  ...{ "‹": "⟨", "›": "⟩", "-": "─━", "|": "│┃║", "+": "┌┐└┘├┤┬┴┼╔╗╚╝╠╣╦╩╬" },
};
const STAND_INS = new Map(
  Object.entries(TYPED).flatMap(([typed, all]) => Array.from(all, (one) => [one, typed] as const)),
);

/** U+FFFD, the replacement character: what the font lacks altogether. */
export const UNPRINTABLE = "\uFFFD";

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Letters that fit a line of text in whatever it is nested. */
const LINE = 40;

/**
 * A text cut into what the font can show, as it is or by a stand-in, and what it cannot, `UNPRINTABLE` each. Its words
 * fit lines of as many letters as told.
 */
export function printable(text: string, letters = LINE): string {
  const composed = text.normalize("NFC").replaceAll("\t", "    ");
  const shown = PRINTABLE.test(composed)
    ? composed
    : Array.from(graphemes.segment(composed), ({ segment }) => printed(segment)).join("");
  return breakable(shown, letters);
}

/**
 * A word longer than a line may end anywhere: pdfmake lets it run off the page, and finding out where it would have to
 * end takes time with its square.
 */
export const breakable = (text: string, letters: number): string =>
  text.replace(new RegExp(`[^\\s\u200b]{${letters + 1},}`, "gu"), (word) =>
    word.replace(new RegExp(`.{${letters}}(?=.)`, "gu"), "$&\u200b"),
  );

function printed(grapheme: string): string {
  if (PRINTABLE.test(grapheme)) return grapheme;
  const standIn = STAND_INS.get(grapheme);
  if (standIn !== undefined) return standIn;
  const simple = grapheme.normalize("NFKC");
  if (PRINTABLE.test(simple)) return simple;
  // Marks that a letter may do without, joiners, and choices between two looks of a character.
  const bare = grapheme.replace(/\p{Mn}|\p{Cf}/gu, "");
  return bare !== grapheme && PRINTABLE.test(bare) ? bare : UNPRINTABLE;
}

const LACKING = new RegExp(`(?![${classOf(RANGES)}])\\p{L}`, "gu");
/** Of a block, what is no text of its author's. */
const MARKUP = new Set(["id", "courseId", "sourceId", "type", "kind", "url", "code", "status"]);

/** Whether two thirds of a course's letters, at least, can be printed: with fewer, nobody reads what is left. */
export function isLegible(course: unknown): boolean {
  let [letters, lacking] = [0, 0];
  const count = (told: unknown): void => {
    if (typeof told === "string") {
      const text = told.normalize("NFC");
      letters += text.match(/\p{L}/gu)?.length ?? 0;
      lacking += text.match(LACKING)?.length ?? 0;
    } else if (typeof told === "object" && told !== null)
      for (const [key, value] of Object.entries(told)) if (!MARKUP.has(key)) count(value);
  };
  count(course);
  return lacking * 3 <= letters;
}

/** Windows-1252 without its controls: what the standard fonts of every PDF reader have (ISO 32000 § D.2). */
export const isStandard = (text: string): boolean =>
  /^[\u0020-\u007e\u00a1-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013\u2014\u2018-\u201a\u201c-\u201e\u2020-\u2022\u2026\u2030\u2039\u203a\u20ac\u2122]*$/.test(
    text,
  );
