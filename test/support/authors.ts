import { z } from "zod";
import { Course } from "../../functions/learning/course.ts";
import { Lesson } from "../../functions/learning/lesson.ts";
import type { Answer } from "./api-answer.ts";
import type { Learner } from "./client.ts";

/** A question that `right` answers. */
export const aQuestion = (right = "Chloroplasts") => ({
  kind: "single",
  prompt: "Where does photosynthesis take place?",
  options: [
    { text: right, correct: true },
    { text: "Mitochondria", correct: false },
    { text: "The nucleus", correct: false },
  ],
  explanation: `${right} hold the chlorophyll that takes the light in.`,
});

/** The blocks of a lesson: text, quiz and cards. */
export const someBlocks = () => [
  { type: "text", markdown: "Plants turn **light** into sugar." },
  { type: "quiz", questions: [aQuestion()] },
  { type: "flashcards", cards: [{ front: "Chlorophyll", back: "The green pigment of leaves" }] },
];

/** What must be answered with a status, of a shape. */
export function answered<T>({ status, body }: Answer, wanted: number, shape: z.ZodType<T>): T {
  if (status !== wanted) throw new Error(`answered ${status}, not ${wanted}: ${JSON.stringify(body)}`);
  return shape.parse(body);
}

export const begin = async (author: Learner, said: object = {}): Promise<Course> =>
  answered(await author.call("POST", "/v1/courses", { title: "Plants", ...said }), 201, Course);

export const write = async (author: Learner, courseId: string, said: object = {}): Promise<Lesson> =>
  answered(
    await author.call("POST", `/v1/courses/${courseId}/lessons`, {
      ...{ title: "Light", summary: "What leaves do", blocks: someBlocks() },
      ...said,
    }),
    201,
    Lesson,
  );

export const publish = async (author: Learner, courseId: string): Promise<Course> =>
  answered(await author.call("POST", `/v1/courses/${courseId}/publish`), 200, Course);

/** A course by hand with some lessons, published for everybody. */
export async function aPublished(author: Learner, lessons = 2, said: object = {}) {
  const { id } = await begin(author, { visibility: "public", ...said });
  const written: Lesson[] = [];
  for (let n = 1; n <= lessons; n++) written.push(await write(author, id, { title: `Lesson ${n}` }));
  return { courseId: id, lessons: written, course: await publish(author, id) };
}

export const Summaries = z.object({
  items: z.array(z.object({ id: z.string(), title: z.string(), order: z.int() })),
});

/** The titles of a course's lessons, in the order a reader gets them. */
export async function titles(reader: Learner, courseId: string, query = ""): Promise<string[]> {
  const { items } = await reader.read(`/v1/courses/${courseId}/lessons${query}`, Summaries);
  return items.map(({ title }) => title);
}
