import { once } from "node:events";
import { join } from "node:path";
import { loadManifests, type Manifests } from "../manifests.ts";
import { openDataDir } from "./data-dir.ts";
import { functionEnvironment, inherited, invokerOf, localSettings } from "./environment.ts";
import { startFunction } from "./function-process.ts";
import { startGateway } from "./gateway.ts";
import { startGuard } from "./guard.ts";
import { startIdentity } from "./identity.ts";
import { emulatorStarts, findPrerequisites, type Prerequisites } from "./parts.ts";
import { choosePort } from "./ports.ts";
import { createTopics } from "./pubsub.ts";
import { type DisturbPush, startPusher } from "./pubsub-pusher.ts";
import { type RoutedFunction, routes } from "./routes.ts";
import { type Running, stopAll, untilIdle } from "./running.ts";
import { startScheduler } from "./scheduler.ts";
import { allOf, timed } from "./starting.ts";
import type { Deliver } from "./tasks/delivery.ts";

const ROOT = join(import.meta.dirname, "../..");
const DEFAULT_PORT = 8080;

export interface StackOptions {
  readonly functions: readonly RoutedFunction[];
  /** Folder whose package.json's `main` registers the functions; the repository's root unless given. */
  readonly source?: string;
  /** The gateway's port; 0 takes a free one. Unless given, `PORT`, then 8080. */
  readonly port?: number;
  readonly projectId?: string;
  /** Where state and logs are kept; `LYO_DATA_DIR`, then `.local`, unless given. */
  readonly dataDir?: string;
  /** Forget what a former run kept. */
  readonly fresh?: boolean;
  /** Whether `stop` keeps Firestore's documents and Auth's accounts; true unless given. */
  readonly save?: boolean;
  readonly rulesFile?: string;
  readonly manifests?: Manifests;
  /** Secrets that exist from the first start. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Added to every function's environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Hears what a person at a terminal should read. */
  readonly report?: (line: string) => void;
  /** Whether the schedule runs by the clock; `tick` works either way. True unless given. */
  readonly scheduled?: boolean;
  /** Stand between queue or topic and functions, for tests of duplicates and disorder. */
  readonly deliverTask?: Deliver;
  readonly disturbPush?: DisturbPush;
}

export interface Stack {
  readonly url: string;
  readonly projectId: string;
  /** What every function got. */
  readonly env: Readonly<Record<string, string>>;
  /** An identity token that private functions accept. */
  jobToken(): Promise<string>;
  functionPid(name: string): number | undefined;
  /** Sends the signal to a function's process; one that ends by it is started again. */
  kill(name: string, signal: NodeJS.Signals): void;
  restart(name: string): Promise<void>;
  /** What the function has written. */
  logs(name: string): Promise<string>;
  pauseFirestore(): void;
  resumeFirestore(): void;
  /** Calls a job of `infra/schedules.yaml` now; returns the status it answered. */
  tick(scheduleName: string): Promise<number>;
  /** Resolves when no task and no message is left to deliver. */
  idle(): Promise<void>;
  /** Resolves with the reason if an emulator ends by itself: the stack is of no use then. */
  readonly failed: Promise<string>;
  /** Drains functions, saves state and ends every process. */
  stop(): Promise<void>;
}

/**
 * Everything Lyo needs, on this machine: emulators in place of Google, each function in its own process, and the
 * gateway before them. Resolves when all of it answers.
 * @throws {StartRefused} when something is missing, taken or wrong, with nothing left running.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const report = options.report ?? (() => {});
  // Google's clients in this process, too, would look for a metadata server, and wait.
  process.env["METADATA_SERVER_DETECTION"] ??= "none";
  const env = options.port === undefined ? process.env : { ...process.env, PORT: String(options.port) };
  const port = await choosePort("PORT", env, DEFAULT_PORT);
  const found = await findPrerequisites(env, report);
  const path = options.dataDir ?? (process.env["LYO_DATA_DIR"] || join(ROOT, ".local"));
  const dataDir = await openDataDir(path, { fresh: options.fresh ?? false });
  const running: Running = { dataDir, guard: startGuard(), emulators: {}, functions: new Map() };
  try {
    const environment = await bringUp(running, { ...options, port, found, report });
    return stackOf(running, { environment, save: options.save ?? true });
  } catch (error) {
    await stopAll(running, { save: false });
    throw error;
  }
}

/** Where a person reads what was mailed on this machine. */
const MAILBOX = { name: "mailbox", paths: ["/local/mail", "/local/mail.json", "/local/mail/*"] };

type Plan = StackOptions & {
  readonly port: number;
  readonly found: Prerequisites;
  readonly report: (line: string) => void;
};

/** Starts all that can start at once, then what needs it; returns the functions' environment. */
async function bringUp(running: Running, plan: Plan): Promise<Record<string, string>> {
  const { found, report, projectId = "demo-lyo", manifests = loadManifests() } = plan;
  const { dataDir, guard, functions, emulators } = running;
  const identity = await startIdentity({ dataDir: dataDir.state });
  running.identity = identity;
  const gateway = await startGateway({
    ...plan,
    functions: [...plan.functions, MAILBOX],
    portOf: (name) => (name === MAILBOX.name ? emulators.mail?.port : functions.get(name)?.port()),
  });
  running.gateway = gateway;
  const told = functionEnvironment({ projectId, url: gateway.url, identity, ports: found.ports });
  const env = { ...inherited(process.env), ...told, ...plan.env };
  const ready = Promise.withResolvers<void>();
  const starts = emulatorStarts(emulators, {
    ...{ found, projectId, manifests, dataDir, guard, identity },
    location: localSettings().region,
    rulesFile: plan.rulesFile ?? join(ROOT, "firestore.rules"),
    secrets: plan.secrets ?? {},
    deliverTask: heldUntil(ready.promise, plan.deliverTask),
  });
  await allOf([
    ...Object.entries(starts).map(([name, start]) => timed(name, start, report)),
    ...plan.functions.map(({ name }) => timed(name, () => runFunction(running, plan, name, env), report)),
  ]);
  ready.resolve();
  await connect(running, plan, { projectId, manifests, url: gateway.url });
  await dataDir.announce(told);
  return env;
}

/** Tasks kept from a former run are due at once: before functions answer, that would cost them their attempts. */
const heldUntil =
  (ready: Promise<void>, deliver: Deliver = (delivery, send) => send(delivery)): Deliver =>
  async (delivery, send) => {
    await Promise.race([ready, once(delivery.signal, "abort")]);
    return deliver(delivery, send);
  };

async function runFunction(running: Running, plan: Plan, name: string, env: Record<string, string>) {
  const { dataDir, guard, functions } = running;
  const started = await startFunction({
    name,
    source: plan.source ?? ROOT,
    env: { ...env, NODE_COMPILE_CACHE: dataDir.compileCache },
    logDir: dataDir.logs,
    guard,
    report: plan.report,
    verbose: process.env["LYO_LOG_LEVEL"] === "debug",
  });
  functions.set(name, started);
  await started.ready();
  return { host: `127.0.0.1:${started.port()}` };
}

/** What carries messages and schedules to the functions that are there to receive them. */
async function connect(
  running: Running,
  plan: Plan,
  { projectId, manifests, url }: { projectId: string; manifests: Manifests; url: string },
): Promise<void> {
  const { report } = plan;
  const functionOf = routes(plan.functions);
  const token = jobToken(running, projectId, url);
  const pusher = await startPusher({
    ...{ target: url, token, disturb: plan.disturbPush },
    dataDir: running.dataDir.state,
    maxDeliveryAttempts: Math.max(
      5,
      ...Object.values(manifests.topics).map((topic) => topic.retry.maxDeliveryAttempts),
    ),
  });
  running.pusher = pusher;
  const { pubsub } = running.emulators;
  const unheard = await createTopics({
    ...{ host: pubsub?.host ?? "", projectId, topics: manifests.topics },
    pushEndpoint: (path) => (functionOf(path) ? pusher.endpoint(path) : undefined),
  });
  pusher.deliverKept();
  const due = Object.entries(manifests.schedules).filter(([, { path }]) => functionOf(path));
  running.scheduler = startScheduler({
    ...{ target: url, token, report },
    schedules: Object.fromEntries(due),
    clock: plan.scheduled ?? true,
  });
  const idle = Object.keys(manifests.schedules).filter((name) => !due.some(([kept]) => kept === name));
  if (unheard.length > 0) report(`No function receives ${unheard.join(", ")}: left out`);
  if (idle.length > 0) report(`No function serves the schedules ${idle.join(", ")}: left out`);
}

const jobToken =
  ({ identity }: Running, projectId: string, audience: string) =>
  async (): Promise<string> =>
    (await identity?.token({ audience, email: invokerOf(projectId) })) ?? "";

function stackOf(
  running: Running,
  { environment, save }: { environment: Record<string, string>; save: boolean },
): Stack {
  const { functions, emulators, scheduler } = running;
  const projectId = environment["GOOGLE_CLOUD_PROJECT"] ?? "";
  const url = environment["LYO_JOBS_URL"] ?? "";
  const named = (name: string) => {
    const found = functions.get(name);
    if (!found) throw new Error(`No function is named ${name}.`);
    return found;
  };
  let stopped: Promise<void> | undefined;
  return {
    url,
    projectId,
    env: environment,
    jobToken: jobToken(running, projectId, url),
    functionPid: (name) => named(name).pid(),
    kill: (name, signal) => named(name).kill(signal),
    restart: (name) => named(name).restart(),
    logs: (name) => named(name).logs(),
    pauseFirestore: () => emulators.firestore?.pause(),
    resumeFirestore: () => emulators.firestore?.resume(),
    tick: async (name) => (await scheduler?.tick(name)) ?? 0,
    idle: () => untilIdle(running),
    failed: Promise.race([
      ...[emulators.firestore, emulators.pubsub].map(async (emulator) => (await emulator?.died) ?? ""),
    ]),
    stop: () => {
      stopped ??= stopAll(running, { save });
      return stopped;
    },
  };
}
