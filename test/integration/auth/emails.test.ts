import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Answer,
  type AuthHarness,
  aUser,
  PASSWORD,
  slugOf,
  startAuth,
} from "../../support/auth-harness.ts";

let auth: AuthHarness;
beforeAll(async () => {
  auth = await startAuth();
});
afterAll(() => auth.stop());

const NEW = "a kite above the harbour";
const post = (path: string, body?: object, bearer?: string): Promise<Answer> =>
  auth.call("POST", `/v1/auth/${path}`, { ...(body && { body }), ...(bearer && { bearer }) });
const login = (email: string, password: string) => post("login", { email, password });
const me = (bearer: string) => auth.call("GET", "/v1/users/me", { bearer });
const refusedToken = (answer: Answer) => {
  expect([answer.status, slugOf(answer)]).toEqual([400, "validation-error"]);
  expect(answer.body.errors).toMatchObject([{ pointer: "#/token" }]);
};
const someone = async () => {
  const user = await aUser(auth, { displayName: "Ada <b>&</b> Co" });
  await auth.deliver();
  return user;
};

describe("verifying an address", () => {
  it("takes the link that registration mailed, also when it is tapped twice", async () => {
    const { email, tokens } = await someone();
    expect((await me(tokens.accessToken)).body.emailVerified).toBe(false);
    const { token, subject, html } = auth.mailed(email, "verification");
    expect(subject).toMatch(/confirm/i);
    expect(html).toContain("Ada &lt;b&gt;&amp;&lt;/b&gt; Co");
    for (let tap = 0; tap < 2; tap++) expect((await post("verify-email", { token })).status).toBe(204);
    expect((await me(tokens.accessToken)).body).toMatchObject({ emailVerified: true, version: 2 });
  });

  it("refuses what is no token of ours, another's, altered, of another purpose or tenant, or late", async () => {
    const { email } = await someone();
    const { token } = auth.mailed(email, "verification");
    const [tid, id = "", mac = ""] = token.split(".");
    const other = (await someone()).email;
    const [, otherId] = auth.mailed(other, "verification").token.split(".");
    const bad = [
      "",
      "x",
      "..",
      `${tid}.${otherId}.${mac}`,
      `other.${id}.${mac}`,
      `${tid}.${id.replace("verification", "email-change")}.${mac}`,
      `${tid}.verification~${randomUUID()}.${mac}`,
      `${tid}.${id}.${mac.slice(0, -2)}AA`,
    ];
    for (const each of bad) refusedToken(await post("verify-email", { token: each }));
    refusedToken(await post("reset-password", { token, newPassword: NEW }));
    auth.advance(24 * 3600);
    refusedToken(await post("verify-email", { token }));
  });

  it("is sent anew on request, which voids the former link, and no more than three times an hour", async () => {
    const { email, tokens } = await someone();
    const first = auth.mailed(email, "verification").token;
    for (let times = 0; times < 3; times++) {
      const answer = await post("resend-verification", undefined, tokens.accessToken);
      expect([answer.status, answer.headers.get("retry-after")]).toEqual([202, "60"]);
    }
    const fourth = await post("resend-verification", undefined, tokens.accessToken);
    expect([fourth.status, slugOf(fourth)]).toEqual([429, "rate-limit-exceeded"]);
    expect(Number(fourth.headers.get("retry-after"))).toBeGreaterThan(0);
    await auth.deliver();
    refusedToken(await post("verify-email", { token: first }));
    expect((await post("verify-email", { token: auth.mailed(email, "verification").token })).status).toBe(
      204,
    );
    const sent = auth.mailServer.mails().length;
    expect((await post("resend-verification", undefined, tokens.accessToken)).status).toBe(202);
    await auth.deliver();
    expect(auth.mailServer.mails(), "nothing to somebody who has verified it").toHaveLength(sent);
  });
});

const forgotten = async (email: string) => {
  const answer = await post("forgot-password", { email });
  await auth.deliver();
  await auth.deliver();
  return answer;
};

describe("a forgotten password", () => {
  it("is reset by the link: everybody is out, the address counts as verified, and the user is told", async () => {
    const device = { id: randomUUID() };
    const { email, tokens, user, deviceProof: proof } = await aUser(auth, { device });
    expect((await forgotten(email)).status).toBe(202);
    const { token } = auth.mailed(email, "password-reset");
    for (let guess = 0; guess < 6; guess++) await login(email, "not it at all");
    expect(slugOf(await login(email, PASSWORD))).toBe("account-locked");
    expect((await post("reset-password", { token, newPassword: NEW })).status).toBe(204);
    expect(slugOf(await login(email, PASSWORD))).toBe("invalid-credentials");
    const signedIn = await post("login", { email, password: NEW, device: { ...device, proof } });
    expect([signedIn.status, signedIn.body.user.emailVerified]).toEqual([200, true]);
    expect((await post("refresh", { refreshToken: tokens.refreshToken })).body.reason).toBe("revocation");
    expect(signedIn.body.deviceProof, "no device is known any more").not.toBe(proof);
    await auth.deliver();
    expect(auth.mailed(email, "password-changed").subject).toMatch(/changed/);
    const acts = (await auth.auditOf(user.id)).map(({ action }) => action);
    expect(acts).toContain("password.reset");
  });

  it("is answered alike for an address nobody has, which gets no mail", async () => {
    const { email } = await someone();
    const nobody = `${randomUUID()}@example.com`;
    const [known, unknown] = [await forgotten(email), await forgotten(nobody)];
    const shape = ({ status, headers, body }: Answer) => [
      status,
      body,
      headers.get("retry-after"),
      headers.get("content-type"),
    ];
    expect(shape(unknown)).toEqual(shape(known));
    expect(auth.mailServer.mails().some(({ to }) => to === nobody)).toBe(false);
  });

  it("leaves the link good for another try when the new password is weak, and good for one use", async () => {
    const { email } = await someone();
    await forgotten(email);
    const { token } = auth.mailed(email, "password-reset");
    const weak = await post("reset-password", { token, newPassword: "password1" });
    expect([weak.status, slugOf(weak), weak.body.errors[0].pointer]).toEqual([
      400,
      "weak-password",
      "#/newPassword",
    ]);
    const wishes = Array.from({ length: 8 }, (_, index) => `${NEW} ${index}`);
    const answers = await Promise.all(
      wishes.map((newPassword) => post("reset-password", { token, newPassword })),
    );
    const won = wishes.filter((_, index) => answers[index]?.status === 204);
    expect(won).toHaveLength(1);
    for (const answer of answers.filter(({ status }) => status !== 204)) refusedToken(answer);
    expect((await login(email, won[0] ?? "")).status).toBe(200);
  });

  it("expires after an hour, is replaced by a newer one, and is mailed three times an hour at most", async () => {
    const { email } = await someone();
    await forgotten(email);
    const first = auth.mailed(email, "password-reset").token;
    await forgotten(email);
    refusedToken(await post("reset-password", { token: first, newPassword: NEW }));
    for (let more = 0; more < 4; more++) await forgotten(email);
    const mails = auth.mailServer
      .mails()
      .filter((mail) => mail.to === email && mail.category === "password-reset");
    expect(mails.length).toBeLessThanOrEqual(3);
    const { token } = auth.mailed(email, "password-reset");
    auth.advance(3600);
    refusedToken(await post("reset-password", { token, newPassword: NEW }));
  });

  it("leaves a stranger who made the account of an unverified address no way in, and an owner theirs", async () => {
    for (const verified of [false, true]) {
      const { email, user } = await someone();
      if (verified) await post("verify-email", { token: auth.mailed(email, "verification").token });
      const passkey = auth.db.doc(`tenants/default/passkeys/${randomUUID()}`);
      await passkey.set({
        ...{ id: passkey.id, userId: user.id, name: "Phone", createdAt: "2026-01-05T12:00:00.000Z" },
        ...{ lastUsedAt: null, backedUp: true, transports: [], credentialId: passkey.id, publicKey: "AA" },
        ...{ counter: 0, backupEligible: true },
      });
      const totp = { secret: "x", confirmedAt: "2026-01-05T12:00:00.000Z", lastStep: 0 };
      const credential = auth.db.doc(`tenants/default/credentials/${user.id}`);
      await credential.update({ passkeys: 1, totp });
      await forgotten(email);
      const { token } = auth.mailed(email, "password-reset");
      expect((await post("reset-password", { token, newPassword: NEW })).status).toBe(204);
      expect((await passkey.get()).exists).toBe(verified);
      const left = (await credential.get()).data();
      expect([left?.["passkeys"], left?.["totp"]]).toEqual(verified ? [1, totp] : [0, null]);
    }
  });

  it("gives a suspended user nothing", async () => {
    const { email, user } = await someone();
    await forgotten(email);
    const { token } = auth.mailed(email, "password-reset");
    await auth.db.doc(`tenants/default/users/${user.id}`).update({ status: "suspended" });
    expect(slugOf(await post("reset-password", { token, newPassword: NEW }))).toBe("account-suspended");
  });
});

describe("a change of the address", () => {
  const request = ({ tokens }: { tokens: { accessToken: string } }, email: string) =>
    auth.call("PATCH", "/v1/users/me", { bearer: tokens.accessToken, body: { email } });

  it("takes effect when the new address's link is opened; the old one is told, and free again", async () => {
    const { email, ...ada } = await someone();
    const { tokens } = ada;
    const next = `${randomUUID()}@example.com`;
    expect((await request(ada, next)).status).toBe(200);
    await auth.deliver();
    expect((await me(tokens.accessToken)).body.email).toBe(email);
    const { token } = auth.mailed(next, "email-change");
    for (let tap = 0; tap < 2; tap++)
      expect((await post("confirm-email-change", { token })).status).toBe(204);
    await auth.deliver();
    expect((await me(tokens.accessToken)).body).toMatchObject({ email: next, emailVerified: true });
    expect(auth.mailed(email, "email-changed").subject).toMatch(/changed/);
    expect(slugOf(await login(email, PASSWORD))).toBe("invalid-credentials");
    expect((await login(next, PASSWORD)).status).toBe(200);
    const again = { email, password: PASSWORD, displayName: "Grace" };
    expect((await post("register", again)).status).toBe(201);
  });

  it("wants a recent sign-in and an address that nobody has", async () => {
    const ada = await someone();
    const { email: taken } = await someone();
    expect(slugOf(await request(ada, taken))).toBe("conflict");
    auth.advance(400);
    expect(slugOf(await request(ada, "new@example.com"))).toBe("fresh-authentication-required");
  });

  it.each(["reset", "changed"])("that an intruder asked for is void once the password is %s", async (how) => {
    const { email, ...ada } = await someone();
    const intruders = `${randomUUID()}@example.com`;
    expect((await request(ada, intruders)).status).toBe(200);
    await auth.deliver();
    if (how === "reset") {
      await forgotten(email);
      const { token } = auth.mailed(email, "password-reset");
      expect((await post("reset-password", { token, newPassword: NEW })).status).toBe(204);
    } else {
      const change = { currentPassword: PASSWORD, newPassword: NEW };
      expect((await post("change-password", change, ada.tokens.accessToken)).status).toBe(204);
    }
    refusedToken(await post("confirm-email-change", { token: auth.mailed(intruders, "email-change").token }));
    expect((await login(email, NEW)).status).toBe(200);
  });

  it("fails for whoever comes second to an address", async () => {
    const [ada, eve] = [await someone(), await someone()];
    const wanted = `${randomUUID()}@example.com`;
    for (const each of [ada, eve]) await request(each, wanted);
    const links: string[] = [];
    await auth.deliver();
    for (const mail of auth.mailServer.mails().filter(({ to }) => to === wanted))
      links.push(/#token=(\S+)/.exec(mail.text)?.[1] ?? "");
    const answers = await Promise.all(links.map((token) => post("confirm-email-change", { token })));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409]);
  });
});

describe("sending", () => {
  const pending = async (userId: string) =>
    (await auth.mailsTo(userId)).find(({ kind }) => kind === "verification");

  it("sends one mail once, however often and at once it is delivered", async () => {
    const { email, user } = await aUser(auth);
    const jobs = (await pending(user.id))?.["id"];
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => auth.sendMail(jobs)));
    expect(outcomes.filter((outcome) => outcome === "done")).toHaveLength(1);
    expect(await auth.sendMail(jobs)).toBe("dropped");
    expect(auth.mailServer.mails().filter(({ to }) => to === email)).toHaveLength(1);
    expect(await pending(user.id)).toMatchObject({ state: "sent", attempts: 1 });
  });

  it("tries again when SendGrid is away or busy, without counting that as sent", async () => {
    const { email, user } = await aUser(auth);
    const id = (await pending(user.id))?.["id"];
    auth.mailServer.misbehave({ status: 429 }, { status: 503 }, { status: 401 });
    for (let times = 0; times < 3; times++) expect(await auth.sendMail(id)).toMatch(/cannot be sent now/);
    expect(await auth.sendMail(id)).toBe("done");
    expect(auth.mailServer.mails().filter(({ to }) => to === email)).toHaveLength(1);
    expect(await pending(user.id)).toMatchObject({ state: "sent", attempts: 1 });
  });

  it("sends once more, and only once, what may have been lost on the way", async () => {
    const { email, user } = await aUser(auth);
    const id = (await pending(user.id))?.["id"];
    auth.mailServer.misbehave({ drop: true, taken: true }, { drop: true, taken: true });
    expect(await auth.sendMail(id)).toMatch(/not known/);
    expect(await auth.sendMail(id), "somebody may still be at it").toBe("busy");
    auth.advance(61);
    expect(await auth.sendMail(id)).toMatch(/not known/);
    auth.advance(61);
    expect(await auth.sendMail(id)).toBe("dropped");
    expect(auth.mailServer.mails().filter(({ to }) => to === email)).toHaveLength(2);
    expect(await pending(user.id)).toMatchObject({ state: "failed", attempts: 2 });
  });

  it("gives up what SendGrid refuses, in words that hold no address", async () => {
    const { email, user } = await aUser(auth);
    const id = (await pending(user.id))?.["id"];
    auth.mailServer.misbehave({ status: 400 });
    expect(await auth.sendMail(id)).toBe("done");
    const mail = await pending(user.id);
    expect(mail).toMatchObject({ state: "failed", reason: "SendGrid answered 400" });
    expect(mail?.["reason"]).not.toContain(email);
  });

  it("tells a user of a sign-in from a device that is not known, and of no other", async () => {
    const device = { id: randomUUID(), name: "Ada's phone" };
    const { email, deviceProof: proof } = await aUser(auth, { device });
    await post("login", { email, password: PASSWORD, device: { ...device, proof } });
    await auth.deliver();
    expect(auth.mailed(email, "new-sign-in").subject).toBeUndefined();
    await post("login", { email, password: PASSWORD, device: { id: "other", name: "A <script> phone" } });
    await auth.deliver();
    const { text, html } = auth.mailed(email, "new-sign-in");
    expect(text).toContain("A <script> phone");
    expect(html).toContain("A &lt;script&gt; phone");
  });
});
