import type { Firestore, Transaction } from "@google-cloud/firestore";
import { describe, expect, it } from "vitest";
import type { Machinery } from "#functions/platform/firestore/machinery";
import { transactFor } from "#functions/platform/firestore/transact";

const aborted = Object.assign(new Error("10 ABORTED: Transaction lock timeout."), { code: 10 });
const closed = Object.assign(new Error("3 INVALID_ARGUMENT: Transaction is invalid or closed."), { code: 3 });
const denied = Object.assign(new Error("7 PERMISSION_DENIED"), { code: 7 });

/** A database that ends so many transactions before they commit: locks cannot be lost on cue in a real one. */
function losing(losses: readonly Error[]) {
  const left = [...losses];
  let runs = 0;
  const db = {
    runTransaction: async (work: (tx: Transaction) => Promise<unknown>) => {
      runs += 1;
      // What is done with it here is nothing.
      const value = await work({} as Transaction);
      const loss = left.shift();
      if (loss) throw loss;
      return value;
    },
  };
  const transact = transactFor(
    {
      // Of the database only its transactions are used.
      db: db as unknown as Firestore,
      machinery: {} as Machinery,
      clock: () => new Date(),
      newId: () => "id",
      send: async () => {},
    },
    "default",
  );
  return { transact, runs: () => runs };
}

describe("a transaction", () => {
  it.each([
    ["lost its locks", aborted],
    ["was closed from outside", closed],
  ])("that %s is run again", async (_, loss) => {
    const { transact, runs } = losing([loss, loss]);
    expect(await transact(async () => "done")).toBe("done");
    expect(runs()).toBe(3);
  });

  it("that loses each time is refused, and says that it may be tried again", async () => {
    const { transact, runs } = losing(Array.from({ length: 9 }, () => aborted));
    await expect(transact(async () => "done")).rejects.toMatchObject({
      slug: "feature-unavailable",
      status: 503,
      retryAfterSeconds: 2,
      cause: aborted,
    });
    expect(runs()).toBe(4);
  });

  it("that may not be made is not tried again", async () => {
    const { transact, runs } = losing([denied]);
    await expect(transact(async () => "done")).rejects.toBe(denied);
    expect(runs()).toBe(1);
  });
});
