import { describe, expect, it } from "vitest";
import { familyOf, withoutThinking } from "#functions/platform/inference/chat-messages";

describe("familyOf", () => {
  it.each([
    ["google/gemma-4-26b-a4b-it-maas", "gemma-4"],
    ["gemma4:e4b", "gemma-4"],
    ["gemma-10-2b", "gemma-4"],
    ["gemma-3-27b-it", "gemma-3"],
    ["gemma3n:e4b", "gemma-3"],
    ["google/gemma-2-9b-it", "gemma-3"],
    ["gemma-1.1-2b-it", "gemma-3"],
    ["gemma-7b-it", "gemma-3"],
    ["gemma:27b", "gemma-3"],
    ["medgemma-4b-it", "gemma-3"],
    ["qwen3:8b", "other"],
    ["", "other"],
  ])("takes %j for %s", (name, family) => {
    expect(familyOf(name)).toBe(family);
  });
});

describe("withoutThinking", () => {
  it.each([
    ["<|channel>thought\nHm {\n<channel|>{}", "{}"],
    ["<|channel>thought\n<channel|>\n{}", "{}"],
    ["<think>Hm</think>\n\n{}", "{}"],
    ["<think>a</think><think>b</think>{}", "{}"],
    ["<|channel>thought\nnever ends", ""],
    ['{"markdown":"<think>is a tag</think>"}', '{"markdown":"<think>is a tag</think>"}'],
  ])("turns %j into %j", (text, expected) => {
    expect(withoutThinking(text)).toBe(expected);
  });
});
