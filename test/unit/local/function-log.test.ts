import { describe, expect, it } from "vitest";
import { errorOf } from "../../../infra/local/function-log.ts";

describe("errorOf", () => {
  it.each([
    ['{"severity":"ERROR","message":"broken"}', "broken"],
    ['{"severity":"CRITICAL","message":"broken","error":{"message":"cause"}}', "broken: cause"],
    ['{"severity":"ERROR","code":7}', '{"severity":"ERROR","code":7}'],
    ['{"severity":"INFO","message":"fine"}', undefined],
    ['{"severity":"ERR', undefined],
    ["ERROR: plain text", undefined],
  ])("of %s is %s", (line, error) => {
    expect(errorOf(line)).toBe(error);
  });
});
