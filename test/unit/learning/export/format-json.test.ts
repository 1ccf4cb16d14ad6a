import { describe, expect, it } from "vitest";
import { CourseFile } from "#functions/learning/export/file";
import { formatJson } from "#functions/learning/export/format-json";
import { leaves, withoutKeys } from "../../../support/exported.ts";
import { hostile } from "../../../support/exported-texts.ts";

const readBack = async (exported: Parameters<typeof formatJson>[0]) =>
  CourseFile.parse(JSON.parse(new TextDecoder().decode(await formatJson(exported))));

describe("a course as JSON", () => {
  it("gives back every block and key as it was written", async () => {
    for (const exported of [leaves(), hostile()]) {
      const file = await readBack(exported);
      expect(file.lessons.map(({ blocks }) => blocks)).toEqual(exported.lessons.map(({ blocks }) => blocks));
      expect(file.answerKeys).toEqual([...exported.keys.values()]);
    }
  });

  it("has no keys where none were given, and nothing of whose course it is or how it is doing", async () => {
    const file = await readBack(withoutKeys(leaves()));
    expect(file).not.toHaveProperty("answerKeys");
    expect(JSON.stringify(file)).not.toMatch(/KEY-WHY|correct|glucose/);
    for (const name of ["ownerId", "stats", "visibility", "generation"])
      expect(file.course).not.toHaveProperty(name);
  });
});
