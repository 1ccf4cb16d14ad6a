import type { Analyse } from "./load-nlp.ts";
import type { Candidate } from "./question.ts";
import type { Sentence } from "./sentence.ts";
import type { Spelling } from "./spelling.ts";

/** What a learner can do after a lesson: from its title where that makes a phrase, and from what is asked. */
export function objectivesOf(
  analyse: Analyse,
  title: string,
  questions: readonly Candidate[],
  spell: Spelling,
): [string, ...string[]] {
  const general = fromTitle(analyse, title, spell);
  const special = [
    ...questions.filter(({ form }) => form === "term" || form === "meaning").map(whatIs),
    ...questions.filter(({ form, topic }) => /^(subject|cloze)$/.test(form) && topic.replace(/^(the|an?) /, "").includes(" ")).map(roleOf),
  ];
  const figures = questions.filter(({ form }) => form === "number");
  const dated = figures.some(({ draft }) => draft.prompt.startsWith("Which year"));
  const counted = figures.some(({ draft }) => draft.prompt.startsWith("Which number"));
  const facts = `Identify key ${[dated ? "dates" : "", counted ? "figures" : ""].filter(Boolean).join(" and ")}`;
  const found = [
    ...(general ? [general] : []),
    ...special.slice(0, figures.length > 0 ? 2 : 3),
    ...(figures.length > 0 ? [`${facts} in “${title}”`] : []),
  ].filter((objective) => objective.length <= 200);
  const [first, ...rest] = [...new Set(found)];
  return [first ?? `Describe the main points of “${title}”`.slice(0, 200), ...rest.slice(0, 3)];
}

/** The objective a question serves: the one that names what it asks about; figures go with figures. */
export function objectiveFor(question: Candidate, objectives: readonly string[]): string {
  const isFigure = (objective: string) => /\b(dates?|figures?|numbers?|years?)\b/i.test(objective);
  const topic = question.topic.toLowerCase();
  const named =
    topic === "" ? undefined : objectives.find((objective) => objective.toLowerCase().includes(topic));
  if (named !== undefined) return named;
  const figures = question.form === "number" ? objectives.find(isFigure) : undefined;
  if (figures !== undefined) return figures;
  const rated = objectives.map((objective) => ({
    objective,
    shared: sharedWords(question.sentence, objective),
  }));
  const best = rated.reduce((a, b) => (b.shared > a.shared ? b : a), {
    objective: objectives[0] ?? "",
    shared: 0,
  });
  return best.objective;
}

const sharedWords = (sentence: Sentence, objective: string): number =>
  objective
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => sentence.lemmas.has(word) || sentence.lemmas.has(word.replace(/s$/, ""))).length;

function whatIs({ topic, draft }: Candidate): string {
  const verb = /^(?:Which of these|What) (is|are|was|were)\b/.exec(draft.prompt)?.[1] ?? "is";
  return `Explain what ${topic} ${verb}`;
}

const roleOf = ({ topic, draft }: Candidate): string =>
  draft.prompt.startsWith("Who ") ? `Identify the contribution of ${topic}` : `Identify the role of ${topic}`;

/** "How chords move" becomes "Explain how chords move"; a plain noun phrase is described; others give nothing. */
function fromTitle(analyse: Analyse, title: string, spell: Spelling): string | undefined {
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
