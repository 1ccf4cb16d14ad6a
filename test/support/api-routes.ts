import { randomUUID } from "node:crypto";
import { z } from "zod";
import { endpoints } from "../../functions/areas.ts";
import { permits } from "../../functions/auth/role.ts";
import { Lesson } from "../../functions/learning/lesson.ts";
import type { Endpoint } from "../../functions/platform/http/endpoint.ts";
import type { Answer } from "./api-answer.ts";
import { signedToken } from "./api-deps.ts";
import { honeyBees } from "./api-texts.ts";
import { aCourse, bringSource, type Learner, send, signedInAgain } from "./client.ts";
import { aPasskey } from "./passkeys.ts";
import { sampleBody } from "./sample-body.ts";

/** Every call of the API: a new one is held to whatever is said of all. */
export const allRoutes = Object.values(endpoints)
  .flatMap((area) => Object.values(area))
  .map((endpoint) => ({ name: `${endpoint.route.method.toUpperCase()} ${endpoint.route.path}`, endpoint }));

export const methodOf = ({ route }: Endpoint): string => route.method.toUpperCase();
export const isPrivate = ({ policy }: Endpoint): boolean => policy.access !== "public";
/** The schema of the body, where it has one. */
export function schemaOf({ route }: Endpoint): z.ZodType | undefined {
  const media = route.request?.body?.content["application/json"];
  // Every body of this API is declared by a zod schema.
  return media && "schema" in media ? (media.schema as z.ZodType) : undefined;
}
export const parametersOf = ({ route }: Endpoint): string[] =>
  [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);

/** What DELETE of a relation answers also where there is none: nothing is told by it. */
export const isUnrelating = (method: string, path: string): boolean =>
  method === "DELETE" && /\/(favorite|rating|enrollment)$/.test(path);

/** Whether the call is about a person who may be somebody else than the caller. */
export const isAboutOthers = (endpoint: Endpoint): boolean => parametersOf(endpoint).includes("userId");

/** A token of somebody's that lets them make the call: an administrator's where a student may not. */
export async function tokenFor(learner: Learner, { policy }: Endpoint): Promise<string> {
  const isForStudents =
    typeof policy.access !== "object" || permits({ roles: ["student"] }, policy.access.permission);
  return isForStudents ? learner.tokens.accessToken : signedToken(learner, { roles: ["admin"] });
}

export type Ids = Readonly<Record<string, string>>;

/** The path with each parameter filled in. */
export const pathOf = ({ route }: Endpoint, ids: Ids = {}): string =>
  route.path.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? randomUUID());

/** A body that the endpoint reads; an empty one where it wants none in particular. */
export function bodyOf(endpoint: Endpoint): object {
  const schema = schemaOf(endpoint);
  return schema ? sampleBody(schema) : {};
}

/** Calls an endpoint with a body where it wants one. */
export const callRoute = (
  endpoint: Endpoint,
  calling: { bearer?: string | undefined; ids?: Ids; body?: object; headers?: Record<string, string> } = {},
): Promise<Answer> =>
  send(methodOf(endpoint), pathOf(endpoint, calling.ids), {
    bearer: calling.bearer,
    ...(schemaOf(endpoint) && { body: calling.body ?? bodyOf(endpoint) }),
    ...(calling.headers && { headers: calling.headers }),
    // A stream that is let through does not end by itself.
    ...(endpoint.route.path.endsWith("/events") && { direct: true }),
  });

/** Things of somebody's, by the name of the parameter that tells one. */
export async function thingsOf(learner: Learner): Promise<Record<string, string>> {
  const sourceId = await bringSource(learner, honeyBees);
  const { courseId, taskId } = await aCourse(learner, {
    topic: "Bees",
    lessonCount: 1,
    sourceIds: [sourceId],
  });
  const items = z.object({ items: z.array(z.object({ id: z.string() })) });
  const lessons = await learner.read(`/v1/courses/${courseId}/lessons`, items);
  const lessonId = lessons.items[0]?.id ?? "";
  const { blocks } = await learner.read(`/v1/courses/${courseId}/lessons/${lessonId}`, Lesson);
  const blockId = blocks[0]?.id ?? "";
  const learned = await learnedFrom(learner, { courseId, lessonId, blocks });
  const { sessionId } = (await signedInAgain(learner)).tokens;
  const { passkeyId } = await aPasskey({ call: send }, learner.tokens.accessToken);
  const { userId } = learner;
  return { sourceId, courseId, taskId, lessonId, blockId, sessionId, passkeyId, userId, ...learned };
}

/** An attempt at a lesson's quiz, and a card of the lesson once it is completed. */
async function learnedFrom(
  learner: Learner,
  { courseId, lessonId, blocks }: Pick<Lesson, "courseId" | "blocks"> & { lessonId: string },
): Promise<{ attemptId: string; cardId: string }> {
  const lesson = `/v1/courses/${courseId}/lessons/${lessonId}`;
  const asked = blocks.flatMap((block) => (block.type === "quiz" ? block.questions : []));
  const answers = asked.map(({ id, options }) => ({ questionId: id, optionIds: [options[0]?.id] }));
  const attempt = await learner.call("POST", `${lesson}/attempts`, { answers });
  await learner.call("PUT", `${lesson}/progress`, { position: 1, completed: true });
  const withId = z.object({ id: z.string() });
  const { items } = await learner.read("/v1/reviews?due=now", z.object({ items: z.array(withId) }));
  return { attemptId: withId.parse(attempt.body).id, cardId: items[0]?.id ?? "" };
}
