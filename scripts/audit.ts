import { Command } from "commander";
import type { AuditSummary, Finding } from "../functions/platform/audit/audit-finding.ts";
import { verifyAudit } from "../functions/platform/audit/verify-audit.ts";
import { storageBucket } from "../functions/platform/storage/bucket.ts";
import { CannotStart, findInstallation } from "./operation/installation.ts";
import { endWith, runCommand } from "./operation/run-command.ts";

const program = new Command("npm run audit --").description("Looks after the audit log.");

program
  .command("verify")
  .description(
    "Says whether anybody has altered the audit log. Exit code 0: nobody; 1: somebody; 2: it could not be told.",
  )
  .option("--tenant <name>", "one tenant (default: all)")
  .option("--json", "one JSON document a line: findings as they are found, then each tenant's summary")
  .action(verify);

interface Options {
  tenant?: string;
  json?: true;
}

async function verify({ tenant, json }: Options): Promise<void> {
  const { settings, projectId, database } = findInstallation();
  const known = Object.keys(settings.tenants);
  if (tenant !== undefined && !known.includes(tenant))
    throw new CannotStart(`There is no tenant ${tenant}; there are ${known.join(", ")}.`);
  const deps = {
    db: database(),
    anchors: storageBucket(
      { projectId, emulators: { storage: process.env["STORAGE_EMULATOR_HOST"] } },
      "audit",
    ),
  };
  const words = json ? inJson : inWords;
  let findings = 0;
  for (const tid of tenant === undefined ? known : [tenant]) {
    const summary = await verifyAudit(deps, { tid, report: (found) => say(words.finding(tid, found)) });
    say(words.summary(summary));
    findings += summary.findings;
  }
  endWith(findings > 0 ? 1 : 0);
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);

interface Words {
  finding(tid: string, found: Finding): string;
  summary(summary: AuditSummary): string;
}

const inJson: Words = {
  finding: (tid, finding) => JSON.stringify({ tid, finding }),
  summary: (summary) => JSON.stringify({ summary }),
};

const inWords: Words = {
  finding: (tid, { text }) => `✗ ${tid}: ${text}`,
  summary: ({ tid, blocks, entries, unsealed, anchored, findings }) =>
    [
      `${findings === 0 ? "✓" : "✗"} ${tid}: ${entries} entries in ${blocks} blocks, ${findings} findings.`,
      unsealed.count === 0
        ? "  Nothing waits to be sealed."
        : `  ${unsealed.count} entries wait to be sealed, the oldest since ${unsealed.since}: the chain does not protect them yet.`,
      anchored
        ? `  Anchored up to block ${anchored.number} at ${anchored.at}; what is newer rests on the database alone.`
        : "  Nothing is anchored yet: the chain rests on the database alone.",
    ].join("\n"),
};

await runCommand(program);
