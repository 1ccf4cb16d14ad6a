import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { z } from "zod";
import { Card } from "#functions/learning/card";
import { ReviewStats } from "#functions/learning/review-contract";
import { page } from "#functions/shared/page";
import { checkIndexes } from "../../../scripts/check-indexes.ts";
import { refusalOf } from "../../support/api-answer.ts";
import { stackDeps } from "../../support/api-deps.ts";
import { someCards, withCards } from "../../support/cards.ts";
import { aLearner, type Learner } from "../../support/client.ts";

/** Through the gateway, where each answer is compared with the API's document. */
describe("the calls about reviews", () => {
  let ada: Learner;
  let cards: string[];
  const courseId = randomUUID();
  const list = (query: string) => ada.read(`/v1/reviews?${query}`, page(Card));
  const post = (path: string, body?: object) => ada.call("POST", `/v1/reviews/${path}`, body);
  beforeAll(async () => {
    ada = await aLearner();
    cards = await withCards(stackDeps(), ada.userId, someCards(4, courseId));
    await withCards(stackDeps(), ada.userId, someCards(1));
  });

  it("answer as the document promises, on queries that have their indexes", async () => {
    expect((await list(`courseId=${courseId}`)).items).toHaveLength(4);
    expect((await list("due=now")).items).toHaveLength(5);
    const [first, second] = [await list("due=now&limit=2"), await list("due=any&limit=2")];
    for (const { nextCursor } of [first, second]) expect(nextCursor).toEqual(expect.any(String));
    await list(`due=now&limit=2&cursor=${encodeURIComponent(first.nextCursor ?? "")}`);
    expect((await list(`due=any&courseId=${courseId}`)).items).toHaveLength(4);
    const [cardId = ""] = cards;
    const reviewed = await post(cardId, { rating: "easy", clientReviewedAt: new Date().toISOString() });
    expect([reviewed.status, Card.parse(reviewed.body).state]).toEqual([200, "review"]);
    const stats = await ada.read("/v1/reviews/stats", ReviewStats);
    expect(stats).toMatchObject({ dueNow: { total: 4, new: 4 }, byState: { review: 1 }, today: { new: 1 } });
    expect((await post(`${cardId}/undo`)).status).toBe(200);
    expect(refusalOf(await post(`${cardId}/undo`))).toBe("409 conflict");
    for (const act of ["suspend", "resume"]) expect((await post(`${cardId}/${act}`)).status).toBe(200);
    const settings = z.object({ targetRetention: z.literal(0.9), version: z.int() });
    await ada.read("/v1/reviews/settings", settings);
    expect((await ada.call("PUT", "/v1/reviews/settings", { newPerDay: 5 })).status).toBe(200);
    expect((await ada.call("DELETE", `/v1/reviews/${cards[3]}`)).status).toBe(204);
    const { env, projectId } = inject("stack");
    const host = env["FIRESTORE_EMULATOR_HOST"] ?? "";
    const faults = await checkIndexes({ host, projectIds: [projectId] });
    expect(faults.missing).toEqual([]);
    expect(faults.idle.filter((index) => /^(?:cards|reviews):/.test(index))).toEqual([]);
  });
});
