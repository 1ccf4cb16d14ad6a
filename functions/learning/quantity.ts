import { type Unit, unitOf } from "./unit.ts";

/** An exact number: a fraction of whole numbers, since 0.1 has no exact binary form. */
export interface Rational {
  readonly numerator: bigint;
  /** Positive. */
  readonly denominator: bigint;
}

/** What a text that begins with a number says: the number, and the words after it. */
export interface Numbered {
  readonly value: Rational;
  readonly rest: string;
  /** The unit that `rest` is; a plain number has one without dimension. */
  readonly unit: Unit | undefined;
}

/**
 * Reads a text that begins with a number, as people of a language write it: `3,5 km`, `1 000`, `1,234.5`, `−5`,
 * `1/2`, `3½`, `1.2·10³`, `€ 5`. `1,234` is a thousand and more where the comma parts thousands, and a little more
 * than one where it is the decimal sign. A date, a range, a version or a time of day is no number.
 */
export function readNumbered(text: string, language: string): Numbered | undefined {
  const plain = plainDigits(text).trim().replace(TRAILING, "").replace(MINUS, "-");
  const [, sign = "", currency = "", written = ""] = LEAD.exec(plain) ?? [];
  const body = BODY.exec(written)?.[0] ?? "";
  const whole = readBody(body, decimalSign(language));
  const more = whole && inWords(readMore(whole, written.slice(body.length)), language);
  if (!more || !ENDS_WELL.test(more.rest)) return undefined;
  const rest = `${more.rest.trim()}${currency}`;
  const negative = sign === "-";
  const { numerator, denominator } = more.value;
  const value = { numerator: negative ? -numerator : numerator, denominator };
  return { value, rest, unit: unitOf(rest) };
}

/** Whether a quantity is the one wanted: `3500 m` is `3.5 km`. A number without a unit equals none that has one. */
export function sameQuantity(given: Numbered, wanted: Numbered): boolean {
  const [is, should] = [given.unit?.dimension, wanted.unit?.dimension];
  if (is === undefined || should === undefined) return false;
  return (is === should || is === TYPED.get(should)) && compare(given, wanted) === 0;
}

/** How degrees are typed by those who have no sign for them; nobody is asked for coulombs there. */
const TYPED: ReadonlyMap<string, string> = new Map([
  ["°C^1", "C^1"],
  ["°F^1", "F^1"],
]);

/** Puts quantities of one dimension in order; `undefined` when they are not of one. */
export function compareQuantities(a: Numbered, b: Numbered): number | undefined {
  return a.unit !== undefined && a.unit.dimension === b.unit?.dimension ? compare(a, b) : undefined;
}

export const sameNumber = (a: Rational, b: Rational): boolean =>
  a.numerator * b.denominator === b.numerator * a.denominator;

function compare(a: Numbered, b: Numbered): number {
  const shift = (a.unit?.power ?? 0) - (b.unit?.power ?? 0);
  const [ofA, ofB] = [a.unit?.times ?? ONE, b.unit?.times ?? ONE];
  const over = ofA.numerator * ofB.denominator;
  const under = ofB.numerator * ofA.denominator;
  const left = a.value.numerator * b.value.denominator * over * tenTo(Math.max(0, shift));
  const right = b.value.numerator * a.value.denominator * under * tenTo(Math.max(0, -shift));
  return left < right ? -1 : left > right ? 1 : 0;
}

const ONE: Rational = { numerator: 1n, denominator: 1n };
const tenTo = (power: number): bigint => 10n ** BigInt(power);

/** A mark that ends a sentence is not the number's; a factorial's is. */
const TRAILING = /[\s.,;:?…]+$/;
const LEAD = /^([+-]?)\s*([€$£¥]?)\s*(.*)$/su;
/** Digits, with signs between them: a space or an apostrophe only before three digits. */
const BODY = /^(?:\d|[.,](?=\d)|[ '](?=\d{3}(?!\d)))+/;
/** What may follow a number that is over: not the rest of a date, a range or a formula. */
const ENDS_WELL = /^(?:$|\s+(?![-+*/\d])|[\p{L}\p{Sc}%‰°])/u;
/** A sign in words. */
const MINUS = /^(?:minus|negative|moins|menos|meno)\s+(?=[\d.,])/i;

/** The digits of `body` with their signs told apart, or `undefined` when they make no number. */
function readBody(body: string, decimal: string): Rational | undefined {
  const spaced = /[ ']/.test(body);
  if (spaced && !/^\d{1,3}([ '])\d{3}(?:\1\d{3})*(?:[.,]\d+)?$/.test(body)) return undefined;
  const digits = body.replace(/[ ']/g, "");
  const marks = digits.replace(/\d/g, "");
  const last = marks.at(-1);
  if (last === undefined) return digits === "" ? undefined : fromDecimal(digits, "");
  const [before = "", after = ""] = [
    digits.slice(0, digits.lastIndexOf(last)),
    digits.slice(digits.lastIndexOf(last) + 1),
  ];
  if (marks.length === 1) {
    const grouped = !spaced && last !== decimal && /^[1-9]\d{0,2}$/.test(before) && after.length === 3;
    return grouped ? fromDecimal(before + after, "") : fromDecimal(before, after);
  }
  const group = marks[0] ?? "";
  const allGroups = [...marks].every((mark) => mark === group);
  if (allGroups) return isGrouped(digits, group) ? fromDecimal(digits.replaceAll(group, ""), "") : undefined;
  const onlyLast = [...marks.slice(0, -1)].every((mark) => mark === group) && group !== last;
  return onlyLast && isGrouped(before, group) ? fromDecimal(before.replaceAll(group, ""), after) : undefined;
}

/** Thousands apart; in India the higher ones by two. */
const isGrouped = (digits: string, mark: string): boolean =>
  /^[1-9]\d{0,2}(?:m\d{2,3})*m\d{3}$/.test(digits.replaceAll(mark, "m"));

function fromDecimal(whole: string, fraction: string): Rational {
  return { numerator: BigInt(`${whole}${fraction}` || "0"), denominator: tenTo(fraction.length) };
}

/** Larger powers say nothing a learner would write, and cost a great deal to compute with. */
const MOST_POWER = 300;

/** What may follow digits and still be of the number: `1/2`, `3 1/2`, `e3`, `·10^3`. */
function readMore(whole: Rational, after: string): Read {
  const fraction = /^\s*\/\s*(\d+)/.exec(after);
  if (fraction && whole.denominator === 1n) return divided(whole, fraction, after);
  const mixed = /^\s+(\d+)\s*\/\s*(\d+)/.exec(after);
  if (mixed && whole.denominator === 1n) {
    const [all, over = "", under = ""] = mixed;
    const denominator = BigInt(under);
    if (denominator === 0n) return undefined;
    const numerator = whole.numerator * denominator + BigInt(over);
    return { value: { numerator, denominator }, rest: after.slice(all.length) };
  }
  const isTen = whole.numerator === 10n && whole.denominator === 1n;
  const ofTen = isTen && /^\s*(?:\^|\*\*)\s*([+-]?\d+)/.exec(after);
  if (ofTen) return scaled(ONE, Number(ofTen[1]), after.slice(ofTen[0].length));
  const power = /^(?:e([+-]?\d+)(?![\p{L}\d])|\s*[x×·*]\s*10\s*(?:\^|\*\*)\s*([+-]?\d+))/iu.exec(after);
  if (!power) return { value: whole, rest: after };
  return scaled(whole, Number(power[1] ?? power[2]), after.slice(power[0].length));
}

type Read = { readonly value: Rational; readonly rest: string } | undefined;

function scaled({ numerator, denominator }: Rational, by: number, rest: string): Read {
  if (Math.abs(by) > MOST_POWER) return undefined;
  const up = tenTo(Math.max(0, by));
  return { value: { numerator: numerator * up, denominator: denominator * tenTo(Math.max(0, -by)) }, rest };
}

/** Large numbers that are written after digits: `1.5 million`. A billion is not as much everywhere. */
const LARGE: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  en: { thousand: 3, million: 6, billion: 9, trillion: 12 },
  de: { tausend: 3, million: 6, millionen: 6, milliarde: 9, milliarden: 9, billion: 12, billionen: 12 },
  fr: { mille: 3, million: 6, millions: 6, milliard: 9, milliards: 9, billion: 12, billions: 12 },
  es: { mil: 3, millón: 6, millon: 6, millones: 6, billón: 12, billon: 12, billones: 12 },
};

function inWords(read: Read, language: string): Read {
  const [all = "", word = ""] = /^\s*(\p{L}+)/u.exec(read?.rest ?? "") ?? [];
  const power = LARGE[language.split("-")[0] ?? ""]?.[word.toLowerCase()];
  return read && power !== undefined ? scaled(read.value, power, read.rest.slice(all.length)) : read;
}

function divided(whole: Rational, found: RegExpExecArray, after: string): Read {
  const denominator = BigInt(found[1] ?? "0");
  if (denominator === 0n) return undefined;
  return { value: { numerator: whole.numerator, denominator }, rest: after.slice(found[0].length) };
}

/** Where other scripts' digits begin: Arabic, Persian, Devanagari, Bengali, Thai. */
const ZEROS = [0x660, 0x6f0, 0x966, 0x9e6, 0xe50];
const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/**
 * A text with ASCII digits and signs. Compatibility forms alone would join what is apart: `10²` would be 102, and
 * `3½` 31/2.
 */
export function plainDigits(text: string): string {
  return (
    text
      .replace(/([\d)])([⁺⁻]?[⁰¹²³⁴-⁹]+)/gu, "$1^$2")
      .replace(/(\d)([¼-¾⅐-⅞])/gu, "$1 $2")
      // On Spanish and Italian keyboards, where the sign of degrees is not.
      .replace(/(\d\s?)º/gu, "$1°")
      .replace(/[⁰¹²³⁴-⁹]/gu, (digit) => String(SUPERSCRIPTS.indexOf(digit)))
      .normalize("NFKC")
      .replace(/[٠-٩۰-۹०-९০-৯๐-๙]/gu, (digit) => {
        const code = digit.codePointAt(0) ?? 0;
        return String(code - (ZEROS.findLast((zero) => zero <= code) ?? code));
      })
      .replace(/[−‐‑‒–—⁻]/gu, "-")
      .replace(/⁄/gu, "/")
      .replace(/(\d)٫(?=\d)/gu, "$1.")
      .replace(/(\d)٬(?=\d)/gu, "$1'")
      .replace(/[’‘ʼ]/gu, "'")
      .replace(/\s+/gu, " ")
  );
}

const signs = new Map<string, string>();

/** `.` or `,`: what parts whole numbers from fractions in a language. */
function decimalSign(language: string): string {
  const known = signs.get(language);
  if (known !== undefined) return known;
  const sign = decimalOf(language);
  // Languages are few, and checked by a pattern; a flood of made-up ones must not fill the memory.
  if (signs.size < 1000) signs.set(language, sign);
  return sign;
}

function decimalOf(language: string): string {
  try {
    const parts = new Intl.NumberFormat(language, { numberingSystem: "latn" }).formatToParts(1.5);
    return parts.find(({ type }) => type === "decimal")?.value ?? ".";
  } catch (error) {
    // A tag that follows the pattern and still is none, such as one with a part twice.
    if (error instanceof RangeError) return ".";
    throw error;
  }
}
