import { blanked } from "./ask-cloze.ts";
import { type Candidate, explanationOf } from "./question.ts";
import { seededRandom } from "./seed.ts";
import { lengthOf, type Sentence, standsAlone, type Word, withoutOpener } from "./sentence.ts";

const MONTH = /^(january|february|march|april|may|june|july|august|september|october|november|december)$/;

/** "Which year completes the sentence?", with figures of the same form, in order of size. */
export function askNumber(sentence: Sentence, yearsInText: readonly number[]): Candidate | undefined {
  const length = lengthOf(sentence);
  if (length < 7 || length > 34 || !standsAlone(sentence)) return undefined;
  const at = sentence.words.findIndex((_, index) => isAskable(sentence, index));
  const word = sentence.words[at];
  if (!word) return undefined;
  const isYear = looksLikeYear(sentence, at);
  const prompt = `Which ${isYear ? "year" : "number"} completes the sentence? “${withoutOpener(blanked(sentence, at, at + 1))}”`;
  const random = seededRandom(prompt);
  const isPercent = /^(percent|%|per)$/.test(sentence.words[at + 1]?.lower ?? "");
  const wrong = isYear
    ? otherYears(Number(word.text), yearsInText, random)
    : otherFigures(word.text, isPercent, random);
  if (!wrong || prompt.length > 480) return undefined;
  const options = [word.text, ...wrong].sort((a, b) => amountOf(a) - amountOf(b));
  return {
    form: "number",
    about: word.text,
    topic: "",
    sentence,
    worth: isYear ? 1 : 0.9,
    draft: {
      kind: "cloze",
      prompt,
      options: options.map((text) => ({ text, correct: text === word.text })),
      explanation: explanationOf(sentence),
      bloom: "remember",
    },
  };
}

/** The years a text names: the best wrong years are right elsewhere. */
export function yearsOf(sentences: readonly Sentence[]): number[] {
  const years = sentences.flatMap((sentence) =>
    sentence.words.flatMap((word, at) => (looksLikeYear(sentence, at) ? [Number(word.text)] : [])),
  );
  return [...new Set(years)];
}

/** A lone figure: not one of a range or a list, not part of a name, and not next to another figure. */
function isAskable({ words, quote, start }: Sentence, at: number): boolean {
  const word = words[at];
  if (!word || !/^\d{1,3}(,\d{3})*(\.\d+)?$|^\d+(\.\d+)?$/.test(word.text)) return false;
  const isDigits = (other: Word | undefined) => /\d/.test(other?.text ?? "");
  if (
    [-3, -2, -1, 1, 2, 3].some(
      (step) => isDigits(words[at + step]) && !MONTH.test(words[at - 1]?.lower ?? ""),
    )
  )
    return false;
  if (words.filter((other) => other.text === word.text).length > 1) return false;
  const [before, after] = [quote[word.start - start - 1] ?? " ", quote[word.end - start] ?? " "];
  if (!/[\s(]/.test(before) || !/[\s,.;)]/.test(after)) return false;
  const [previous, next] = [words[at - 1], words[at + 1]];
  if (
    next?.pos === "PROPN" ||
    MONTH.test(next?.lower ?? "") ||
    (previous?.pos === "PROPN" && !MONTH.test(previous.lower))
  )
    return false;
  if (
    /^(type|figure|chapter|table|section|version|step|part|page|number|no|photosystem|middle)$/.test(
      previous?.lower ?? "",
    )
  )
    return false;
  return amountOf(word.text) > 1;
}

function looksLikeYear({ words }: Sentence, at: number): boolean {
  const text = words[at]?.text ?? "";
  const before = words[at - 1]?.lower ?? "";
  const after = words[at + 1];
  if (!/^(1[0-9]|20)\d\d$/.test(text) || Number(text) > 2060) return false;
  if (/^(NOUN|ADJ)$/.test(after?.pos ?? "") && !/^(in|of|since|by|until|from|after|before|to)$/.test(before))
    return false;
  return (
    /^(in|of|since|by|until|from|after|before|to|and|around|about|between|during|,|\()$/.test(before) ||
    MONTH.test(before)
  );
}

/** Years within a lifetime, those of the text first; how many are earlier than the key is drawn. */
function otherYears(key: number, inText: readonly number[], random: () => number): string[] | undefined {
  const latest = Math.max(key, ...inText, 2020);
  const spread = key >= 1900 ? 40 : 60;
  const named = inText.filter(
    (year) => year !== key && Math.abs(year - key) <= spread && Math.abs(year - key) > 1,
  );
  const made = [3, 5, 8, 11, 14, 18, 23].flatMap((step) => {
    const far = step + Math.floor(random() * 3);
    return [key - far, key + far];
  });
  const usable = [...new Set([...named, ...made])].filter((year) => year !== key && year <= latest);
  return drawn(
    usable.filter((year) => year < key),
    usable.filter((year) => year > key),
    random,
  )?.map(String);
}

/** The figure scaled to other round figures of the same form. */
function otherFigures(text: string, isPercent: boolean, random: () => number): string[] | undefined {
  const value = amountOf(text);
  const decimals = text.split(".")[1]?.length ?? 0;
  const digits = String(Math.round(value)).replace(/0+$/, "").length;
  const unit =
    decimals > 0
      ? 10 ** -decimals
      : 10 ** Math.max(0, String(Math.round(value)).length - Math.max(digits, value >= 100 ? 2 : 1));
  const scaled = (factor: number) => Math.round((value * factor) / unit) * unit;
  const isLegal = (other: number) => other > 0 && other !== value && (!isPercent || other < 100);
  const below = [0.7, 0.5, 0.85, 0.35, 0.2].map(scaled).filter((other) => isLegal(other) && other < value);
  const above = [1.4, 1.8, 1.2, 2.5, 3.2].map(scaled).filter((other) => isLegal(other) && other > value);
  const format = (other: number) =>
    other.toLocaleString("en-US", {
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
      useGrouping: text.includes(",") || value >= 10_000,
    });
  const isGrouped = !/^\d{5,}$/.test(text);
  return drawn([...new Set(below)], [...new Set(above)], random)?.map((other) =>
    isGrouped ? format(other) : String(other),
  );
}

/** Three figures, so that the key's rank among the four is as good as drawn. */
function drawn(
  below: readonly number[],
  above: readonly number[],
  random: () => number,
): number[] | undefined {
  const rank = Math.floor(random() * 4);
  const low = below.slice(0, Math.max(rank, 3 - above.length));
  const chosen = [...low, ...above.slice(0, 3 - low.length)];
  return chosen.length === 3 ? chosen : undefined;
}

const amountOf = (text: string): number => Number(text.replaceAll(",", ""));
