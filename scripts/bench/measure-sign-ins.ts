import { randomUUID } from "node:crypto";
import { hash, verify } from "@node-rs/bcrypt";
import autocannon from "autocannon";
import { z } from "zod";
import { SignedIn } from "../../functions/auth/login-contract.ts";
import type { Guard } from "../../infra/local/guard.ts";
import type { BenchStack } from "./bench-stack.ts";
import { type Figure, median, ratioAtLeast, ratioAtMost } from "./figure.ts";
import { type FrameworkProcess, startFramework } from "./framework-process.ts";

const PASSWORD = "paper boats in the rain";
/** What production hashes with: a laptop's hash is so quick that the database's stand-in beside it counts for more. */
const COST = 12;
const USERS = 40;
const AT_ONCE = 8;
const ROUNDS = 3;
const SECONDS = 2;

/**
 * Sign-ins straight at one instance of `auth`, each from an address of its own: beside raw bcrypt of the same cost,
 * known beside unknown addresses, refreshes beside bare writes, and a request with a token beside one without.
 */
export async function measureSignIns(bench: BenchStack, guard: Guard): Promise<Figure[]> {
  const auth = await startFramework({ target: "bench-auth", env: bench.stack.env, guard });
  try {
    const users = await pooled(USERS, async () => {
      const [email, id] = [`${randomUUID()}@example.com`, randomUUID()];
      const body = { email, password: PASSWORD, displayName: "Ada", device: { id } };
      const { tokens, deviceProof: proof = "" } = SignedIn.parse(await post(auth, "register", body));
      return { email, tokens, device: { id, proof } };
    });
    return [
      ...(await logins(auth, users)),
      ...(await refreshes(bench, auth, users)),
      await overhead(auth, users),
    ];
  } finally {
    await auth.stop();
  }
}

type User = { email: string; tokens: SignedIn["tokens"]; device: { id: string; proof: string } };

async function logins(auth: FrameworkProcess, users: readonly User[]): Promise<Figure[]> {
  const stored = await hash("x".repeat(64), { cost: COST });
  const [signedIn, raw, known, unknown]: number[][] = [[], [], [], []];
  /** Processor seconds: the function's own, without the stand-ins that share its cores here. */
  const spent = { ours: 0, raw: 0 };
  const timed = async (email: string, times: number[] | undefined) => {
    const since = performance.now();
    await post(auth, "login", { email, password: "not it at all" });
    times?.push(performance.now() - since);
  };
  // From a device that is known: nobody is written to.
  const logIn = (index: number) => {
    const { email, device } = users[index % USERS] ?? {};
    return post(auth, "login", { email, device, password: PASSWORD });
  };
  await pooled(AT_ONCE, logIn);
  // Turn and turn about: a busy machine is busy for both.
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage();
    raw?.push(await perSecond(USERS, () => verify("y".repeat(64), stored)));
    const { user, system } = process.cpuUsage(before);
    const began = await auth.cpuSeconds();
    signedIn?.push(await perSecond(USERS, logIn));
    spent.ours += (await auth.cpuSeconds()) - began;
    spent.raw += (user + system) / 1e6;
    for (let guess = 0; guess < 12; guess++) {
      await timed(users[(round * 12 + guess) % USERS]?.email ?? "", known);
      await timed(`${randomUUID()}@example.com`, unknown);
    }
  }
  return [
    {
      name: `logins, against raw bcrypt of cost ${COST}`,
      value: median(signedIn ?? []),
      unit: "/s",
      baseline: median(raw ?? []),
      bar: ratioAtLeast(0.9),
    },
    {
      name: "  a second of the function's own processor, against raw bcrypt's",
      value: (USERS * ROUNDS) / spent.ours,
      unit: "/s",
      baseline: (USERS * ROUNDS) / spent.raw,
      bar: ratioAtLeast(0.9),
    },
    {
      name: "a wrong password for a known address, against an unknown one",
      value: median(known ?? []),
      unit: "ms",
      baseline: median(unknown ?? []),
      bar: ratioAtMost(1.05),
    },
    {
      name: "  and the other way round",
      value: median(unknown ?? []),
      unit: "ms",
      baseline: median(known ?? []),
      bar: ratioAtMost(1.05),
    },
  ];
}

/** Each user's refreshes one after the other, all users' at once; beside as many bare writes to a document each. */
async function refreshes(
  { db }: BenchStack,
  auth: FrameworkProcess,
  users: readonly User[],
): Promise<Figure[]> {
  const heads = users.map(({ tokens }) => tokens.refreshToken);
  const refreshed = await perSecond(USERS * 5, async (index) => {
    const at = index % USERS;
    const answer = await post(auth, "refresh", { refreshToken: heads[at] ?? "" });
    heads[at] = z.object({ refreshToken: z.string() }).parse(answer).refreshToken;
  });
  const written = await perSecond(USERS * 5, async (index) => {
    await db.doc(`bench/${index % USERS}`).set({ at: Date.now() });
  });
  return [
    {
      name: "refreshes, against bare writes to Firestore",
      value: refreshed,
      unit: "/s",
      baseline: written,
    },
  ];
}

/** The same public document with a token, which is verified, and without. */
async function overhead(auth: FrameworkProcess, users: readonly User[]): Promise<Figure> {
  const requests = (withToken: boolean) =>
    users.map(({ tokens }, index) => ({
      path: "/.well-known/jwks.json",
      headers: {
        "x-forwarded-for": `10.2.0.${index}`,
        ...(withToken && { authorization: `Bearer ${tokens.accessToken}` }),
      },
    }));
  const load = (withToken: boolean) =>
    autocannon({ url: auth.url, connections: 20, duration: SECONDS, requests: requests(withToken) });
  await load(true);
  const [without, having] = [await load(false), await load(true)];
  return {
    name: "a request with a token, against the same without",
    value: having.requests.average,
    unit: "/s",
    baseline: without.requests.average,
  };
}

let sent = 0;

async function post(auth: FrameworkProcess, name: string, body: object): Promise<unknown> {
  sent += 1;
  const response = await fetch(`${auth.url}/v1/auth/${name}`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      // No address reaches its limit.
      "x-forwarded-for": `10.3.${Math.floor(sent / 250) % 250}.${sent % 250}`,
    },
    body: JSON.stringify(body),
  });
  const answer: unknown = await response.json();
  if (response.status >= 400 && response.status !== 401)
    throw new Error(`${name} was answered ${response.status}: ${JSON.stringify(answer)}`);
  return answer;
}

/** Does `work` so many times, some at once. */
async function pooled<T>(times: number, work: (index: number) => Promise<T>): Promise<T[]> {
  const done: T[] = [];
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < times; index = next++) done[index] = await work(index);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return done;
}

async function perSecond(times: number, work: (index: number) => Promise<unknown>): Promise<number> {
  const since = performance.now();
  await pooled(times, work);
  return (times * 1000) / (performance.now() - since);
}
