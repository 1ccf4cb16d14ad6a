import { randomUUID } from "node:crypto";
import { Command } from "commander";
import { Email } from "../functions/auth/email.ts";
import { revocationStore } from "../functions/auth/revocation-store.ts";
import { Role } from "../functions/auth/role.ts";
import { auditTrail } from "../functions/platform/audit/audit-trail.ts";
import { firebaseAuth } from "../functions/platform/firebase/firebase-auth.ts";
import { machinery } from "../functions/platform/firestore/machinery.ts";
import { transactFor } from "../functions/platform/firestore/transact.ts";
import { changeRoles } from "../functions/users/change-roles.ts";
import { userStore } from "../functions/users/user-store.ts";
import { CannotStart, findInstallation } from "./operation/installation.ts";
import { runCommand } from "./operation/run-command.ts";

const program = new Command("npm run grant-role --")
  .description("Gives a user a role beside those they have: the first administrator of a tenant.")
  .requiredOption("--email <address>")
  .requiredOption("--role <role>", Role.options.join(", "))
  .option("--tenant <name>", "the tenant", "default")
  .action(grant);

async function grant(options: { email: string; role: string; tenant: string }): Promise<void> {
  const { projectId, settings, database } = findInstallation();
  const [email, role] = [Email.safeParse(options.email), Role.safeParse(options.role)];
  const { tenant: tid } = options;
  if (!email.success) throw new CannotStart(`"${options.email}" is no e-mail address.`);
  if (!role.success) throw new CannotStart(`There is no role ${options.role}: ${Role.options.join(", ")}.`);
  if (!(tid in settings.tenants)) throw new CannotStart(`There is no tenant ${tid}.`);
  const db = database();
  const users = userStore(db, tid);
  const [user] = await users.find((all) => all.where("email", "==", email.data).limit(1));
  if (!user) throw new CannotStart(`Nobody has the address ${email.data} in the tenant ${tid}.`);
  const root = machinery(db);
  const [clock, newId] = [() => new Date(), () => randomUUID()];
  const transact = transactFor({ db, machinery: root, clock, newId, send: async () => {} }, tid);
  const stores = { everyUser: users, revocations: revocationStore(root), audit: auditTrail(db, tid) };
  const roles = [...new Set([...user.roles, role.data])];
  const firebase = firebaseAuth({ projectId });
  const log = { ...console, debug: () => {} };
  const deps = { tid, clock, newId, transact, firebase, log, ...stores };
  const { roles: now } = await changeRoles(deps, { caller: undefined, userId: user.id, roles });
  process.stdout.write(`${email.data} is ${now.join(", ")} now; a sign-in or a refresh brings it.\n`);
}

await runCommand(program);
