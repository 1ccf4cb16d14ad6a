import type { Fault } from "../shared/problem.ts";
import type { AnswerKey, Question } from "./block.ts";
import type { QuestionInput } from "./manuscript.ts";

type Key = AnswerKey["questions"][string];
type Option = QuestionInput["options"][number] & { readonly id: string };

interface Asked {
  readonly question: QuestionInput;
  /** Its options, each with the id it has now. */
  readonly options: readonly Option[];
  /** As it was asked before, and what was right. */
  readonly before: { readonly question: Question; readonly key: Key } | undefined;
  /** A JSON pointer to the question. */
  readonly at: string;
}

/** What is right of a question as its author sends it, or what is wrong with it. */
export function composeKey(asked: Asked): { key: Key } | { faults: Fault[] } {
  const { question, options, before } = asked;
  const faults = faultsOf(asked);
  if (faults.length > 0) return { faults };
  if (!saysWhatIsRight(question)) {
    if (before && isStillAsked(before.question, asked))
      return { key: { ...before.key, explanation: question.explanation ?? before.key.explanation } };
    return { faults: [{ pointer: `${asked.at}/options`, detail: "say which option is right" }] };
  }
  // What explains a copied key might tell it.
  const explained = before?.key.copied ? undefined : before?.key.explanation;
  const [correctText, ...others] = question.acceptedTexts ?? [];
  return {
    key: {
      correctOptionIds: options.filter(({ correct }) => correct).map(({ id }) => id),
      ...(correctText !== undefined && { correctText }),
      ...(others.length > 0 && { acceptedTexts: others }),
      explanation: question.explanation ?? explained ?? "",
    },
  };
}

const saysWhatIsRight = ({ options, acceptedTexts }: QuestionInput): boolean =>
  acceptedTexts !== undefined || options.some(({ correct }) => correct !== undefined);

/**
 * Whether what was right can be answered still, and in the same way: the kind is the same, and no option is left out.
 * To let go of those alone that were wrong would tell which these are.
 */
const isStillAsked = (before: Question, { question, options }: Asked): boolean =>
  before.kind === question.kind &&
  (before.options.length === 0) === (options.length === 0) &&
  before.options.every(({ id }) => options.some((option) => option.id === id));

/** Two texts a learner cannot tell apart. */
const same = (text: string): string => text.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").trim();

function faultsOf({ question, at }: Asked): Fault[] {
  const { kind, options, acceptedTexts } = question;
  const faults: Fault[] = [];
  const fault = (where: string, detail: string) => faults.push({ pointer: `${at}${where}`, detail });
  const right = options.filter(({ correct }) => correct).length;
  const isWritten = kind === "cloze" && options.length === 0;
  if (acceptedTexts !== undefined && !isWritten)
    fault("/acceptedTexts", "is for a cloze without options; otherwise mark the right option");
  if (acceptedTexts?.length === 0) fault("/acceptedTexts", "must hold at least one text");
  if (isWritten) return faults;
  if (options.length < 2) fault("/options", "must be at least two");
  if (kind === "trueFalse" && options.length !== 2) fault("/options", "must be two of a true/false question");
  if (new Set(options.map((option) => same(option.text))).size < options.length)
    fault("/options", "must differ from each other");
  if (!saysWhatIsRight(question)) return faults;
  const unfit = rightFault(kind, right, options.length);
  if (unfit !== undefined) fault("/options", unfit);
  return faults;
}

/** What is wrong with so many right options of all. */
function rightFault(kind: QuestionInput["kind"], right: number, all: number): string | undefined {
  if (right === 0) return "one must be right";
  if (kind !== "multiple") return right > 1 ? `only one may be right; ${right} are` : undefined;
  return right === all ? "one must be wrong" : undefined;
}
