import { decodeJwt } from "jose";
import { Secret, TOTP } from "otpauth";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AuthHarness, aUser, PASSWORD, slugOf, startAuth } from "../../support/auth-harness.ts";
import { altered, aProviderAccount, firebase, signInToFirebase } from "../../support/firebase-sign-in.ts";
import { anAssertion, aPasskey, login as logInByPasskey } from "../../support/passkeys.ts";

let auth: AuthHarness;
let began: number;
beforeAll(async () => {
  auth = await startAuth();
  began = auth.deps.clock().getTime();
});
afterAll(() => auth.stop());

/** A sign-in to Firebase now, as our clock stands: the emulator has its own. */
async function signInWith(...account: Parameters<typeof signInToFirebase>) {
  const { idToken, localId } = await signInToFirebase(...account);
  const moved = Math.floor((auth.deps.clock().getTime() - began) / 1000);
  const authTime = Number(decodeJwt(idToken)["auth_time"]) + moved;
  return { idToken: altered(idToken, { auth_time: authTime }), localId };
}

const post = (path: string, body: object, bearer?: string) =>
  auth.call("POST", `/v1/auth/${path}`, { body, ...(bearer && { bearer }) });
const signIn = (idToken: string, more: object = {}) => post("firebase", { idToken, ...more });
const logIn = (email: string) => post("login", { email, password: PASSWORD });
const me = async (bearer: string) => (await auth.call("GET", "/v1/users/me", { bearer })).body;
const setUser = (userId: string, fields: object) =>
  auth.db.doc(`tenants/default/users/${userId}`).update(fields);

/** Somebody who registered with a password and opened the link that was mailed. */
async function aVerifiedUser() {
  const user = await aUser(auth);
  await setUser(user.user.id, { emailVerified: true });
  return user;
}

async function addTotp(bearer: string) {
  const { body } = await post("mfa/totp", {}, bearer);
  const totp = new TOTP({ secret: Secret.fromBase32(body.secret) });
  const code = (steps = 0) => totp.generate({ timestamp: auth.deps.clock().getTime() + steps * 30_000 });
  expect((await post("mfa/totp/confirm", { code: code() }, bearer)).status).toBe(200);
  return code;
}

describe("signing in with Google or Apple", () => {
  it.each(["google.com", "apple.com"])("makes an account for somebody new (%s)", async (provider) => {
    const account = aProviderAccount();
    const { idToken } = await signInWith(account, provider);
    const answer = await signIn(idToken, {
      ...{ locale: "de-AT", timeZone: "Europe/Vienna", device: { id: "phone" } },
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.get("location")).toBe("/v1/users/me");
    expect(answer.headers.get("cache-control")).toBe("no-store");
    const { user, tokens, created, deviceProof } = answer.body;
    expect([created, typeof deviceProof]).toEqual([true, "string"]);
    expect(user).toMatchObject({
      ...{ email: account.email, emailVerified: true, anonymous: false, displayName: "Ada Lovelace" },
      ...{ locale: "de-AT", timeZone: "Europe/Vienna", roles: ["student"] },
    });
    expect(await me(tokens.accessToken)).toEqual(user);
    expect(await auth.mailsTo(user.id), "there is nothing to verify").toEqual([]);
    expect(auth.told().at(-1)).toMatchObject({ type: "user.registered", data: { userId: user.id } });
    expect(await auth.auditOf(user.id)).toMatchObject([{ action: "user.registered" }]);
    const again = await signIn((await signInWith(account, provider)).idToken);
    expect([again.status, again.body.created, again.body.user.id]).toEqual([200, false, user.id]);
  });

  it("makes one account when it is asked for several times at once", async () => {
    const { idToken } = await signInWith(aProviderAccount());
    const answers = await Promise.all(Array.from({ length: 6 }, () => signIn(idToken)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 200, 201]);
    expect(new Set(answers.map(({ body }) => body.user.id)).size).toBe(1);
  });

  it("knows the account again by the provider's name for it, whatever became of its address", async () => {
    const account = aProviderAccount({ name: "\u202eevil\u0007" });
    const { idToken } = await signInWith(account);
    const { user } = (await signIn(idToken)).body;
    expect(user.displayName, "what reorders the text of others is no name").toBe("Learner");
    const { email } = aProviderAccount();
    const answer = await signIn(altered(idToken, { email }));
    expect([answer.status, answer.body.user]).toEqual([200, expect.objectContaining({ id: user.id })]);
    expect(answer.body.user.email).toBe(account.email);
  });

  it("leads to the account that has the same verified address, which keeps its password", async () => {
    const { email, user } = await aVerifiedUser();
    const { idToken } = await signInWith(aProviderAccount({ email: email.toUpperCase() }));
    const answers = await Promise.all([signIn(idToken), signIn(idToken)]);
    expect(answers.map(({ status, body }) => [status, body.created, body.user.id])).toEqual([
      [200, false, user.id],
      [200, false, user.id],
    ]);
    expect((await logIn(email)).status).toBe(200);
    const linked = (await auth.auditOf(user.id)).filter(({ action }) => action === "identity.linked");
    expect(linked).toMatchObject([{ outcome: "success", target: { type: "identity" } }]);
    const mails = await auth.mailsTo(user.id);
    expect(mails.filter(({ kind }) => kind === "second-factor-changed")).toMatchObject([
      { facts: { what: "You can now sign in to your account with Google" } },
    ]);
  });

  it("refuses a second account of the same provider", async () => {
    const { email } = await aVerifiedUser();
    const { idToken } = await signInWith(aProviderAccount({ email }));
    expect((await signIn(idToken)).status).toBe(200);
    const claims = { sign_in_provider: "google.com", identities: { "google.com": ["somebody-else"] } };
    const answer = await signIn(altered(idToken, { firebase: claims }));
    expect([answer.status, slugOf(answer)]).toEqual([409, "conflict"]);
    const apple = { sign_in_provider: "apple.com", identities: { "apple.com": ["hers"] } };
    expect((await signIn(altered(idToken, { firebase: apple }))).status).toBe(200);
  });

  it("asks for the second factor, whose wrong codes are counted", async () => {
    const { email, user, tokens } = await aVerifiedUser();
    const code = await addTotp(tokens.accessToken);
    const { idToken } = await signInWith(aProviderAccount({ email }));
    expect(slugOf(await signIn(idToken))).toBe("mfa-required");
    const links = auth.db.collection("tenants/default/identities").where("userId", "==", user.id);
    expect((await links.get()).size, "nothing is linked by one factor").toBe(0);
    expect((await signIn(idToken, { totpCode: code(1) })).status).toBe(200);
    expect(slugOf(await signIn(idToken, { totpCode: code(1) })), "each code is good once").toBe(
      "invalid-credentials",
    );
    const wrong = ["000000", "111111"].find((each) => ![code(-1), code(), code(1)].includes(each));
    const answers: string[] = [];
    for (let guess = 0; guess < 6; guess++) answers.push(slugOf(await signIn(idToken, { totpCode: wrong })));
    expect(answers.at(-1)).toBe("account-locked");
    expect(slugOf(await logIn(email)), "the password is not locked by it").toBe("mfa-required");
  });

  it("refuses who is suspended, and brings back who went", async () => {
    const { idToken } = await signInWith(aProviderAccount());
    const { user } = (await signIn(idToken)).body;
    await setUser(user.id, { status: "suspended" });
    expect(slugOf(await signIn(idToken))).toBe("account-suspended");
    await setUser(user.id, { status: "deactivated" });
    expect((await signIn(idToken)).status).toBe(200);
    expect((await auth.db.doc(`tenants/default/users/${user.id}`).get()).get("status")).toBe("active");
  });
});

describe("an account whose address nobody had verified", () => {
  it("belongs to the address's owner from then on, and to nobody who made it", async () => {
    const { email, user, tokens } = await aUser(auth);
    const bearer: string = tokens.accessToken;
    const { authenticator } = await aPasskey(auth, bearer);
    await addTotp(bearer);
    const target = aProviderAccount().email;
    expect((await auth.call("PATCH", "/v1/users/me", { bearer, body: { email: target } })).status).toBe(200);
    await auth.deliver();
    const link = auth.mailed(target, "email-change").token;
    expect(link).not.toBe("");

    const { idToken } = await signInWith(aProviderAccount({ email }));
    const answers = await Promise.all([signIn(idToken), signIn(idToken)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(answers[0]?.body).toMatchObject({ created: false, user: { id: user.id, emailVerified: true } });

    expect(slugOf(await logIn(email))).toBe("invalid-credentials");
    expect(slugOf(await post("refresh", { refreshToken: tokens.refreshToken }))).toBe("session-ended");
    const byPasskey = await logInByPasskey(auth, await anAssertion(auth, authenticator));
    expect(slugOf(byPasskey)).toBe("invalid-credentials");
    expect((await post("confirm-email-change", { token: link })).status).toBe(400);
    expect(await me(answers[1]?.body.tokens.accessToken)).toMatchObject({ email });
    const log = (await auth.auditOf(user.id)).map(({ action }) => action);
    expect(log.filter((action) => action === "account.reclaimed")).toHaveLength(1);
    const mails = (await auth.mailsTo(user.id)).map(({ facts }) => String(facts.what));
    expect(mails.some((what) => what.includes("had never been confirmed"))).toBe(true);
  });

  it("cannot be led elsewhere by an access token that outlives its session by seconds", async () => {
    const { email, tokens } = await aUser(auth);
    const bearer: string = tokens.accessToken;
    expect((await me(bearer)).email, "this instance now knows what was revoked").toBe(email);
    const begun = await post("mfa/totp", {}, bearer);
    const { idToken } = await signInWith(aProviderAccount({ email }));
    expect((await signIn(idToken)).status).toBe(200);
    const body = { email: aProviderAccount().email };
    expect(slugOf(await auth.call("PATCH", "/v1/users/me", { bearer, body }))).toBe("session-ended");
    const code = new TOTP({ secret: Secret.fromBase32(begun.body.secret) }).generate({
      timestamp: auth.deps.clock().getTime(),
    });
    expect(slugOf(await post("mfa/totp/confirm", { code }, bearer))).toBe("session-ended");
    expect((await signIn(idToken)).status).toBe(200);
  });
});

describe("an ID token", () => {
  const refused = { status: 401, slug: "invalid-credentials" };
  const outcome = async (idToken: string) => {
    const answer = await signIn(idToken);
    return { status: answer.status, slug: slugOf(answer) };
  };

  it("of a listener, a password or nobody opens nothing", async () => {
    const { tokens, email } = await aUser(auth);
    const { body } = await post("firebase-token", {}, tokens.accessToken);
    const listener = await firebase("accounts:signInWithCustomToken", { token: body.firebaseToken });
    const password = await firebase("accounts:signUp", { email, password: PASSWORD });
    const nobody = await firebase("accounts:signUp", {});
    for (const { idToken } of [listener, password, nobody]) expect(await outcome(idToken)).toEqual(refused);
    for (const junk of ["", "garbage", "a.b.c", body.firebaseToken, tokens.accessToken])
      expect(await outcome(junk)).toEqual(refused);
  });

  it("is taken only for this project, and for an address that the provider has verified", async () => {
    const { idToken } = await signInWith(aProviderAccount());
    const hour = 3600;
    const now = Math.floor(Date.now() / 1000);
    const { firebase: claims } = decodeJwt<{ firebase: object }>(idToken);
    for (const wrong of [
      { aud: "demo-other" },
      { iss: "https://securetoken.google.com/demo-other" },
      { iat: now - 2 * hour, exp: now - hour },
      { sub: "nobody" },
      { email: undefined },
      { email: "no address" },
      { firebase: { ...claims, tenant: "somebody-elses" } },
      { firebase: { ...claims, identities: {} } },
      { firebase: { ...claims, sign_in_provider: "facebook.com" } },
    ])
      expect(await outcome(altered(idToken, wrong)), JSON.stringify(wrong)).toEqual(refused);
    const unverified = await outcome(altered(idToken, { email_verified: false }));
    expect(unverified).toEqual({ status: 403, slug: "email-not-verified" });
    expect((await signIn(idToken)).body.created, "none of them made an account").toBe(true);
  });

  it("is refused once its user is disabled, or signed out everywhere", async () => {
    const { idToken, localId } = await signInWith(aProviderAccount());
    const hourAgo = Math.floor(Date.now() / 1000) - 3600;
    await auth.deps.firebase.revoke(localId);
    expect(await outcome(altered(idToken, { auth_time: hourAgo }))).toEqual(refused);
    const other = await signInWith(aProviderAccount());
    const host = auth.stack.env["FIREBASE_AUTH_EMULATOR_HOST"];
    const disabled = await fetch(
      `http://${host}/identitytoolkit.googleapis.com/v1/projects/${auth.stack.projectId}/accounts:update`,
      {
        method: "POST",
        headers: { authorization: "Bearer owner", "content-type": "application/json" },
        body: JSON.stringify({ localId: other.localId, disableUser: true }),
      },
    );
    expect(disabled.status).toBe(200);
    expect(await outcome(other.idToken)).toEqual(refused);
  });

  it("proves anew who somebody is, to the account that it signs in to", async () => {
    const hers = await signInWith(aProviderAccount());
    const { tokens } = (await signIn(hers.idToken)).body;
    const bearer: string = tokens.accessToken;
    auth.advance(60);
    const again = await post("reauthenticate", { idToken: hers.idToken }, bearer);
    expect(again.status).toBe(200);
    expect(again.body.sessionId).toBe(tokens.sessionId);
    const before = Number(decodeJwt(bearer)["auth_time"]);
    expect(decodeJwt(again.body.accessToken)["auth_time"]).toBeGreaterThan(before);
    const another = await signInWith(aProviderAccount());
    expect((await signIn(another.idToken)).status).toBe(201);
    for (const { idToken } of [another, await signInWith(aProviderAccount())])
      expect(slugOf(await post("reauthenticate", { idToken }, bearer))).toBe("invalid-credentials");
    for (const body of [{}, { password: PASSWORD, idToken: hers.idToken }])
      expect((await post("reauthenticate", body, bearer)).status).toBe(400);
  });

  it("is of a sign-in within the last five minutes", async () => {
    const { idToken } = await signInWith(aProviderAccount());
    const { tokens } = (await signIn(idToken)).body;
    auth.advance(400);
    const old = { status: 401, slug: "fresh-authentication-required" };
    expect(await outcome(idToken)).toEqual(old);
    const answer = await post("reauthenticate", { idToken }, tokens.accessToken);
    expect(slugOf(answer)).toBe("fresh-authentication-required");
  });
});
