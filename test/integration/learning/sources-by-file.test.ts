import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { confirmUpload } from "#functions/learning/confirm-upload";
import { Source } from "#functions/learning/source";
import { sourceStore } from "#functions/learning/source-store";
import type { Transact } from "#functions/platform/firestore/transact";
import { pointersOf, refusalOf } from "../../support/api-answer.ts";
import { stackDeps, withRoles } from "../../support/api-deps.ts";
import { honeyBees } from "../../support/api-texts.ts";
import { aLearner, bringSource, type Learner } from "../../support/client.ts";
import { aPdf, lockedPdf, scannedPdf, utf8 } from "../../support/source-files.ts";
import { announce, bringFile, confirm, put, settled, sourceJobsHere } from "../../support/source-parts.ts";

const tid = "default";
const rain = utf8("Rain is water that falls from clouds. It ends in rivers, lakes and the sea.");
const twoPages = aPdf([
  [
    "Water evaporates from the sea and rises.",
    "It cools and forms clouds, which",
    "",
    "A second thought begins here.",
  ],
  ["Rain falls on the land. It gathers in rivers.", "Rivers carry it back to the sea."],
]);

let ada: Learner;
beforeAll(async () => {
  ada = await aLearner();
});

const filesOf = ({ userId }: Learner) =>
  stackDeps()
    .buckets.sources.list("")
    .then((names) => names.filter((name) => name.includes(userId)));
const stored = async (id: string) => (await stackDeps().db.doc(`tenants/${tid}/sources/${id}`).get()).data();

describe("a source brought as a file", () => {
  it("waits for its upload, is read, and is ready with its text and pages", async () => {
    const learner = await aLearner();
    const upload = await announce(learner, twoPages, "application/pdf", { title: "Water" });
    expect(await learner.read(`/v1/sources/${upload.id}`, Source.loose())).toMatchObject({
      ...{ status: "uploading", contentType: "application/pdf", characters: 0, text: "" },
    });
    expect(await put(upload, twoPages)).toBe(200);
    const confirmed = await confirm(learner, upload.id);
    expect([confirmed.status, Source.parse(confirmed.body).status]).toEqual([202, "processing"]);
    const source = await settled(learner, upload.id);
    expect(source.problem).toBeUndefined();
    expect(source).toMatchObject({ status: "ready", pages: 2, language: "en", title: "Water" });
    expect(source.text).toContain("Rain falls on the land.");
    expect(source.characters).toBe(source.text.length);
    expect(await filesOf(learner)).toEqual([`files/${tid}/${learner.userId}/${upload.id}`]);
  });

  it.each([
    ["text/plain", rain, "Rain is water"],
    ["text/markdown", utf8("# Rain\n\nRain is **water** that falls."), "**water**"],
    [
      "text/html",
      utf8("<!doctype html><title>T</title><p>Rain is <b>water</b> that falls.</p><script>alert(1)</script>"),
      "Rain is water that falls.",
    ],
  ] as const)("is read as %s", async (contentType, bytes, text) => {
    const source = await bringFile(ada, bytes, contentType);
    expect(source).toMatchObject({ status: "ready", contentType });
    expect(source.text).toContain(text);
    expect(source.text).not.toContain("alert");
    expect(source.pages).toBeUndefined();
  });

  it("is told where to upload in an answer that nobody keeps", async () => {
    const key = randomUUID();
    const body = { title: "Rain", contentType: "text/plain", size: rain.length };
    const ask = () => ada.call("POST", "/v1/sources", body, { "idempotency-key": key });
    const [first, again] = [await ask(), await ask()];
    expect(first.headers.get("cache-control")).toBe("no-store");
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    const [one, other] = [first, again].map((answer) =>
      z.object({ id: z.uuid(), uploadUrl: z.url() }).parse(answer.body),
    );
    expect(other?.id).toBe(one?.id);
    const { docs } = await stackDeps()
      .db.collection(`tenants/${tid}/idempotency`)
      .where("userId", "==", ada.userId)
      .get();
    const kept = JSON.stringify(docs.map((record) => record.data()));
    expect(kept).toContain(one?.id);
    expect(kept).not.toContain("uploadUrl");
    expect(kept).not.toContain("X-Goog");
    const upload = {
      id: one?.id ?? "",
      url: other?.uploadUrl ?? "",
      headers: {
        "content-type": "text/plain",
        "x-goog-content-length-range": `${rain.length},${rain.length}`,
      },
    };
    await put(upload, rain);
    await confirm(ada, upload.id);
    const late = await ask();
    expect(late.status).toBe(201);
    expect(late.body, "there is nothing to upload any more").not.toHaveProperty("uploadUrl");
  });

  it("is confirmed once, however often and at the same time", async () => {
    const upload = await announce(ada, twoPages, "application/pdf");
    await put(upload, twoPages);
    const answers = await Promise.all(Array.from({ length: 5 }, () => confirm(ada, upload.id)));
    expect(answers.map(({ status }) => status)).toEqual([202, 202, 202, 202, 202]);
    await settled(ada, upload.id);
    const after = await confirm(ada, upload.id);
    expect([after.status, Source.parse(after.body).status]).toEqual([202, "ready"]);
    const { docs } = await stackDeps()
      .db.collection("outbox")
      .where("mentions", "array-contains", upload.id)
      .get();
    expect(docs).toHaveLength(1);
  });

  it("is refused to be confirmed while nothing, or something else, was uploaded", async () => {
    const upload = await announce(ada, twoPages, "application/pdf");
    const early = await confirm(ada, upload.id);
    expect([refusalOf(early), early.body]).toEqual([
      "409 conflict",
      expect.objectContaining({ reason: "not-uploaded" }),
    ]);
    const name = `uploads/${tid}/${ada.userId}/${upload.id}`;
    await stackDeps().buckets.sources.createText(name, "something else");
    const other = await confirm(ada, upload.id);
    expect([refusalOf(other), other.body]).toEqual([
      "409 conflict",
      expect.objectContaining({ reason: "other-file" }),
    ]);
    expect(await filesOf(ada)).not.toContain(name);
    await put(upload, twoPages);
    expect((await confirm(ada, upload.id)).status).toBe(202);
    expect((await settled(ada, upload.id)).status).toBe("ready");
  });

  it("is confirmed by its owner alone, and not where it came as text", async () => {
    const eve = await aLearner();
    const upload = await announce(ada, rain, "text/plain");
    expect(refusalOf(await confirm(eve, upload.id))).toBe("404 resource-not-found");
    const id = await bringSource(ada, honeyBees);
    expect(refusalOf(await confirm(ada, id))).toBe("409 conflict");
  });

  it("is nobody else's before it is ready, also where it is shared", async () => {
    const grace = await withRoles(await aLearner(), ["instructor"]);
    const body = { title: "Rain", contentType: "text/plain", size: rain.length, visibility: "tenant" };
    expect(refusalOf(await ada.call("POST", "/v1/sources", body))).toBe("403 access-denied");
    const answer = await grace.call("POST", "/v1/sources", body);
    const { id } = Source.loose().parse(answer.body);
    expect(refusalOf(await ada.call("GET", `/v1/sources/${id}`))).toBe("404 resource-not-found");
  });

  it("cannot be written from before it is ready", async () => {
    const upload = await announce(ada, rain, "text/plain");
    const answer = await ada.call("POST", "/v1/courses/generate", { topic: "Rain", sourceIds: [upload.id] });
    expect([refusalOf(answer), ...pointersOf(answer)]).toEqual(["400 validation-error", "#/sourceIds/0"]);
  });
});

describe("what is asked for", () => {
  const file = { title: "T", contentType: "application/pdf", size: 10 };
  it.each([
    [["#/text"], { title: "T" }],
    [["#/size"], { title: "T", contentType: "application/pdf" }],
    [["#/contentType"], { title: "T", size: 10 }],
    [["#/contentType", "#/size"], { ...file, text: "Rain falls." }],
    [["#/contentType"], { ...file, contentType: "application/zip" }],
    [["#/size"], { ...file, size: 0 }],
    [["#/size"], { ...file, size: 20 * 1024 * 1024 + 1 }],
    [["#/size"], { ...file, size: 1.5 }],
  ])("is pointed at by %j", async (pointers, body) => {
    const answer = await ada.direct("POST", "/v1/sources", { body });
    expect([refusalOf(answer), ...pointersOf(answer)]).toEqual(["400 validation-error", ...pointers]);
  });
});

describe("a file that cannot be used", () => {
  it.each([
    ["a PDF with a password", lockedPdf(), "application/pdf", "source-encrypted"],
    ["pictures of pages", scannedPdf(3), "application/pdf", "source-scanned"],
    [
      "a web page announced as a PDF",
      utf8("<!doctype html><p>Hello"),
      "application/pdf",
      "source-type-mismatch",
    ],
    [
      "a ZIP archive announced as text",
      utf8("PK\u0003\u0004 and so on"),
      "text/plain",
      "source-type-mismatch",
    ],
    ["a page without words", utf8("<!doctype html><body><img src=a>"), "text/html", "source-empty"],
  ] as const)("ends failed with its reason and without its file: %s", async (_, bytes, type, slug) => {
    const learner = await aLearner();
    const source = await bringFile(learner, bytes, type);
    expect(source).toMatchObject({
      status: "failed",
      problem: { type: `https://api.lyo.app/problems/${slug}`, detail: expect.stringMatching(/[.]$/) },
    });
    expect(source.text).toBe("");
    // The file goes once its end is stored.
    await expect.poll(() => filesOf(learner)).toEqual([]);
  });
});

describe("a text that was brought before", () => {
  it("names the older source, by whatever way it came, and only its owner's", async () => {
    const [learner, other] = [await aLearner(), await aLearner()];
    const text = Buffer.from(rain).toString("utf8");
    const first = await bringSource(learner, { title: "First", text });
    const second = await bringFile(learner, rain, "text/plain", "Second");
    expect(second).toMatchObject({ status: "ready", duplicateOf: first, text });
    const third = Source.parse((await learner.call("POST", "/v1/sources", { title: "Third", text })).body);
    expect(third.duplicateOf).toBe(first);
    expect((await bringFile(other, rain, "text/plain")).duplicateOf).toBeUndefined();
    // Each is whole by itself.
    expect((await learner.call("DELETE", `/v1/sources/${first}`)).status).toBe(204);
    expect((await settled(learner, second.id)).text).toBe(text);
  });
});

describe("a job that does not come through", () => {
  /** A confirmed file whose job no queue delivers: the test does. */
  const confirmedHere = async (learner: Learner) => {
    const upload = await announce(learner, rain, "text/plain");
    await put(upload, rain);
    const { db, buckets, clock, transact } = stackDeps();
    const silent: Transact = (work) => transact(tid)((unit) => work({ ...unit, enqueue: () => undefined }));
    const deps = { tid, sources: sourceStore(db, tid), files: buckets.sources, transact: silent, clock };
    await confirmUpload(deps, { userId: learner.userId, sourceId: upload.id });
    const doc = db.doc(`tenants/${tid}/sources/${upload.id}`);
    return { id: upload.id, doc, job: { tid, userId: learner.userId, sourceId: upload.id } };
  };

  it("is tried again, and ends failed with the last delivery", async () => {
    const { id, job } = await confirmedHere(ada);
    const files = {
      ...stackDeps().buckets.sources,
      readBytes: () => Promise.reject(new Error("storage is away")),
    };
    const deliver = await sourceJobsHere({ buckets: { sources: files } });
    await expect(deliver("process", job)).rejects.toThrow("storage is away");
    expect((await stored(id))?.["status"]).toBe("processing");
    expect(await deliver("process", job, { isLast: true })).toBe("done");
    expect(await settled(ada, id)).toMatchObject({
      status: "failed",
      problem: { type: expect.stringMatching(/server-error$/) },
    });
    expect(await deliver("process", job)).toBe("dropped");
  });

  it("ends failed when it was lost, and an upload that was never confirmed is gone with its file", async () => {
    const learner = await aLearner();
    const { id: lost, doc } = await confirmedHere(learner);
    const [abandoned, kept] = [
      await announce(learner, rain, "text/plain"),
      await announce(learner, rain, "text/plain"),
    ];
    await put(abandoned, rain);
    const sweep = async () => (await sourceJobsHere())("sweep-sources", {});
    await sweep();
    expect([(await stored(lost))?.["status"], (await stored(abandoned.id))?.["status"]]).toEqual([
      "processing",
      "uploading",
    ]);
    // Other tests' sources are on the same stack: these are aged, not the clock moved.
    const past = { staleAt: new Date(Date.now() - 1).toISOString() };
    await doc.update(past);
    await stackDeps().db.doc(`tenants/${tid}/sources/${abandoned.id}`).update(past);
    await sweep();
    expect(await settled(learner, lost)).toMatchObject({
      status: "failed",
      problem: { type: expect.stringMatching(/deadline-exceeded$/) },
    });
    expect(refusalOf(await learner.call("GET", `/v1/sources/${abandoned.id}`))).toBe(
      "404 resource-not-found",
    );
    expect((await stored(kept.id))?.["status"]).toBe("uploading");
    expect(await filesOf(learner)).toEqual([]);
  });

  it("has an hour, and an upload a day", async () => {
    const hoursLeft = async (id: string) =>
      Math.round((Date.parse((await stored(id))?.["staleAt"]) - Date.now()) / 3_600_000);
    expect(await hoursLeft((await announce(ada, rain, "text/plain")).id)).toBe(24);
    expect(await hoursLeft((await confirmedHere(ada)).id)).toBe(1);
  });

  it("writes nothing for a source that is removed while it is read", async () => {
    const learner = await aLearner();
    const { id, job } = await confirmedHere(learner);
    const deliver = await sourceJobsHere({
      buckets: { sources: { ...stackDeps().buckets.sources, readBytes: async () => rain } },
      extractFile: async () => {
        expect((await learner.call("DELETE", `/v1/sources/${id}`)).status).toBe(204);
        return { text: "Rain falls." };
      },
    });
    expect(await deliver("process", job)).toBe("dropped");
    expect(await stored(id)).toBeUndefined();
    const below = await stackDeps().db.doc(`tenants/${tid}/sources/${id}`).listCollections();
    expect(below).toEqual([]);
    expect(await filesOf(learner)).toEqual([]);
  });

  it("is read once, though it is delivered twice at the same time", async () => {
    const learner = await aLearner();
    const { id, job } = await confirmedHere(learner);
    const deliver = await sourceJobsHere({
      buckets: { sources: { ...stackDeps().buckets.sources, readBytes: async () => rain } },
    });
    const outcomes = await Promise.all([deliver("process", job), deliver("process", job)]);
    expect(outcomes.sort()).toEqual(["done", "dropped"]);
    expect((await settled(learner, id)).status).toBe("ready");
  });
});
