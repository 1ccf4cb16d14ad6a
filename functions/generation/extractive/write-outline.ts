import type { Brief, Outline, OutlineInput } from "../draft.ts";
import { choosePassages, PASSAGES_PER_LESSON } from "./choose-passages.ts";
import { draftQuestions } from "./draft-questions.ts";
import { keyphrasesOf } from "./keyphrase.ts";
import type { Analyse } from "./load-nlp.ts";
import { abilityFrom, objectiveFor, objectivesOf } from "./objective.ts";
import { planLessons } from "./plan-lessons.ts";
import { questionCount } from "./question.ts";
import { readPassages } from "./read-passages.ts";
import { type Reading, readingOf, sentencesIn } from "./reading.ts";
import { capitalised } from "./sentence.ts";
import { summaryOf, within } from "./summary.ts";
import { titleFrom, titlesOf } from "./title.ts";

/** A course plan from its sources alone: lessons follow the text, each from passages that yield questions. */
export function writeOutline(deps: { analyse: Analyse }, input: OutlineInput): Outline {
  const passages = choosePassages(input.passages, input.brief);
  const reading = readingOf(passages, readPassages(deps.analyse, passages));
  const groups = planLessons(reading, input.brief.lessonCount);
  const everything = new Set(passages.map((passage) => passage.ref));
  const title = courseTitle(reading, input.brief, everything);
  const titles = titlesOf(reading, groups, title);
  const lessons = groups.map((refs, at) => planLesson(deps.analyse, reading, refs, titles[at] ?? title));
  const summary = within(summaryOf(reading, everything, 600) || `A course about ${title}.`, 600);
  return {
    title,
    summary,
    description: describe(summary, titles),
    tags: tagsOf(reading, input.brief, everything),
    objectives: [...new Set(lessons.flatMap((lesson) => lesson.objectives.slice(0, 1)))].slice(0, 8),
    lessons,
  };
}

/** A paragraph for the course page. */
export function describe(summary: string, titles: readonly string[]): string {
  const count =
    titles.length === 1 ? "One lesson covers" : `${titles.length} lessons, in the order of the source, cover`;
  return within(`${summary}\n\n${count}: ${titles.join("; ")}.`, 2000);
}

function planLesson(
  analyse: Analyse,
  reading: Reading,
  refs: ReadonlySet<string>,
  title: string,
): Outline["lessons"][number] {
  const used = weightiest(reading, refs);
  const questions = draftQuestions(reading, used, questionCount(sentencesIn(reading, used)));
  const isHeading = reading.passages.some(({ heading }) => title.startsWith(titleFrom(heading) ?? "\n"));
  const general = isHeading ? abilityFrom(analyse, title, reading.spell) : undefined;
  const objectives = objectivesOf(title, questions, general);
  const served = new Set(questions.map((question) => objectiveFor(question, objectives)));
  const asked = objectives.filter((objective) => served.has(objective));
  return {
    title: within(title, 120),
    summary: within(summaryOf(reading, used, 500) || title, 600),
    objectives: asked.length > 0 ? asked : objectives.slice(0, 1),
    terms: keyphrasesOf(reading, used, 8).map((phrase) => within(phrase.text, 80)),
    passages: [...used],
  };
}

/** As many passages as a plan may name, the ones that say most, in text order. */
function weightiest(reading: Reading, refs: ReadonlySet<string>): Set<string> {
  if (refs.size <= PASSAGES_PER_LESSON) return new Set(refs);
  const totals = new Map<string, number>();
  for (const sentence of sentencesIn(reading, refs)) {
    totals.set(sentence.passage, (totals.get(sentence.passage) ?? 0) + (reading.weights[sentence.at] ?? 0));
  }
  const best = [...totals].sort((a, b) => b[1] - a[1]).slice(0, PASSAGES_PER_LESSON);
  const kept = new Set(best.map(([ref]) => ref));
  return new Set([...refs].filter((ref) => kept.has(ref)));
}

/** The topic where the learner named one, else what the text is about. */
function courseTitle(reading: Reading, brief: Brief, everything: ReadonlySet<string>): string {
  const topic = titleFrom(brief.topic);
  if (topic !== undefined) return within(topic, 120);
  const [first, second] = keyphrasesOf(reading, everything, 2).map((phrase) => phrase.text);
  return capitalised(second === undefined ? (first ?? "Course") : `${first} and ${second}`);
}

function tagsOf(reading: Reading, brief: Brief, everything: ReadonlySet<string>): string[] {
  const [topic = ""] = brief.topic
    .toLowerCase()
    .replace(/^((the|an?|how|what|why|introduction to|basics of) )+/, "")
    .split(/[,:;.(?!–—]/);
  const phrases = keyphrasesOf(reading, everything, 6).map((phrase) => phrase.text.toLowerCase());
  return [...new Set([topic.trim(), ...phrases])]
    .filter((tag) => tag.length > 1 && tag.length <= 40)
    .slice(0, 6);
}
