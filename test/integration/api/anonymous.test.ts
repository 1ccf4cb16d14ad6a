import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { SignedIn } from "#functions/auth/login-contract";
import { honeyBees } from "../../support/api-texts.ts";
import { PASSWORD, send } from "../../support/client.ts";

describe("somebody who learns before they say who they are", () => {
  it("keeps what is theirs when they say it, and finds it again after signing in", async () => {
    const visitor = SignedIn.parse((await send("POST", "/v1/auth/anonymous", { body: {} })).body);
    const bearer = visitor.tokens.accessToken;
    const source = await send("POST", "/v1/sources", { bearer, body: honeyBees });
    const { id } = source.body as { id: string };
    const request = { topic: "Bees", lessonCount: 1, sourceIds: [id] };
    const accepted = await send("POST", "/v1/courses/generate", { bearer, body: request });
    const { courseId } = accepted.body as { courseId: string };
    const email = `${randomUUID()}@example.com`;
    const body = { email, password: PASSWORD, displayName: "Ada" };
    const upgraded = SignedIn.parse(
      (await send("POST", "/v1/auth/anonymous/upgrade", { bearer, body })).body,
    );
    const login = { body: { email, password: PASSWORD } };
    const again = SignedIn.parse((await send("POST", "/v1/auth/login", login)).body);
    expect([upgraded.user.id, again.user.id]).toEqual([visitor.user.id, visitor.user.id]);
    for (const { tokens } of [upgraded, again])
      for (const path of [`/v1/sources/${id}`, `/v1/courses/${courseId}`])
        expect((await send("GET", path, { bearer: tokens.accessToken })).status).toBe(200);
  });
});
