import type { Analyse } from "./load-nlp.ts";
import type { Candidate } from "./question.ts";
import type { Sentence } from "./sentence.ts";
import type { Spelling } from "./spelling.ts";

/**
 * What a learner can do after a lesson: explain the terms it asks about, know its dates and figures, and, where a
 * question serves none of these, tell what its title promises. At most four.
 */
export function objectivesOf(
  title: string,
  questions: readonly Candidate[],
  ability: string | undefined,
): [string, ...string[]] {
  const figures = questions.filter(({ form }) => form === "number");
  const special = [
    ...questions.filter(({ form }) => form === "term" || form === "meaning").map(whatIs),
    ...questions.filter(({ form, topic }) => form !== "number" && isTelling(topic)).map(roleOf),
  ].filter((objective) => objective.length <= 200);
  const named = [...new Set(special)].slice(0, figures.length > 0 ? 2 : 3);
  const facts = figures.length > 0 ? [factsIn(title, figures)] : [];
  const general = ability ?? `Explain the main ideas of “${title}”`;
  const isServed = (question: Candidate) =>
    question.form === "number" || named.some((objective) => names(objective, question));
  const [first, ...rest] = [
    ...(questions.every(isServed) && named.length > 1 ? [] : [general]),
    ...named,
    ...facts,
  ];
  return [first ?? general, ...rest];
}

/** The objective as a member of a question; none where the lesson has none. */
export function objectiveOf(question: Candidate, objectives: readonly string[]): { objective?: string } {
  const objective = objectiveFor(question, objectives);
  return objective === "" ? {} : { objective };
}

/** The objective a question serves: one that names what it asks about, figures for figures, else the nearest. */
export function objectiveFor(question: Candidate, objectives: readonly string[]): string {
  const named = objectives.find((objective) => names(objective, question));
  if (named !== undefined) return named;
  const isFigure = (objective: string) => /\b(dates?|figures?|numbers?|years?)\b/i.test(objective);
  const figures = question.form === "number" ? objectives.find(isFigure) : undefined;
  if (figures !== undefined) return figures;
  const rated = objectives.map((objective) => ({
    objective,
    shared: sharedWords(question.sentence, objective),
  }));
  const best = rated.reduce((a, b) => (b.shared > a.shared ? b : a), {
    objective: objectives[0] ?? "",
    shared: 1,
  });
  return best.objective;
}

const names = (objective: string, { topic }: Candidate): boolean =>
  topic !== "" && objective.toLowerCase().includes(topic.toLowerCase());

/** More than one word after its article: enough to have a role of its own. */
const isTelling = (topic: string): boolean => topic.replace(/^(the|an?) /, "").includes(" ");

function factsIn(title: string, figures: readonly Candidate[]): string {
  const kinds = [
    figures.some(({ draft }) => draft.prompt.startsWith("Which year")) ? "dates" : "",
    figures.some(({ draft }) => draft.prompt.startsWith("Which number")) ? "figures" : "",
  ];
  return `Identify key ${kinds.filter(Boolean).join(" and ")} in “${title}”`;
}

const sharedWords = (sentence: Sentence, objective: string): number =>
  objective
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => sentence.lemmas.has(word) || sentence.lemmas.has(word.replace(/s$/, ""))).length;

function whatIs({ topic, draft }: Pick<Candidate, "topic" | "draft">): string {
  const verb = /^(?:Which of these|What) (is|are|was|were)\b/.exec(draft.prompt)?.[1] ?? "is";
  return `Explain what ${topic} ${verb}`;
}

const roleOf = ({ topic, draft, form }: Candidate): string =>
  form === "term" || form === "meaning"
    ? whatIs({ topic, draft })
    : draft.prompt.startsWith("Who ")
      ? `Identify the contribution of ${topic}`
      : `Identify the role of ${topic}`;

/** "How chords move" becomes "Explain how chords move"; a plain noun phrase is described; others give nothing. */
export function abilityFrom(analyse: Analyse, title: string, spell: Spelling): string | undefined {
  const words = analyse(title)[0] ?? [];
  const [first] = words;
  if (!first || /[·:?!“”]/.test(title)) return undefined;
  if (/^(how|why|what|where|when|who)$/i.test(first.text)) {
    const hasVerb = words.slice(1).some((word) => /^(VERB|AUX)$/.test(word.pos) || /s$/.test(word.text));
    return hasVerb && words[1]?.lower !== "to" ? `Explain ${spell(title)}` : undefined;
  }
  const isPlain = words.every(
    (word, at) =>
      /^(NOUN|PROPN|ADJ|NUM|CCONJ)$/.test(word.pos) ||
      /^(the|of|,|-|'s|’s)$/.test(word.lower) ||
      (at === 0 && word.lower === "the") ||
      word.lower === "in",
  );
  const isFit =
    isPlain &&
    /^(DET|NOUN|PROPN|ADJ)$/.test(first.pos) &&
    !/^an?$/i.test(first.text) &&
    !/ing$/.test(first.lower);
  return isFit ? `Describe ${spell(title)}` : undefined;
}
