import type { Context } from "hono";
import type { AreaApp } from "../platform/http/area-app.ts";
import { callerOf, type Env, type HttpPorts } from "../platform/http/request.ts";
import { addLesson } from "./add-lesson.ts";
import { cleanBlocks } from "./clean-blocks.ts";
import { endpoints } from "./contract.ts";
import { addBlock, editBlock, removeBlock } from "./edit-block.ts";
import { editLesson } from "./edit-lesson.ts";
import { findAnswerKey } from "./find-answer-key.ts";
import type { ScopeOf } from "./make-scope.ts";
import type { BlockInput } from "./manuscript.ts";
import { removeLesson } from "./remove-lesson.ts";

/** Lessons and their blocks, for their author. */
export function bindLessons(app: AreaApp, scope: ScopeOf, http: HttpPorts): void {
  const { once } = http.idempotency;
  const edit = (c: Context<Env>) => ({ userId: callerOf(c).userId, ifMatch: c.req.header("if-match") });
  const cleaned = async (block: BlockInput) => (await cleanBlocks([block]))[0] ?? block;

  app.openapi(endpoints.addLesson.route, async (c) => {
    const { courseId } = c.req.valid("param");
    const sent = c.req.valid("json");
    const lesson = { ...sent, blocks: await cleanBlocks(sent.blocks) };
    return once(
      c,
      (transact) => addLesson({ ...scope(c), transact }, { ...callerOf(c), courseId, lesson }),
      (made) => ({
        status: 201,
        headers: { location: `/v1/courses/${courseId}/lessons/${made.id}` },
        body: made,
      }),
    );
  });

  app.openapi(endpoints.changeLesson.route, async (c) => {
    const { blocks, ...change } = c.req.valid("json");
    const clean = blocks && { blocks: await cleanBlocks(blocks) };
    const input = { ...edit(c), ...c.req.valid("param"), change: { ...change, ...clean } };
    return c.json(await editLesson(scope(c), input), 200);
  });

  app.openapi(endpoints.removeLesson.route, async (c) => {
    await removeLesson(scope(c), { ...edit(c), ...c.req.valid("param") });
    return c.body(null, 204);
  });

  app.openapi(endpoints.addBlock.route, async (c) => {
    const { courseId, lessonId } = c.req.valid("param");
    const sent = c.req.valid("json");
    const input = { ...edit(c), courseId, lessonId, ...sent, block: await cleaned(sent.block) };
    return once(
      c,
      (transact) => addBlock({ ...scope(c), transact }, input),
      (lesson) => ({
        status: 201,
        headers: { location: `/v1/courses/${courseId}/lessons/${lessonId}` },
        body: lesson,
      }),
    );
  });

  app.openapi(endpoints.changeBlock.route, async (c) => {
    const { block, position } = c.req.valid("json");
    const clean = block && (await cleaned(block));
    return c.json(
      await editBlock(scope(c), { ...edit(c), ...c.req.valid("param"), block: clean, position }),
      200,
    );
  });

  app.openapi(endpoints.removeBlock.route, async (c) => {
    await removeBlock(scope(c), { ...edit(c), ...c.req.valid("param") });
    return c.body(null, 204);
  });

  app.openapi(endpoints.getAnswerKey.route, async (c) => {
    c.header("cache-control", "no-store");
    return c.json(await findAnswerKey(scope(c), { ...callerOf(c), ...c.req.valid("param") }), 200);
  });
}
