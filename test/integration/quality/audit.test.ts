import { beforeAll, describe, expect, it } from "vitest";
import { QualityAudit } from "#functions/quality/audit";
import { pointersOf, refusalOf } from "../../support/api-answer.ts";
import { aLearner, type Learner } from "../../support/client.ts";

let ada: Learner;

beforeAll(async () => {
  ada = await aLearner();
});

const audit = (body: object) => ada.call("POST", "/v1/quality/audit", body);
const long = "the Moon, which is by far the nearest of all heavy bodies";

describe("POST /v1/quality/audit", () => {
  it("tells anybody signed in of flaws and of what was not judged, with its lines", async () => {
    const text = `::Tides:: Why tides? {=${long} ~wind ~rain}\n\nDiscuss. {}\n\nOpen {=a`;
    const { status, body } = await audit({ format: "gift", language: "en", text });
    expect(status).toBe(200);
    expect(QualityAudit.parse(body)).toMatchObject({
      ...{ format: "gift", language: "en", items: { judged: 1 } },
      findings: expect.arrayContaining([
        expect.objectContaining({ rule: "longest-key", pointer: "/questions/1", reveals: true }),
      ]),
      places: [{ pointer: "/questions/1", name: "Tides", line: 1 }],
      notJudged: [
        { line: 3, broken: false },
        { line: 5, broken: true },
      ],
    });
  });

  it("reads a bank as data and as text alike", async () => {
    const options = [
      { text: long, correct: true },
      { text: "wind", correct: false },
    ];
    const bank = { title: "Sea", language: "en", items: [{ stem: "Why tides?", options }] };
    const [asData, asText] = await Promise.all([audit({ bank }), audit({ text: JSON.stringify(bank) })]);
    expect(asData.body).toEqual(asText.body);
    expect(QualityAudit.parse(asData.body).findings.map(({ pointer }) => pointer)).toContain("/items/0");
  });

  it("refuses what it cannot read, and points at it", async () => {
    const unread = await audit({ format: "gift", text: "\nOpen {=a" });
    expect(refusalOf(unread)).toBe("422 bank-unreadable");
    expect(unread.body).toMatchObject({
      errors: [{ pointer: "#/text", detail: expect.stringMatching(/^\/questions\/1: line 2: .*not closed/) }],
    });
    const many = await audit({ format: "gift", text: "Q? {T}\n\n".repeat(1001) });
    expect([refusalOf(many), ...pointersOf(many)]).toEqual(["422 bank-unreadable", "#/text"]);
  });

  it.each([
    [{}, "#"],
    [{ text: "Q? {T}", bank: { items: [{ stem: "Q?" }] } }, "#"],
    [{ format: "gift", bank: { items: [{ stem: "Q?" }] } }, "#/format"],
    [{ bank: { items: [{ stem: "Q?", options: [{ text: 7 }] }] } }, "#/bank/items/0/options/0/text"],
    [{ text: "Q? {T}", language: "Klingon!" }, "#/language"],
  ])("refuses a body that is not asked for: %j", async (body, pointer) => {
    const answer = await audit(body);
    expect([refusalOf(answer), ...pointersOf(answer)]).toEqual(["400 validation-error", pointer]);
  });
});
