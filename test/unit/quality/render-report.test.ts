import { describe, expect, it } from "vitest";
import { renderReport } from "#functions/quality/render-report";
import type { QualityReport } from "#functions/quality/report";

const EVIL = `<script>alert("1")</script>&'`;

const report: QualityReport = {
  verdict: "failed",
  sentences: [EVIL],
  items: { judged: 4, withoutFlaws: 2, withOneFlaw: 1, withMoreFlaws: 1 },
  lessons: [],
  scores: [
    {
      ...{ name: "blind-guesser", title: EVIL, value: 0.5, verdict: "poor", sentence: EVIL },
      scale: { min: 0, max: 1, unit: EVIL },
    },
  ],
  findings: [
    {
      ...{ rule: EVIL, severity: "warning", pointer: "/questions/1", title: EVIL, detail: EVIL },
      ...{ advice: EVIL, reveals: false },
    },
  ],
  skipped: [{ rule: EVIL, reason: EVIL }],
  partly: [EVIL],
};

const page = () =>
  renderReport({
    ...{ title: EVIL, lead: EVIL },
    sheets: [
      {
        ...{ name: EVIL, facts: [EVIL], report },
        places: [{ pointer: "/questions/1", name: EVIL, line: 7 }],
        notJudged: [{ pointer: "/questions/2", name: EVIL, broken: true, reason: EVIL }],
      },
    ],
    unread: [{ name: EVIL, reason: EVIL }],
  });

describe("a quality report as a page", () => {
  it("shows every text as text, and runs and loads nothing", async () => {
    const html = await page();
    expect(html).not.toMatch(/<script|\son\w+=|https?:|url\(|@import/i);
    expect(html.match(/&lt;script&gt;/g)?.length).toBe(23);
    expect(html).toMatch(
      /Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;sha256-/,
    );
  });

  it("draws a score and the shares of questions to scale, and says where a finding is", async () => {
    const html = await page();
    expect(html).toContain('<rect class="poor" width="50" height="10"/>');
    expect(html).toContain('<rect class="fair" x="50" width="25" height="10"/>');
    expect(html).toContain("line 7 · /questions/1");
  });

  it("is the same for the same report", async () => {
    expect(await page()).toBe(await page());
  });
});
