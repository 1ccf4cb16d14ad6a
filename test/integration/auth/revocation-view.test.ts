import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { Firestore } from "@google-cloud/firestore";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from "vitest";
import { revocationStore } from "#functions/auth/revocation-store";
import { type RevocationView, revocationView } from "#functions/auth/revocation-view";
import { type Machinery, machinery } from "#functions/platform/firestore/machinery";
import { manualClock } from "../../support/auth-parts.ts";

/** A wire to the emulator that can be cut: this test's outage is nobody else's. */
async function startWire(target: string) {
  const [host = "", port = ""] = target.split(":");
  const sockets = new Set<Socket>();
  let isCut = false;
  const server = createServer((near) => {
    if (isCut) return void near.destroy();
    const far = connect(Number(port), host);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.pipe(other);
      one.on("error", () => other.destroy());
      one.on("close", () => sockets.delete(one));
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const cut = () => {
    isCut = true;
    for (const socket of sockets) socket.destroy();
  };
  return {
    // A listening TCP server has an address with a port.
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    mend: () => {
      isCut = false;
    },
    stop: () => {
      cut();
      server.close();
    },
  };
}

let wire: Awaited<ReturnType<typeof startWire>>;
let db: Firestore;
beforeAll(async () => {
  wire = await startWire(inject("stack").env["FIRESTORE_EMULATOR_HOST"] ?? "");
  process.env["FIRESTORE_EMULATOR_HOST"] = wire.host;
});
afterAll(() => wire.stop());

let time: ReturnType<typeof manualClock>;
let root: Machinery;
let queries: number;
/** One that the view has given up goes on until the client is told of the end. */
let underWay: Promise<unknown>[];
let view: RevocationView;
beforeEach(() => {
  wire.mend();
  time = manualClock();
  db = new Firestore({ projectId: `demo-view-${randomUUID().slice(0, 8)}` });
  root = machinery(db);
  queries = 0;
  underWay = [];
  const { revocations } = root;
  const counted = {
    ...revocations,
    query: (...args: Parameters<typeof revocations.query>) => {
      queries += 1;
      const query = revocations.query(...args);
      underWay.push(query);
      return query;
    },
  };
  view = revocationView({ machinery: { revocations: counted }, clock: time.clock });
  return async () => {
    await Promise.allSettled(underWay);
    await db.terminate();
  };
});

const revoke = (kind: "session" | "user", subject: string, userVersion = 1) =>
  db.runTransaction(async (tx) => {
    const about = kind === "session" ? { kind } : { kind, userVersion };
    revocationStore(root).add(tx, { id: randomUUID(), tid: "default", subject, ...about }, time.clock());
  });
const token = (more: object = {}) => ({ tid: "default", sid: "s1", uid: "u1", userVersion: 0, ...more });

describe("a revocation view", () => {
  it("sees within five seconds what another instance revoked, and asks no more often", async () => {
    expect(await view.revokedBy(token())).toBeUndefined();
    await revoke("session", "s1");
    time.advance(5);
    expect(await view.revokedBy(token())).toBeUndefined();
    expect(queries).toBe(1);
    time.advance(0.001);
    expect(await view.revokedBy(token())).toBe("session");
    expect(await view.revokedBy(token({ sid: "s2" }))).toBeUndefined();
    expect(await view.revokedBy(token({ tid: "other" }))).toBeUndefined();
    expect(queries).toBe(2);
  });

  it("asks once for all that wait", async () => {
    await revoke("session", "s1");
    const answers = await Promise.all(Array.from({ length: 50 }, () => view.revokedBy(token())));
    expect(new Set(answers)).toEqual(new Set(["session"]));
    expect(queries).toBe(1);
  });

  it("voids every token of an ended session, but only those of a user that were made before the change", async () => {
    await revoke("session", "s1");
    // The later change may be seen first.
    await revoke("user", "u2", 7);
    await revoke("user", "u2", 5);
    expect(await view.revokedBy(token({ userVersion: 9 }))).toBe("session");
    expect(await view.revokedBy(token({ sid: "s2", uid: "u2", userVersion: 6 }))).toBe("user");
    expect(await view.revokedBy(token({ sid: "s2", uid: "u2", userVersion: 7 }))).toBeUndefined();
  });

  it("learns, when it begins, what was revoked before", async () => {
    await revoke("session", "s1");
    const late = revocationView({ machinery: root, clock: time.clock });
    expect(await late.revokedBy(token())).toBe("session");
  });

  it("forgets an entry when no token can be older", async () => {
    await revoke("session", "s1");
    expect(await view.revokedBy(token())).toBe("session");
    time.advance(781);
    expect(await view.revokedBy(token())).toBeUndefined();
  });

  it("answers from a view of up to 15 s while the database is away, then 503 until it is back", async () => {
    await revoke("session", "s1");
    expect(await view.revokedBy(token())).toBe("session");
    wire.cut();
    time.advance(15);
    expect(await view.revokedBy(token())).toBe("session");
    time.advance(0.001);
    await expect(view.revokedBy(token({ sid: "s2" }))).rejects.toMatchObject({ slug: "feature-unavailable" });
    wire.mend();
    await expect.poll(() => view.revokedBy(token()).catch(() => "away")).toBe("session");
    expect(await view.revokedBy(token({ sid: "s2" }))).toBeUndefined();
  });
});
