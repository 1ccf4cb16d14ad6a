import { randomUUID } from "node:crypto";
import { z } from "zod";
import { type ApiClient, apiClient } from "../demo/api-client.ts";
import type { BenchStack } from "./bench-stack.ts";
import { atLeast, atMost, type Figure, percentile } from "./figure.ts";
import { residentMiB } from "./framework-process.ts";
import { type ProgressDocument, progressDocument } from "./progress-document.ts";
import { type Delivered, type Watch, watchProgress } from "./watch-progress.ts";
import { byLongPoll, byServerListener, byWebListener } from "./watches.ts";

const DOCUMENTS = 100;
/** As many as one user may have held at once. */
const WATCHERS_EACH = 5;
const CHANGES = 4;
const WEB_USERS = 10;
/** Long enough for five hundred clients to ask again. */
const ASK_AGAIN_MS = 2000;

/** Five hundred watchers told of what happens to a hundred tasks at the same moment, beside one told of one. */
export async function measureTransports(bench: BenchStack): Promise<Figure[]> {
  const byPoll = new Map<string, ApiClient>();
  const learners = async (count: number) => {
    const made = await Promise.all(Array.from({ length: count }, () => bench.learner()));
    for (const { userId, api } of made) byPoll.set(userId, api);
    return made.map(({ userId }) => userId);
  };
  const clientOf = (userId: string): ApiClient => byPoll.get(userId) ?? apiClient(bench.stack.url);
  const many = await learners(DOCUMENTS);
  const one = await learners(1);

  const serverListener = byServerListener(bench.db);
  const listeners = await deliver(bench, { many, one, watch: serverListener, pauseMs: 200 });
  const web = await registeredUsers(bench);
  const webListeners = await deliver(bench, {
    many: [...web.keys()],
    one: [...web.keys()].slice(0, 1),
    watch: byWebListener({
      projectId: bench.stack.projectId,
      firestoreHost: bench.stack.env["FIRESTORE_EMULATOR_HOST"] ?? "",
      authHost: bench.stack.env["FIREBASE_AUTH_EMULATOR_HOST"] ?? "",
      firebaseToken: (userId) => firebaseToken(web.get(userId) ?? apiClient(bench.stack.url)),
    }),
    pauseMs: 200,
  });
  let memory = 0;
  const whileWaiting = async () => {
    memory = await residentMiB(bench.stack.functionPid("tasks") ?? 0);
  };
  const watch = byLongPoll(clientOf);
  const polls = await deliver(bench, { many, one, watch, pauseMs: ASK_AGAIN_MS, whileWaiting });
  return [
    ...figuresOf("Firestore listeners, server SDK", listeners, 1000),
    ...figuresOf("Firestore listeners, web SDK, signed in", webListeners, 1000),
    ...figuresOf("long-polls held by one instance", polls),
    { name: "  memory of the instance while it holds them", value: memory, unit: "MiB", bar: atMost(512) },
  ];
}

interface Delivery {
  /** Users with a document each. */
  readonly many: readonly string[];
  readonly one: readonly string[];
  readonly watch: Watch;
  readonly pauseMs: number;
  readonly whileWaiting?: () => Promise<void>;
}

interface Compared {
  readonly many: Delivered;
  readonly one: Delivered;
}

async function deliver(bench: BenchStack, { many, one, ...how }: Delivery): Promise<Compared> {
  const documents = (users: readonly string[]): Promise<ProgressDocument[]> =>
    Promise.all(users.map((userId) => progressDocument(bench, userId)));
  const { whileWaiting: _, ...alone } = how;
  return {
    one: await watchProgress({
      ...{ ...alone, documents: await documents(one), watchersEach: 1, changes: 2 * CHANGES, pauseMs: 200 },
    }),
    many: await watchProgress({
      ...{ ...how, documents: await documents(many), watchersEach: WATCHERS_EACH, changes: CHANGES },
    }),
  };
}

function figuresOf(name: string, { many, one }: Compared, p99Most?: number): Figure[] {
  const [lot, single] = [many.latencies, one.latencies];
  return [
    {
      name: `${many.watchers} ${name}: told of the end`,
      value: many.toldOfEnd,
      unit: "",
      bar: atLeast(many.watchers),
    },
    { name: "  changes told", value: lot.length, unit: "", bar: atLeast(many.expected) },
    {
      name: "  p50 from commit, against one",
      value: percentile(lot, 0.5),
      unit: "ms",
      baseline: percentile(single, 0.5),
    },
    {
      name: "  p99 from commit, against one",
      value: percentile(lot, 0.99),
      unit: "ms",
      baseline: percentile(single, 0.99),
      ...(p99Most !== undefined && { bar: atMost(p99Most) }),
    },
  ];
}

/** The security rules ask for a session's grant, which only a true sign-in writes. */
async function registeredUsers(bench: BenchStack): Promise<Map<string, ApiClient>> {
  const SignedIn = z.object({
    user: z.object({ id: z.string() }),
    tokens: z.object({ accessToken: z.string() }),
  });
  const users = new Map<string, ApiClient>();
  for (let i = 0; i < WEB_USERS; i++) {
    const api = apiClient(bench.stack.url);
    const { user, tokens } = await api.call("POST", "/v1/auth/register", SignedIn, {
      email: `bench-${randomUUID()}@example.com`,
      password: `Bench-${randomUUID()}`,
      displayName: "Bench learner",
    });
    api.signIn(tokens.accessToken);
    users.set(user.id, api);
  }
  return users;
}

const firebaseToken = async (api: ApiClient): Promise<string> => {
  const Answer = z.object({ firebaseToken: z.string() });
  return (await api.call("POST", "/v1/auth/firebase-token", Answer, {})).firebaseToken;
};
