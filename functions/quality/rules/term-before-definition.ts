import type { Coursework, LessonText, Section } from "../coursework.ts";
import { proseOf } from "../prose.ts";
import type { CourseRule, Remark } from "../rule.ts";
import { fold, plainOf, quoted, wordsOf } from "../words.ts";

/** Terms are short; a longer stretch in bold is emphasis. */
const MOST_WORDS = 4;
/** Short words in bold are emphasis too: "not", "all". */
const FEWEST_LETTERS = 5;
/** One mention may announce what is to come; a text that uses a term takes it as known. */
const USES = 2;

interface Definition {
  readonly term: string;
  readonly place: Place;
}

interface Place {
  readonly section: Section;
  readonly lesson: string;
  readonly at: number;
  /** Of its lesson. */
  readonly isFirst: boolean;
  readonly cards: LessonText["cards"];
}

/** What a term is, is said where it stands in bold next to one of these. */
const DEFINES =
  /^[^.!?\n]{0,40}?\b(?:is|are|was|were|means|refers to|es|son|significa|se llama|ist|sind|bedeutet|heißt|nennt man)\b/i;
const NAMED =
  /\b(?:called|known as|termed|llamad[oa]s?|se llaman?|denomina(?:n|d[oa]s?)?|genannt|heißen|heißt|nennt man)\s+(?:an?\s+|the\s+|un[oa]?\s+|ein(?:e[nrm]?)?\s+)?$/i;

/** Terms a section defines: in bold, and followed or preceded by the words that define. */
function definedIn({ markdown }: Section): string[] {
  const terms: string[] = [];
  for (const found of markdown.matchAll(/\*\*([^*\n]{3,60})\*\*/g)) {
    const after = markdown.slice(found.index + found[0].length, found.index + found[0].length + 60);
    const before = markdown.slice(Math.max(0, found.index - 30), found.index);
    if (DEFINES.test(after) || NAMED.test(before)) terms.push(termOf(found[1] ?? ""));
  }
  return terms.filter((term) => term !== "");
}

/** A term in one spelling, "" when it is none. */
function termOf(text: string): string {
  const words = wordsOf(plainOf(text)).filter(
    (word) => !/^(?:the|an?|el|la|los|las|der|die|das)$/.test(word),
  );
  return words.length <= MOST_WORDS && words.join("").length >= FEWEST_LETTERS ? words.join(" ") : "";
}

export const termBeforeDefinition: CourseRule = {
  scope: "course",
  name: "term-before-definition",
  title: "A term is used before it is explained",
  severity: "warning",
  advice: "Explain the term where it is first used, or move the explanation forward.",
  source:
    "Ausubel, Educational Psychology: A Cognitive View, 1968; Sweller, Cognitive load during problem solving, 1988",
  languages: ["en", "es", "de"],
  reveals: false,
  find: (course) => {
    const places = placesOf(course);
    return earlyUses(places, firstDefinitions(places));
  },
};

const placesOf = ({ lessons }: Coursework): Place[] =>
  lessons
    .flatMap(({ sections, title, cards }) =>
      sections
        .filter(({ kind }) => kind !== "code")
        .map((section, at) => ({ section, lesson: title, cards, isFirst: at === 0 })),
    )
    .map((place, at) => ({ ...place, at }));

/** Where each term is explained first; a flashcard's term is explained where its lesson begins, at the earliest. */
function firstDefinitions(places: readonly Place[]): Map<string, Definition> {
  const terms = new Map<string, Definition>();
  for (const place of places) {
    const fronts = place.isFirst
      ? place.cards.map(({ front }) => (front.includes("?") ? "" : termOf(front)))
      : [];
    for (const term of [...definedIn(place.section), ...fronts])
      if (term !== "" && !terms.has(uninflected(term))) terms.set(uninflected(term), { term, place });
  }
  return terms;
}

/** "Enzymes" are used before "an enzyme is …" is said. */
const uninflected = (term: string): string => term.replace(/(?<=\p{L}{3})(?:es|en|er|[ens])$/u, "");

/** Looks through every section once, for the terms that are explained in a later one. */
function earlyUses(places: readonly Place[], terms: ReadonlyMap<string, Definition>): Remark[] {
  const told = new Set<string>();
  const remarks: Remark[] = [];
  for (const { section, at } of places) {
    const { words } = proseOf(section);
    const uses = new Map<string, number>();
    for (let from = 0; from < words.length; from++)
      for (let size = 1; size <= MOST_WORDS; size++) {
        const term = uninflected(words.slice(from, from + size).join(" "));
        if ((terms.get(term)?.place.at ?? at) > at) uses.set(term, (uses.get(term) ?? 0) + 1);
      }
    const bold = fold(
      [...section.markdown.matchAll(/\*\*([^*\n]{3,60})\*\*/g)].map(([, text]) => text).join("\n"),
    );
    for (const [key, count] of uses) {
      const { term, place } = terms.get(key) ?? {};
      if (!term || !place || count < USES || told.has(key) || bold.includes(key)) continue;
      told.add(key);
      const { lesson } = place;
      remarks.push({
        detail: `${quoted(term)} is used as known here and explained only later, in ${quoted(lesson)}.`,
        pointer: section.pointer,
      });
    }
  }
  return remarks;
}
