import type { AnswerKey, Block, Question } from "../learning/block.ts";

type Keys = AnswerKey["questions"];

/** Blocks, and what is right in their questions. */
export interface Keyed {
  readonly blocks: readonly Block[];
  readonly keys: Keys;
}

/** What a lesson's draft never holds: its author put it there, and it stays. */
const isKept = ({ type }: Block): boolean => type === "resource" || type === "code";

/**
 * A rewritten lesson in terms of the lesson it replaces, so that what is the same keeps its ids, and with them what
 * learners did there: blocks that say the same are the old ones; others take the place, and the id, of an old block of
 * their kind. Keys of what stays are left out: they are where they were.
 */
export function aligned(before: Keyed, made: Keyed): Keyed {
  const free = new Set(before.blocks.filter((block) => !isKept(block)));
  const same = new Map<Block, Block>();
  for (const block of made.blocks) {
    const twin = [...free].find((old) => isSame({ ...before, blocks: [old] }, { ...made, blocks: [block] }));
    if (!twin) continue;
    free.delete(twin);
    same.set(block, twin);
  }
  const placed = made.blocks.map((block) => {
    const twin = same.get(block);
    if (twin) return { block: twin, keys: {} };
    const old = [...free].find(({ type }) => type === block.type);
    if (!old) return { block, keys: keysOf(block, made.keys) };
    free.delete(old);
    return replaced({ old, keys: before.keys }, { block, keys: made.keys });
  });
  const blocks = placed.map(({ block }) => block);
  for (const [place, block] of before.blocks.entries())
    if (isKept(block)) blocks.splice(Math.min(place, blocks.length), 0, block);
  return { blocks, keys: Object.assign({}, ...placed.map(({ keys }) => keys)) };
}

/** A block in the place of another of its kind: with its id, and those of the questions and cards that are the same. */
export function replaced(
  before: { old: Block; keys: Keys },
  made: { block: Block; keys: Keys },
): { block: Block; keys: Keys } {
  const { old } = before;
  const { block } = made;
  if (old.type === "quiz" && block.type === "quiz") {
    const questions = block.questions.map(
      (question) =>
        old.questions.find((other) => sameQuestion([other, before.keys], [question, made.keys])) ?? question,
    );
    const next = { ...block, id: old.id, questions: distinct(questions) };
    const kept = new Set(old.questions.map(({ id }) => id));
    const keys = Object.entries(keysOf(next, made.keys)).filter(([id]) => !kept.has(id));
    return { block: withHints(next, old), keys: Object.fromEntries(keys) };
  }
  if (old.type === "flashcards" && block.type === "flashcards") {
    const cards = block.cards.map(
      (card) => old.cards.find(({ front, back }) => front === card.front && back === card.back) ?? card,
    );
    return { block: { ...block, id: old.id, cards: distinct(cards) }, keys: {} };
  }
  return { block: { ...block, id: old.id }, keys: {} };
}

/** A quiz that is the old one in every question is the old one. */
const withHints = (block: Extract<Block, { type: "quiz" }>, old: Extract<Block, { type: "quiz" }>): Block =>
  block.questions.length === old.questions.length &&
  block.questions.every((question, index) => question === old.questions[index])
    ? old
    : block;

/** Two that say the same may both have been taken for one. */
const distinct = <T extends { id: string }>(things: readonly T[]): T[] => [
  ...new Map(things.map((thing) => [thing.id, thing])).values(),
];

const keysOf = (block: Block, keys: Keys): Keys => {
  const ids = new Set(block.type === "quiz" ? block.questions.map(({ id }) => id) : []);
  return Object.fromEntries(Object.entries(keys).filter(([id]) => ids.has(id)));
};

/** Whether two blocks say the same to a learner, and the same is right in them. */
function isSame({ blocks: [a], keys: before }: Keyed, { blocks: [b], keys: after }: Keyed): boolean {
  if (!a || !b || a.type !== b.type) return false;
  if (a.type === "quiz" && b.type === "quiz")
    return (
      a.questions.length === b.questions.length &&
      a.questions.every((question, index) => {
        const other = b.questions[index];
        return other !== undefined && sameQuestion([question, before], [other, after]);
      })
    );
  return wordsOf(a) === wordsOf(b);
}

const wordsOf = (block: Block): string => {
  if (block.type === "flashcards") return JSON.stringify(block.cards.map(({ front, back }) => [front, back]));
  return "markdown" in block ? block.markdown : JSON.stringify({ ...block, id: "" });
};

function sameQuestion([a, before]: [Question, Keys], [b, after]: [Question, Keys]): boolean {
  const texts = ({ options }: Question) => options.map(({ text }) => text).sort();
  const right = ({ id, options }: Question, keys: Keys) =>
    options.filter((option) => keys[id]?.correctOptionIds.includes(option.id)).map(({ text }) => text);
  return (
    a.kind === b.kind &&
    a.prompt === b.prompt &&
    texts(a).join("\n") === texts(b).join("\n") &&
    right(a, before).sort().join("\n") === right(b, after).sort().join("\n")
  );
}
