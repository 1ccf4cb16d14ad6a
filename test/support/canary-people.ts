import { z } from "zod";
import { permits, type Role } from "../../functions/auth/role.ts";
import { withRoles } from "./api-deps.ts";
import type { Person } from "./canary-walk.ts";
import { aLearner, type Learner, send } from "./client.ts";

const Anonymous = z.object({
  user: z.object({ id: z.string() }),
  tokens: z.object({ accessToken: z.string() }),
});

const personOf = (name: string, { userId, tokens }: Learner, mayReadKeys: boolean): Person => ({
  ...{ name, userId, mayReadKeys },
  token: tokens.accessToken,
});

/** Somebody of a role. */
async function member(role: Role): Promise<Learner> {
  const learner = await aLearner();
  return role === "student" ? learner : withRoles(learner, [role]);
}

/** Everybody who might want to know what is right: whose courses they are, their learners, and all the others. */
export async function everybody() {
  const roles: Readonly<Record<string, Role>> = {
    ...{ author: "instructor", pupil: "student", enrolled: "student", stranger: "student" },
    ...{ instructor: "instructor", moderator: "moderator", admin: "admin" },
  };
  const named = Object.fromEntries(
    await Promise.all(Object.entries(roles).map(async ([name, role]) => [name, await member(role)] as const)),
  );
  const anonymous = Anonymous.parse((await send("POST", "/v1/auth/anonymous", { body: {} })).body);
  const people: Person[] = [
    ...Object.entries(named).map(([name, learner]) =>
      personOf(name, learner, permits({ roles: [roles[name] ?? ""] }, "answer-key:read")),
    ),
    { name: "anonymous", userId: anonymous.user.id, token: anonymous.tokens.accessToken },
    { name: "nobody" },
  ];
  const learner = (name: string): Learner => {
    const found = named[name];
    if (!found) throw new Error(`nobody is called ${name}`);
    return found;
  };
  return { people, learner };
}
