import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { pointersOf, refusalOf } from "../../support/api-answer.ts";
import { signedToken, storedFor } from "../../support/api-deps.ts";
import { honeyBees, inGerman } from "../../support/api-texts.ts";
import { aLearner, bringSource, type Learner, type Sending, send } from "../../support/client.ts";

let ada: Learner;
let before: Record<string, unknown>;
/** Ada's English and German sources, and one of somebody else's. */
let english: string;
let german: string;
let foreign: string;

beforeAll(async () => {
  const [first, eve] = await Promise.all([aLearner(), aLearner()]);
  ada = first;
  [english, german, foreign] = await Promise.all([
    bringSource(ada, honeyBees),
    bringSource(ada, inGerman),
    bringSource(eve, honeyBees),
  ]);
  before = await storedFor(ada);
});

// What is refused to be written is refused to be estimated, in the same words.
describe.each(["generate", "estimate"])("a course that cannot be: %s", (call) => {
  const ask = (sending: Sending) =>
    send("POST", `/v1/courses/${call}`, { bearer: ada.tokens.accessToken, ...sending });
  const topic = "Bees";
  const refused: [string, string, () => object][] = [
    ["an empty topic", "#/topic", () => ({ topic: "" })],
    ["a blank topic", "#/topic", () => ({ topic: " \n " })],
    ["no topic", "#/topic", () => ({})],
    ["a topic of 10,000 characters", "#/topic", () => ({ topic: "x".repeat(10_000) })],
    ["a topic that is no text", "#/topic", () => ({ topic: ["Bees"] })],
    ["no lesson", "#/lessonCount", () => ({ topic, lessonCount: 0 })],
    ["21 lessons", "#/lessonCount", () => ({ topic, lessonCount: 21 })],
    ["one lesson and a half", "#/lessonCount", () => ({ topic, lessonCount: 1.5 })],
    ["a number as text", "#/lessonCount", () => ({ topic, lessonCount: "3" })],
    ["four minutes", "#/targetMinutes", () => ({ topic, targetMinutes: 4 })],
    ["a difficulty of our own", "#/difficulty", () => ({ topic, difficulty: "expert" })],
    ["a language that is no tag", "#/language", () => ({ topic, language: "English!" })],
    ["a language the model cannot write", "#/language", () => ({ topic, language: "de" })],
    [
      "a source in another language than asked for",
      "#/language",
      () => ({ topic, language: "en", sourceIds: [german] }),
    ],
    ["a source the model cannot write from", "#/language", () => ({ topic, sourceIds: [german] })],
    [
      "sources of two languages",
      "#/language",
      () => ({ topic, language: "en", sourceIds: [english, german] }),
    ],
    ["an unknown source", "#/sourceIds/1", () => ({ topic, sourceIds: [english, randomUUID()] })],
    ["somebody else's source", "#/sourceIds/0", () => ({ topic, sourceIds: [foreign] })],
    ["a source's id that is none", "#/sourceIds/0", () => ({ topic, sourceIds: ["../../sources"] })],
    ["eleven sources", "#/sourceIds", () => ({ topic, sourceIds: Array(11).fill(english) })],
    ["a field nobody knows", "#/tenantId", () => ({ topic, tenantId: "other" })],
  ];

  it.each(refused)("is pointed at, and leaves nothing behind: %s", async (_, pointer, body) => {
    const answer = await ask({ body: body() });
    expect([refusalOf(answer), ...pointersOf(answer)]).toEqual(["400 validation-error", pointer]);
    expect(await storedFor(ada)).toEqual(before);
  });

  it.each<[string, string, () => Promise<Sending> | Sending]>([
    ["400 malformed-json", "half a body", () => ({ raw: '{"topic":"Be' })],
    ["400 malformed-json", "bytes that are no UTF-8", () => ({ raw: new Uint8Array([0x7b, 0xff, 0x7d]) })],
    [
      "415 unsupported-media-type",
      "a form",
      () => ({ raw: "topic=Bees", headers: { "content-type": "application/x-www-form-urlencoded" } }),
    ],
    ["413 payload-too-large", "a large body", () => ({ raw: `{"topic":"${"x".repeat(65 * 1024)}"}` })],
    ["401 authentication-required", "no token", () => ({ body: { topic }, bearer: undefined })],
    ["401 authentication-required", "a token of ours cut short", () => ({ body: { topic }, bearer: cut() })],
    [
      "401 authentication-required",
      "a token with other claims",
      () => ({ body: { topic }, bearer: forged() }),
    ],
    [
      "401 token-expired",
      "an expired token",
      async () => ({ body: { topic }, bearer: await signedToken(ada, { secondsAgo: 700 }) }),
    ],
  ])("is %s for %s, and leaves nothing behind", async (expected, _, sending) => {
    expect(refusalOf(await ask(await sending()))).toBe(expected);
    expect(await storedFor(ada)).toEqual(before);
  });
});

const cut = () => ada.tokens.accessToken.slice(0, -4);

/** Ada's token, made an administrator's by whoever holds it. */
function forged(): string {
  const [header = "", claims = "", signature = ""] = ada.tokens.accessToken.split(".");
  const changed = JSON.parse(Buffer.from(claims, "base64url").toString()) as object;
  const admin = Buffer.from(JSON.stringify({ ...changed, roles: ["admin"] })).toString("base64url");
  return [header, admin, signature].join(".");
}
