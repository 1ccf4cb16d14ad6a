import { BrokenQuestion, type RawItem } from "./bank.ts";

type Answers = Pick<RawItem, "kind" | "options" | "accepted" | "explanation">;
type ReadText = (piece: string) => string;

/** One `=right` or `~wrong`, with its `%weight%` and `#feedback`. */
interface Answer {
  readonly text: string;
  readonly isRight: boolean;
  readonly weight: number | undefined;
  readonly feedback: string;
}

/**
 * Reads what stands between the braces of a GIFT question, in the order in which Moodle tells its kinds apart.
 * @returns the answers, or the reason why no rule looks at such a question.
 * @throws {BrokenQuestion}
 */
export function readAnswers(block: string, read: ReadText): Answers | { reason: string } {
  const [given = "", general = ""] = split(block, "####");
  const text = given.trim();
  const explained = (answers: Answers, feedback: readonly string[] = []): Answers => {
    const explanation = [read(unformatted(general)), ...feedback].filter((part) => part !== "").join(" ");
    return explanation === "" ? answers : { ...answers, explanation };
  };
  if (text === "") return { reason: "It is an essay: what is right is for its reader to say." };
  if (text.startsWith("#")) return explained(...numerical(text.slice(1), read));
  if (text.includes("~")) return explained(...choices(answersOf(text, read)));
  if (text.includes("=") && text.includes("->"))
    return { reason: "It is a matching question: only choices and written answers are judged." };
  const truth = trueFalse(text, read);
  return truth ? explained(...truth) : explained(...written(answersOf(text, read)));
}

function split(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return at === -1 ? [text, ""] : [text.slice(0, at), text.slice(at + mark.length)];
}

const WEIGHT = /^%(-?\d{1,3}(?:[.,]\d*)?)%/;
/** A piece may say how it is written; as nobody mixes formats within a question, it is read as the question is. */
const unformatted = (piece: string): string =>
  piece.trimStart().replace(/^\[(?:html|moodle|plain|markdown)\]/i, "");

function answersOf(text: string, read: ReadText): Answer[] {
  const marked = /^[=~]/.test(text) ? text : unmarked(text);
  return marked.split(/(?=[=~])/).map((part) => {
    const whole = part.slice(1).trimStart();
    const weight = WEIGHT.exec(whole)?.[1];
    const [answer, feedback] = split(unformatted(whole.replace(WEIGHT, "")), "#");
    return {
      text: read(answer),
      isRight: part.startsWith("="),
      weight: weight === undefined ? undefined : Number(weight.replace(",", ".")),
      feedback: read(unformatted(feedback)),
    };
  });
}

/** One answer alone needs no mark. */
function unmarked(text: string): string {
  if (/[=~]/.test(text))
    throw new BrokenQuestion("Something stands in the answer block before the first = or ~.");
  return `=${text}`;
}

type Explained = [Answers, string[]];

const feedbackOf = (answers: readonly Answer[]): string[] =>
  answers.map(({ feedback }) => feedback).filter((feedback) => feedback !== "");

/** Without an `=`, Moodle lets several be chosen: those that bring points are right. */
function choices(answers: readonly Answer[]): Explained {
  const hasKey = answers.some(({ isRight }) => isRight);
  const hasWeights = answers.some(({ weight = 0 }) => weight > 0);
  const isKey = ({ isRight, weight = 0 }: Answer) => (hasKey ? isRight : weight > 0);
  const options = answers.map((answer) => ({ text: answer.text, correct: isKey(answer) }));
  const kind = hasKey || !hasWeights ? "single" : "multiple";
  return [{ kind, options, accepted: [] }, feedbackOf(answers.filter(isKey))];
}

const TRUTHS: Readonly<Record<string, boolean>> = { t: true, true: true, f: false, false: false };

/** `{T#shown to whoever is wrong#shown to whoever is right}` */
function trueFalse(text: string, read: ReadText): Explained | undefined {
  const [given = "", , whenRight = ""] = text.split("#");
  const truth = TRUTHS[given.trim().toLowerCase()];
  if (truth === undefined) return undefined;
  const options = [
    { text: "True", correct: truth },
    { text: "False", correct: !truth },
  ];
  return [{ kind: "trueFalse", options, accepted: [] }, [read(whenRight)]];
}

function written(answers: readonly Answer[]): Explained {
  const right = answers.filter(({ isRight, weight = 100 }) => isRight && weight >= 100);
  const accepted = right.map(({ text }) => text).filter((text) => text !== "");
  return [{ kind: "cloze", options: [], accepted }, feedbackOf(right)];
}

const NUMBER = String.raw`[-+]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:e[-+]?\d+)?`;
/** `3`, `3:0.5` (give or take a half), `2.5..3.5` */
const QUANTITY = new RegExp(String.raw`^(${NUMBER})\s*(?::\s*${NUMBER}|\.\.\s*(${NUMBER}))?$`, "i");

function numerical(text: string, read: ReadText): Explained {
  // `~#…` is shown to whoever answers anything else.
  const answers = answersOf(marked(text.trim()), read).filter(({ isRight }) => isRight);
  const right = answers.filter(({ weight = 100 }) => weight >= 100);
  for (const { text: given } of answers)
    if (!QUANTITY.test(given) && given !== "*")
      throw new BrokenQuestion(
        `“${given.slice(0, 40)}” is no number. After {# stands a number, one with a tolerance (3:0.5), or a range (2.5..3.5).`,
      );
  return [
    { kind: "cloze", options: [], accepted: right.map(({ text: given }) => given.replace(/\s*:.*$/, "")) },
    feedbackOf(right),
  ];
}

const marked = (text: string): string => (/^[=~]/.test(text) ? text : `=${text}`);
