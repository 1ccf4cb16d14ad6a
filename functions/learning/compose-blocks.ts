import type { NewId } from "../shared/id.ts";
import { type Fault, Problem } from "../shared/problem.ts";
import type { AnswerKey, Block, Question } from "./block.ts";
import { composeKey } from "./compose-key.ts";
import type { BlockInput, QuestionInput } from "./manuscript.ts";

type Keys = AnswerKey["questions"];

interface Composing {
  readonly inputs: readonly BlockInput[];
  /** JSON pointers to the inputs. */
  readonly pointers: readonly string[];
  /** What the lesson holds now: ids may name it, and nothing else. */
  readonly present: readonly Block[];
  readonly keys: Keys;
}

/**
 * Makes blocks of what an author sends, and sets what is right apart from them. Whatever is named by its id keeps
 * it, so that a learner's progress goes on.
 * @throws {Problem} `validation-error` with a pointer to every fault.
 */
export function composeBlocks(
  deps: { newId: NewId },
  { inputs, pointers, present, keys }: Composing,
): { blocks: Block[]; keys: Keys } {
  const made: Making = {
    newId: deps.newId,
    faults: [],
    ids: idsOf(present),
    before: askedIn(present, keys),
    keys: {},
  };
  const blocks = inputs.map((input, index) => {
    const at = pointers[index] ?? "#";
    const stored = present.find(({ id }) => id === input.id);
    if (stored && stored.type !== input.type)
      made.faults.push({ pointer: `${at}/type`, detail: `is ${stored.type} and cannot become another` });
    return blockOf(made, input, { at, stored });
  });
  if (made.faults.length > 0)
    throw new Problem("validation-error", "Some blocks cannot be kept as they are.", { errors: made.faults });
  return { blocks, keys: made.keys };
}

interface Making {
  readonly newId: NewId;
  readonly faults: Fault[];
  /** Ids that may be named, each once. */
  readonly ids: Set<string>;
  readonly before: ReadonlyMap<string, { readonly question: Question; readonly key: Keys[string] }>;
  readonly keys: Keys;
}

/** The questions of blocks by their ids, each with what is right. */
const askedIn = (blocks: readonly Block[], keys: Keys): Making["before"] =>
  new Map(
    blocks
      .flatMap((block) => (block.type === "quiz" ? block.questions : []))
      .flatMap((question) => {
        const key = keys[question.id];
        return key ? [[question.id, { question, key }] as const] : [];
      }),
  );

/** The ids of blocks, and of what is in them. */
const idsOf = (blocks: readonly Block[]): Set<string> =>
  new Set(
    blocks.flatMap((block) => {
      if (block.type === "quiz")
        return [block.id, ...block.questions.flatMap(({ id, options }) => [id, ...options.map((o) => o.id)])];
      return block.type === "flashcards" ? [block.id, ...block.cards.map(({ id }) => id)] : [block.id];
    }),
  );

function idOf(made: Making, id: string | undefined, at: string): string {
  if (id === undefined) return made.newId();
  if (!made.ids.delete(id))
    made.faults.push({ pointer: `${at}/id`, detail: "is not an id of this lesson, or stands here twice" });
  return id;
}

function blockOf(
  made: Making,
  input: BlockInput,
  { at, stored }: { at: string; stored: Block | undefined },
): Block {
  const id = idOf(made, input.id, at);
  switch (input.type) {
    case "text": {
      const citations = stored?.type === "text" ? stored.citations : undefined;
      return { ...input, id, ...(citations && { citations }) };
    }
    case "code": {
      const { explanation, ...code } = input;
      return { ...code, id, ...(explanation !== undefined && { explanation }) };
    }
    case "quiz":
      return {
        ...{ id, type: "quiz" },
        questions: input.questions.map((question, n) => questionOf(made, question, `${at}/questions/${n}`)),
      };
    case "flashcards":
      return {
        ...{ id, type: "flashcards" },
        cards: input.cards.map((card, n) => ({ ...card, id: idOf(made, card.id, `${at}/cards/${n}`) })),
      };
    case "resource": {
      const { attribution, ...resource } = input;
      return { ...resource, id, ...(attribution !== undefined && { attribution }) };
    }
    default:
      return { ...input, id };
  }
}

function questionOf(made: Making, question: QuestionInput, at: string): Question {
  const id = idOf(made, question.id, at);
  const options = question.options.map((option, n) => ({
    ...option,
    id: idOf(made, option.id, `${at}/options/${n}`),
  }));
  const composed = composeKey({ question, options, before: made.before.get(id), at });
  if ("faults" in composed) made.faults.push(...composed.faults);
  else made.keys[id] = composed.key;
  const { prompt, kind, hint, objective, bloom } = question;
  return {
    ...{ id, prompt, kind },
    options: options.map((option) => ({ id: option.id, text: option.text })),
    ...(hint !== undefined && { hint }),
    ...(objective !== undefined && { objective }),
    ...(bloom !== undefined && { bloom }),
  };
}
