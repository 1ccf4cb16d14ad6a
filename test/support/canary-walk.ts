import { extractText, getDocumentProxy } from "unpdf";
import { z } from "zod";
import type { Endpoint } from "../../functions/platform/http/endpoint.ts";
import { allRoutes, bodyOf, methodOf, parametersOf, pathOf, schemaOf } from "./api-routes.ts";
import { leaksIn, secretsIn } from "./canary.ts";
import { answeredBy, BODIES, REFUSED } from "./canary-bodies.ts";
import type { Subject } from "./canary-courses.ts";

/** Somebody who calls; without a token, anybody. */
export interface Person {
  readonly name: string;
  readonly userId?: string;
  readonly token?: string;
  /** Whether they may see what is right in courses of their own. */
  readonly mayReadKeys?: boolean;
}

/** Whatever a caller sees of an answer, as text. */
export interface Shown {
  readonly status: number;
  readonly headers: string;
  readonly body: string;
}

export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly bearer?: string | undefined;
  readonly body?: object | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a request to the API, or to what a test puts in its place. */
export type Call = (sent: Sent) => Promise<Shown>;

export interface Walk {
  readonly call: Call;
  readonly people: readonly Person[];
  readonly subjects: readonly Subject[];
  /** `<user> <question>` of what was answered: its author may see in attempts and cards what was right. */
  readonly answered: Set<string>;
}

export interface Report {
  /** Who was told what by which call, in words. */
  readonly leaks: string[];
  /** `<person> <operation> <state>` of every call that was answered 2xx. */
  readonly shown: Set<string>;
  /** Every operation that was called at all. */
  readonly called: Set<string>;
  answers: number;
}

export const newReport = (): Report => ({ leaks: [], shown: new Set(), called: new Set(), answers: 0 });

const operationOf = ({ route }: Endpoint): string => route.operationId ?? route.path;

/** Asks for what was published first. */
const former = (subject: Subject | undefined, query = "?") => `${query}version=${subject?.versions[0] ?? 1}`;

/** What is asked besides the plain call. */
const QUERIES: Readonly<Record<string, (subject: Subject | undefined, person: Person) => readonly string[]>> =
  {
    getCourse: (subject) => ["", former(subject), "?fields=answerKeys&expand=answerKey&include=explanation"],
    getLesson: (subject) => ["", former(subject), "?keys=true&expand=answerKey"],
    exportCourse: (subject, person) => [
      "?format=json",
      "?format=json&keys=true",
      former(subject, "?format=json&"),
      // These take a process each, and are made from what the JSON is made from.
      ...(subject?.state === "public" && person.name === "stranger"
        ? ["?format=markdown", "?format=html", "?format=pdf"]
        : []),
    ],
    packCourse: (subject) => {
      const [first = 1, last = first] = subject?.versions ?? [];
      return ["", `?since=${first}`, `?version=${last}&since=${first}`];
    },
    getTask: () => ["", "?wait=1&version=0"],
    listCourses: () => [
      "",
      ...["mine", "enrolled", "favorites", "public"].map((scope) => `?scope=${scope}&limit=100`),
    ],
  };

/** Where somebody may see what is right of what they answered. */
const AFTERWARDS =
  /^(?:submitAttempt|getAttempt|listReviews|getCard|reviewCard|undoReview|suspendCard|resumeCard|syncOperations|listChanges)$/;

const isAbout = (endpoint: Endpoint): boolean =>
  operationOf(endpoint) === "syncOperations" ||
  parametersOf(endpoint).some((name) => /^(?:course|lesson|block|task|source|attempt|card)Id$/.test(name));

/** Ends a session or an account: what comes after it is refused. */
const LAST = /^(?:logout|deactivateMe|deleteMe|revokeSession|changePassword|changeRoles|suspendUser)$/;
const rank = (endpoint: Endpoint): number => (LAST.test(operationOf(endpoint)) ? 1 : 0);

/** Whoever a course's state may make a difference to. */
const CONCERNED: ReadonlySet<string> = new Set(["enrolled", "stranger", "instructor", "admin", "nobody"]);

/**
 * Those who ask about a subject: about an open one everybody; about any other, for the sake of time, its owner, whoever
 * is concerned and one of the rest by turns, unless `npm run soak` asks for all.
 */
function asking({ people, subjects }: Walk, subject: Subject): readonly Person[] {
  if (process.env["LYO_LONG_TESTS"] || subject.state.endsWith("public")) return people;
  const isOwner = ({ userId }: Person) => userId !== undefined && userId === subject.owner.userId;
  const rest = people.filter((person) => !CONCERNED.has(person.name) && !isOwner(person));
  const turn = rest[subjects.indexOf(subject) % rest.length];
  return people.filter((person) => isOwner(person) || CONCERNED.has(person.name) || person === turn);
}

/** Calls everything that only shows, about every subject, as whoever may be told apart. */
export async function walkReads(walk: Walk, report: Report): Promise<void> {
  const endpoints = allRoutes
    .map(({ endpoint }) => endpoint)
    .filter((endpoint) => methodOf(endpoint) === "GET");
  await inTurns(walk.subjects, 3, async (subject) => {
    for (const endpoint of endpoints.filter(isAbout))
      if (parametersOf(endpoint).every((name) => subject.ids[name] !== undefined))
        await inTurns(asking(walk, subject), 3, (person) => ask(walk, report, { person, endpoint, subject }));
  });
  await inTurns(walk.people, 3, async (person) => {
    for (const endpoint of endpoints.filter((found) => !isAbout(found)))
      await ask(walk, report, { person, endpoint });
    if (CONCERNED.has(person.name)) await findByWords(walk, report, person);
  });
}

/** Whose changes are not all refused alike where nobody else may read: for the sake of time, the others are left out. */
const TELLS_APART: ReadonlySet<string> = new Set(["enrolled", "instructor", "admin"]);

/** Calls everything that changes something, as everybody but the owner, then as the owner, who removes it at last. */
export async function walkWrites(walk: Walk, report: Report): Promise<void> {
  const endpoints = allRoutes
    .map(({ endpoint }) => endpoint)
    .filter((endpoint) => methodOf(endpoint) !== "GET");
  const about = endpoints.filter(isAbout);
  await inTurns(walk.subjects, 3, async (subject) => {
    const isOwner = ({ userId }: Person) => userId === subject.owner.userId;
    const isOpen = /(?:public|unlisted|generated|archived)$/.test(subject.state);
    const others = asking(walk, subject).filter(
      (person) => !isOwner(person) && (isOpen || TELLS_APART.has(person.name)),
    );
    const order = [...others, ...walk.people.filter(isOwner)];
    const removes = (endpoint: Endpoint) => methodOf(endpoint) === "DELETE";
    for (const part of [about.filter((endpoint) => !removes(endpoint)), about.filter(removes)])
      for (const person of order)
        for (const endpoint of part)
          if (parametersOf(endpoint).every((name) => subject.ids[name] !== undefined)) {
            await ask(walk, report, { person, endpoint, subject });
            if (operationOf(endpoint) in REFUSED)
              await ask(walk, report, { person, endpoint, subject }, REFUSED);
          }
  });
  const rest = endpoints.filter((endpoint) => !isAbout(endpoint)).sort((a, b) => rank(a) - rank(b));
  await inTurns(walk.people, 3, async (person) => {
    for (const endpoint of rest) await ask(walk, report, { person, endpoint });
  });
}

/** Has everybody who may copy a course do so, and look into what is theirs now. */
export async function walkCopies(walk: Walk, report: Report, subject: Subject): Promise<void> {
  const reads = allRoutes
    .map(({ endpoint }) => endpoint)
    .filter((endpoint) => methodOf(endpoint) === "GET" && isAbout(endpoint));
  await inTurns(walk.people, 3, async ({ userId, ...person }) => {
    const send = (method: string, path: string) =>
      walk.call({ method, path: `/v1/courses/${path}`, bearer: person.token });
    const made = await send("POST", `${subject.ids["courseId"]}/duplicate`);
    if (userId === undefined || userId === subject.owner.userId || made.status !== 200) return;
    const { id: courseId } = WithId.parse(JSON.parse(made.body));
    const lessons = await send("GET", `${courseId}/lessons`);
    const [lesson] = z.object({ items: z.array(WithId) }).parse(JSON.parse(lessons.body)).items;
    const ids: Record<string, string> = { courseId, lessonId: lesson?.id ?? "" };
    const copy = { ...subject, state: `copy of ${subject.state}`, owner: { userId }, ids };
    for (const endpoint of reads)
      if (parametersOf(endpoint).every((name) => ids[name] !== undefined))
        await ask(walk, report, { person: { ...person, userId }, endpoint, subject: copy });
  });
}

const WithId = z.object({ id: z.string() });

/** Has somebody answer one question of a course. */
export async function answerOne(
  walk: Walk,
  report: Report,
  { person, subject }: { person: Person; subject: Subject },
): Promise<void> {
  for (const { endpoint } of allRoutes)
    if (operationOf(endpoint) === "submitAttempt") await ask(walk, report, { person, endpoint, subject });
}

interface Asked {
  readonly person: Person;
  readonly endpoint: Endpoint;
  readonly subject?: Subject;
}

async function ask(walk: Walk, report: Report, asked: Asked, bodies = BODIES): Promise<void> {
  const { person, endpoint, subject } = asked;
  const operation = operationOf(endpoint);
  const body = schemaOf(endpoint) && ((subject && bodies[operation]?.(subject)) ?? bodyOf(endpoint));
  // How an answer is kept does not depend on the state of a course.
  const isRepeatable =
    422 in endpoint.route.responses &&
    methodOf(endpoint) === "POST" &&
    (subject?.state ?? "public").endsWith("public");
  const headers = isRepeatable ? { "idempotency-key": crypto.randomUUID() } : {};
  for (const query of QUERIES[operation]?.(subject, person) ?? [""]) {
    const sent = {
      method: methodOf(endpoint),
      path: `${pathOf(endpoint, subject?.ids)}${query}`,
      bearer: person.token,
      body,
      headers,
    };
    report.called.add(operation);
    // The second answer is the first one again, as it was kept.
    let again = isRepeatable;
    for (let time = 0; time === 0 || again; time += 1) {
      const shown = await walk.call(sent);
      again &&= time === 0 && shown.status < 300;
      report.answers += 1;
      const question = answeredBy(operation, subject, shown);
      if (question !== undefined) walk.answered.add(`${person.userId} ${question}`);
      // What is refused in a synchronization is answered 200.
      const isShown = operation === "syncOperations" ? question !== undefined : shown.status < 300;
      if (isShown) report.shown.add(`${person.name} ${operation} ${subject?.state ?? ""}`.trim());
      const leaks = judged(walk, { ...asked, query }, shown);
      report.leaks.push(
        ...leaks.map(
          (leak) =>
            `${person.name}: ${sent.method} ${endpoint.route.path}${query} (${subject?.state ?? "-"}, ${shown.status}): ${leak}`,
        ),
      );
    }
  }
}

function judged(
  walk: Walk,
  { person, endpoint, subject, query }: Asked & { query: string },
  { headers, body }: Shown,
): string[] {
  const all = walk.subjects.flatMap(({ secrets }) => secrets);
  // The document of the API names what keys have; whose they are it does not know.
  if (operationOf(endpoint) === "getOpenApi") return secretsIn(body, all);
  const isOwn = subject !== undefined && subject.owner.userId === person.userId;
  const asksForKeys =
    ["getAnswerKey", "getQuality"].includes(operationOf(endpoint)) ||
    (operationOf(endpoint) === "exportCourse" && query.includes("keys=true"));
  const isAllowed = isOwn && asksForKeys && person.mayReadKeys === true;
  const hidden = all.filter(
    (secret) =>
      !(
        AFTERWARDS.test(operationOf(endpoint)) && walk.answered.has(`${person.userId} ${secret.questionId}`)
      ) && !(isAllowed && secret.courseId === subject.ids["courseId"]),
  );
  const isPlain = hidden.length === all.length && !isAllowed;
  const inBody = isPlain ? leaksIn(body, hidden) : secretsIn(body, hidden);
  return [...secretsIn(headers, hidden), ...inBody];
}

/** Asks for courses by words that only their keys hold: to find one would be to tell. */
async function findByWords(walk: Walk, report: Report, person: Person): Promise<void> {
  for (const { secrets, state } of walk.subjects)
    for (const { words, right, courseId } of secrets.slice(0, 1))
      for (const word of [words[0], right[0]]) {
        if (word === undefined) continue;
        const { body } = await walk.call({
          method: "GET",
          path: `/v1/courses?scope=public&q=${word}`,
          bearer: person.token,
        });
        report.answers += 1;
        if (body.includes(courseId))
          report.leaks.push(`${person.name}: finds the course that is ${state} by ${word}`);
      }
}

/** Does something with each, so many at once. */
async function inTurns<T>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
    }),
  );
}

/** Streams do not end by themselves. */
const STREAM_MS = 400;

/** Calls what is served at an address, and takes in headers and body as whoever called would see them. */
export const callAt =
  (url: string): Call =>
  async ({ method, path, bearer, body, headers }) => {
    const isStream = path.endsWith("/events");
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...headers,
        ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }),
        ...(body !== undefined && { "content-type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const content =
      isStream && response.ok ? await beginning(response) : new Uint8Array(await response.arrayBuffer());
    const isPdf = response.headers.get("content-type") === "application/pdf";
    return {
      status: response.status,
      headers: [...response.headers].map(([name, value]) => `${name}: ${value}`).join("\n"),
      body: isPdf ? await wordsOf(content) : new TextDecoder().decode(content),
    };
  };

async function wordsOf(pdf: Uint8Array): Promise<string> {
  return (await extractText(await getDocumentProxy(pdf), { mergePages: true })).text;
}

async function beginning(response: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  const reader = response.body?.getReader();
  const timer = setTimeout(() => void reader?.cancel(), STREAM_MS);
  for (let part = await reader?.read(); part?.value; part = await reader?.read()) chunks.push(part.value);
  clearTimeout(timer);
  return Buffer.concat(chunks);
}
