import { Problem } from "../shared/problem.ts";
import type { AnswerKey, Block } from "./block.ts";
import { composeBlocks } from "./compose-blocks.ts";
import { type Content, changeLesson, type EditDeps, type LessonEdit } from "./edit-lesson.ts";
import type { Lesson } from "./lesson.ts";
import type { BlockInput } from "./manuscript.ts";

const MOST_BLOCKS = 60;

/** Adds a block that was cleaned, at the lesson's end or in between. */
export const addBlock = (
  deps: EditDeps,
  input: LessonEdit & { block: BlockInput; position?: number | undefined },
): Promise<Lesson> =>
  changeLesson(deps, input, {
    change: (lesson, { blocks, keys }) => {
      if (blocks.length >= MOST_BLOCKS)
        throw new Problem("conflict", `A lesson has at most ${MOST_BLOCKS} blocks. Make two lessons of it.`);
      const place = input.position ?? blocks.length + 1;
      const made = composed(deps, input.block, { blocks: [], keys: {} });
      const next = inserted(blocks, made.block, place);
      return { lesson, content: { blocks: next, keys: { ...keys, ...made.keys } } };
    },
  });

/** Replaces a block, moves it, or both. What is named by its id in it keeps it. */
export const editBlock = (
  deps: EditDeps,
  input: LessonEdit & { blockId: string; block?: BlockInput | undefined; position?: number | undefined },
): Promise<Lesson> =>
  changeLesson(deps, input, {
    change: (lesson, content) => {
      const { block, index } = found(content.blocks, input.blockId);
      const others = content.blocks.filter(({ id }) => id !== input.blockId);
      const made = input.block
        ? composed(deps, { ...input.block, id: block.id }, { blocks: [block], keys: content.keys })
        : { block, keys: keysOf(block, content.keys) };
      const keys = { ...without(content.keys, block), ...made.keys };
      return { lesson, content: { blocks: inserted(others, made.block, input.position ?? index + 1), keys } };
    },
  });

/** Removes a block, and what is right in it. */
export const removeBlock = (deps: EditDeps, input: LessonEdit & { blockId: string }): Promise<Lesson> =>
  changeLesson(deps, input, {
    change: (lesson, { blocks, keys }) => {
      const { block } = found(blocks, input.blockId);
      const left = blocks.filter(({ id }) => id !== block.id);
      return { lesson, content: { blocks: left, keys: without(keys, block) } };
    },
  });

function composed(
  deps: EditDeps,
  block: BlockInput,
  { blocks: present, keys }: Content,
): { block: Block; keys: AnswerKey["questions"] } {
  const made = composeBlocks(deps, { inputs: [block], pointers: ["#/block"], present, keys });
  const [first] = made.blocks;
  if (!first) throw new Error("a block was composed of nothing");
  return { block: first, keys: made.keys };
}

function found(blocks: readonly Block[], blockId: string): { block: Block; index: number } {
  const index = blocks.findIndex(({ id }) => id === blockId);
  const block = blocks[index];
  if (!block) throw new Problem("resource-not-found", `The lesson has no block ${blockId}.`);
  return { block, index };
}

function inserted(blocks: readonly Block[], block: Block, place: number): Block[] {
  if (place > blocks.length + 1)
    throw new Problem("validation-error", `The lesson has places 1 to ${blocks.length + 1}.`, {
      errors: [{ pointer: "#/position", detail: `must be 1 to ${blocks.length + 1}` }],
    });
  return blocks.toSpliced(place - 1, 0, block);
}

const questionsOf = (block: Block): readonly string[] =>
  block.type === "quiz" ? block.questions.map(({ id }) => id) : [];

const without = (keys: AnswerKey["questions"], block: Block): AnswerKey["questions"] =>
  Object.fromEntries(Object.entries(keys).filter(([id]) => !questionsOf(block).includes(id)));

const keysOf = (block: Block, keys: AnswerKey["questions"]): AnswerKey["questions"] =>
  Object.fromEntries(Object.entries(keys).filter(([id]) => questionsOf(block).includes(id)));
