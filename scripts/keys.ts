import { randomUUID } from "node:crypto";
import { Command } from "commander";
import type { SigningKey } from "../functions/auth/key.ts";
import { readKeys, rotateKeys } from "../functions/auth/rotate-keys.ts";
import { isNext, type Plan, planRotation, type RotationStep } from "../functions/auth/rotation.ts";
import { claimLease } from "../functions/platform/firestore/lease.ts";
import { machinery } from "../functions/platform/firestore/machinery.ts";
import { secretVersions } from "../functions/platform/secrets/secret-versions.ts";
import { timestamp } from "../functions/shared/clock.ts";
import { CannotStart, findInstallation } from "./operation/installation.ts";
import { endWith, runCommand } from "./operation/run-command.ts";

const program = new Command("npm run keys --").description(
  "The keys that access tokens are signed with, in the environment that LYO_ENVIRONMENT names or the local stack.",
);

program.command("status").description("The keys, and what a rotation does next.").action(status);

program
  .command("rotate")
  .description("Takes the rotation's next step if it is due: add a key, sign with it, drop the former one.")
  .option("--now", "take it though it is not due, and sign people out by that; in development only")
  .action(rotate);

const LEASE_MS = 120_000;

async function status(): Promise<void> {
  const { keys } = await readKeys(secretVersions(findInstallation()));
  say(list(keys));
  say(nextWords(planRotation(keys)));
}

async function rotate({ now }: { now?: true }): Promise<void> {
  const installation = findInstallation();
  if (now && installation.environment !== "development")
    throw new CannotStart(`--now would sign people out: it is not for ${installation.environment}.`);
  const db = installation.database();
  const leases = { db, machinery: machinery(db), newId: randomUUID };
  // No tenant's: the keys are everybody's.
  const claim = await claimLease(leases, { tid: "", key: "rotate-keys", lengthMs: LEASE_MS });
  if ("busyMs" in claim) {
    say(`Somebody else is at it, or was cut off; free in ${Math.ceil(claim.busyMs / 1000)} s at the latest.`);
    return endWith(1);
  }
  const { lease } = claim;
  try {
    const deps = { clock: () => new Date(), secrets: secretVersions(installation), lease };
    const { did, keys, next } = await rotateKeys(deps, { early: now === true });
    say(did === undefined ? "Nothing is due." : DONE[did]);
    say(list(keys));
    say(nextWords(next));
  } finally {
    await lease.release();
  }
}

const DONE: Readonly<Record<RotationStep, string>> = {
  add: "Added the next key; it verifies, and does not sign yet.",
  note: "Noted that the first key signs from now on.",
  sign: "The next key signs from now on; the former one verifies.",
  drop: "Dropped the former key; the rotation is complete.",
};

const NEXT: Readonly<Record<RotationStep, string>> = {
  add: "The next run begins a rotation.",
  note: "The next run notes since when the first key signs",
  sign: "Next: sign with the new key",
  drop: "Next: drop the former key",
};

const nextWords = ({ step, due }: Plan): string =>
  step === "add" ? NEXT.add : `${NEXT[step]}, due ${due > new Date() ? `at ${timestamp(due)}` : "now"}.`;

/** Names and times; nothing of the keys themselves. */
const list = (keys: readonly SigningKey[]): string =>
  keys
    .map((key, index) => {
      const role = index === 0 ? "signs" : isNext(key) ? "next" : "former";
      const times = [
        key.addedAt && `added ${key.addedAt}`,
        key.signingSince && `signs since ${key.signingSince}`,
      ];
      return ["", key.kid, role, ...times.filter(Boolean)].join("  ");
    })
    .join("\n");

const say = (line: string): void => void process.stdout.write(`${line}\n`);

await runCommand(program);
