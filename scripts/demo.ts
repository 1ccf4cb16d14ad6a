import { randomUUID } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { z } from "zod";
import { GenerationAccepted } from "../functions/learning/contract.ts";
import { Course } from "../functions/learning/course.ts";
import { Lesson } from "../functions/learning/lesson.ts";
import { CourseQuality } from "../functions/learning/quality.ts";
import type { Task } from "../functions/tasks/task.ts";
import { type ApiClient, apiClient, Refused } from "./demo/api-client.ts";
import { courseMarkdown } from "./demo/course-markdown.ts";
import { followTask } from "./demo/follow-task.ts";

const EXAMPLE = new URL("./demo-source.md", import.meta.url);

const count = (value: string): number => {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1 || number > 20)
    throw new InvalidArgumentError("It must be 1 to 20.");
  return number;
};

const program = new Command("npm run demo --")
  .description(
    "Has a course written by the running stack, shows it being written, and prints it as Markdown.",
  )
  .option("--source <file>", "a text to write the course from (default: the bundled example)")
  .option("--topic <topic>", "what the course is about; without --source the library is searched for it")
  .option("--lessons <number>", "how many lessons", count, 4)
  .option("--out <file>", "write the course there instead of printing it")
  .action(demo);

interface Options {
  source?: string;
  topic?: string;
  lessons: number;
  out?: string;
}

async function demo(options: Options): Promise<void> {
  const url = process.env["LYO_URL"] ?? `http://127.0.0.1:${process.env["PORT"] ?? "8080"}`;
  const api = apiClient(url);
  await register(api);
  const source = await bringSource(api, options);
  const topic = options.topic ?? source?.title ?? "";
  const began = performance.now();
  const accepted = await api.call("POST", "/v1/courses/generate", GenerationAccepted, {
    topic,
    lessonCount: options.lessons,
    sourceIds: source ? [source.id] : [],
  });
  say(`Writing a course about “${topic}” (task ${accepted.taskId}).`);
  const show = progressLine();
  const task = await followTask(api, { ...accepted, onTask: show.task, say });
  show.end();
  if (task.state !== "succeeded")
    say(`The task ${task.state}: ${task.problem?.detail ?? task.progress.message}`);
  say(`Done in ${((performance.now() - began) / 1000).toFixed(1)} s.`);
  const markdown = await readCourse(api, accepted.courseId);
  if (task.state === "succeeded") await sayQuality(api, accepted.courseId);
  if (options.out === undefined) process.stdout.write(`\n${markdown}`);
  else {
    await writeFile(options.out, markdown);
    say(`The course is in ${options.out}.`);
  }
  if (task.state !== "succeeded") process.exitCode = 1;
}

async function register(api: ApiClient): Promise<void> {
  const { tokens } = await api.call(
    "POST",
    "/v1/auth/register",
    z.object({ tokens: z.object({ accessToken: z.string() }) }),
    {
      email: `demo-${randomUUID()}@example.com`,
      password: `Demo-${randomUUID()}`,
      displayName: "Demo learner",
    },
  );
  api.signIn(tokens.accessToken);
}

interface Brought {
  readonly id: string;
  readonly title: string;
}

async function bringSource(api: ApiClient, { source, topic }: Options): Promise<Brought | undefined> {
  if (source === undefined && topic !== undefined) return undefined;
  const text = await readFile(source ?? EXAMPLE, "utf8").catch((cause: unknown) => {
    throw new Refused(`${source ?? EXAMPLE.pathname} cannot be read.`, { cause });
  });
  const title =
    /^(?:title: *|# +)"?(.+?)"?$/m.exec(text)?.[1] ?? basename(source ?? "example").replace(/\.\w+$/, "");
  const body = { title, text: text.replace(/^---\n[\s\S]*?\n---\n/, "") };
  const { id } = await api.call("POST", "/v1/sources", z.object({ id: z.string() }), body);
  return { id, title };
}

/** What the quality report says of the course, in its own words. */
async function sayQuality(api: ApiClient, courseId: string): Promise<void> {
  const report = await api.call("GET", `/v1/courses/${courseId}/quality`, CourseQuality);
  const { badge, sentences, scores, repairs } = report;
  say(`\nQuality: ${badge.score} of 100. ${sentences.join(" ")}`);
  for (const { title, sentence, verdict } of scores) say(`  ${verdict.padEnd(5)} ${title}: ${sentence}`);
  const mended = repairs.filter(({ outcome }) => outcome !== "passed").length;
  if (mended > 0) say(`  ${mended} of ${repairs.length} lessons were mended before you saw them.`);
}

async function readCourse(api: ApiClient, courseId: string): Promise<string> {
  const course = await api.call("GET", `/v1/courses/${courseId}`, Course);
  const list = z.object({ items: z.array(z.object({ id: z.string() })) });
  const { items } = await api.call("GET", `/v1/courses/${courseId}/lessons`, list);
  const lessons = await Promise.all(
    items.map(({ id }) => api.call("GET", `/v1/courses/${courseId}/lessons/${id}`, Lesson)),
  );
  return courseMarkdown(course, lessons, await sourceTitles(api, lessons));
}

/** The titles of the sources that the lessons cite. */
async function sourceTitles(api: ApiClient, lessons: readonly Lesson[]): Promise<Map<string, string>> {
  const blocks = lessons.flatMap((lesson) => lesson.blocks);
  const cited = blocks.flatMap((block) => (block.type === "text" ? (block.citations ?? []) : []));
  const ids = [...new Set(cited.map((citation) => citation.sourceId))];
  const titled = z.object({ title: z.string() });
  const titles = await Promise.all(ids.map((id) => api.call("GET", `/v1/sources/${id}`, titled)));
  return new Map(ids.map((id, index) => [id, titles[index]?.title ?? "source"]));
}

/** Words for the person go to stderr, so that the course alone can be piped on. */
const say = (line: string): void => void process.stderr.write(`${line}\n`);

const BAR = 30;

/** A bar that moves in a terminal, a line for each change elsewhere. */
function progressLine(): { task: (task: Task) => void; end: () => void } {
  const terminal = process.stderr.isTTY;
  return {
    task: ({ progress }) => {
      const filled = Math.round((progress.percent / 100) * BAR);
      const bar = terminal ? `\r\u001b[K[${"█".repeat(filled)}${" ".repeat(BAR - filled)}] ` : "";
      process.stderr.write(
        `${bar}${String(progress.percent).padStart(3)} % ${progress.message}${terminal ? "" : "\n"}`,
      );
    },
    end: () => {
      if (terminal) process.stderr.write("\n");
    },
  };
}

try {
  await program.parseAsync();
  // The Firebase SDK keeps sockets open for a while.
  process.exit();
} catch (error) {
  if (!(error instanceof Refused)) throw error;
  say(error.message);
  process.exit(1);
}
