import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { Environment } from "../functions/platform/config.ts";
import { firebaseAuth } from "../functions/platform/firebase/firebase-auth.ts";
import { type Erased, eraseTenant } from "../functions/platform/firestore/erase-tenant.ts";
import { storageBucket } from "../functions/platform/storage/bucket.ts";
import { TenantId } from "../functions/shared/id.ts";
import { CannotStart, findInstallation } from "./operation/installation.ts";
import { endWith, runCommand } from "./operation/run-command.ts";
import { tenantsOf, withoutTenant, withTenant } from "./operation/tenants.ts";

const program = new Command("npm run tenant --").description(
  "Tenants of the environment that LYO_ENVIRONMENT names; of development unless set.",
);

program.command("list").description("Every tenant with its hosts.").action(list);

program
  .command("add")
  .argument("<name>")
  .requiredOption("--host <host...>", "host names it is served under")
  .description("Writes a tenant into the environment's settings; it is served from the next deployment on.")
  .action(add);

program
  .command("remove")
  .argument("<name>")
  .option("--yes", "erase, not only tell what would be")
  .description(
    "Erases everything of a tenant, then takes it out of the settings. Goes on where it was interrupted.",
  )
  .action(remove);

function settingsFile(): string {
  const environment = Environment.safeParse(process.env["LYO_ENVIRONMENT"] || "development");
  if (!environment.success) throw new CannotStart("LYO_ENVIRONMENT is development, staging or production.");
  return fileURLToPath(new URL(`../infra/environments/${environment.data}.json`, import.meta.url));
}

async function list(): Promise<void> {
  for (const [name, hosts] of Object.entries(tenantsOf(await readFile(settingsFile(), "utf8"))))
    say(`${name}  ${hosts.join(" ")}`);
}

async function add(name: string, { host }: { host: string[] }): Promise<void> {
  const file = settingsFile();
  await writeFile(file, withTenant(await readFile(file, "utf8"), { name, hosts: host }));
  say(
    `${name} is in ${file}. Deploy it (or start the local stack anew), and point ${host.join(", ")} to it.`,
  );
}

async function remove(name: string, { yes }: { yes?: true }): Promise<void> {
  if (!TenantId.safeParse(name).success) throw new CannotStart(`"${name}" is no tenant's name.`);
  const installation = findInstallation();
  const { projectId } = installation;
  const db = installation.database();
  const tenant = db.doc(`tenants/${name}`);
  if (!yes) {
    say(`Would be erased from ${installation.environment} (${projectId}), with all that lies below:`);
    for (const collection of await tenant.listCollections())
      say(`  ${collection.id} ${(await collection.count().get()).data().count}`);
    say("Nothing was erased. Say --yes to do it; there is no way back.");
    return endWith(1);
  }
  const emulators = { storage: process.env["STORAGE_EMULATOR_HOST"] };
  const bucket = (of: string) => storageBucket({ projectId, emulators }, of);
  // The anchors of the audit log hold nobody's data, and nobody may delete them.
  const files = [
    { bucket: bucket("exports"), prefix: `${name}/` },
    ...["avatars", "uploads"].map((kind) => ({ bucket: bucket("media"), prefix: `${kind}/${name}/` })),
  ];
  const erased = await eraseTenant({ db, firebase: firebaseAuth({ projectId }), files }, { tid: name });
  say(told(erased));
  const file = settingsFile();
  const before = await readFile(file, "utf8");
  const after = withoutTenant(before, name);
  if (after === before) return;
  await writeFile(file, after);
  say(`${name} is out of ${file}. Deploy that, then run this again for what was written meanwhile.`);
  say("Do not give the name again: the anchors of its audit log stay.");
}

const told = (erased: Erased): string =>
  erased.size === 0
    ? "Nothing of it was left."
    : ["Erased:", ...[...erased].sort().map(([name, number]) => `  ${name} ${number}`)].join("\n");

const say = (line: string): void => void process.stdout.write(`${line}\n`);

await runCommand(program);
