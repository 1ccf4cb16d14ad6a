import { z } from "zod";
import { FLAWED, flawed } from "./flawed-drafts.ts";
import { instruction } from "./gemma-answers.ts";
import { isObject } from "./gemma-schema.ts";

/** How the scripted model behaves at one call. */
const Behaviour = z.discriminatedUnion("mode", [
  z.object({ mode: z.literal("answer") }),
  /** Ignores the schema: words, no JSON. */
  z.object({ mode: z.literal("prose") }),
  z.object({ mode: z.literal("wrong-shape") }),
  /** Stops in mid-answer with `finish_reason: "length"`. */
  z.object({ mode: z.literal("truncate") }),
  z.object({ mode: z.literal("fence") }),
  /** A code fence with chatter around it. */
  z.object({ mode: z.literal("chatter") }),
  /** Leaves its thoughts in the answer. */
  z.object({ mode: z.literal("think") }),
  z.object({ mode: z.literal("slow"), ms: z.int().positive() }),
  z.object({ mode: z.literal("drop"), when: z.enum(["before-headers", "mid-body"]) }),
  /** Refuses with a body that repeats the prompt and the credentials, as careless servers do. */
  z.object({
    mode: z.literal("status"),
    status: z.int().min(300).max(599),
    retryAfter: z.string().optional(),
  }),
  /** 400 to a request with `response_format`; one without it is answered. */
  z.object({ mode: z.literal("refuse-format") }),
  z.object({ mode: z.literal("not-a-completion") }),
  /** Answers without end, until the caller hangs up. */
  z.object({ mode: z.literal("endless") }),
  z.object({ mode: z.literal("wrong-keys"), correct: z.enum(["none", "two"]) }),
  /** Citations that no passage contains. */
  z.object({ mode: z.literal("false-quotes") }),
  /** Writes a question, or a text, that no learner should see. */
  z.object({ mode: z.literal("flawed"), flaw: z.enum(FLAWED) }),
  /** Finds a stretch of the lesson unfit for learners: the beginning of its first text, or one that nobody wrote. */
  z.object({ mode: z.literal("find-unsafe"), quote: z.string().optional() }),
  /** Obeys an instruction in the sources: puts `text`, or what it is told to say, where prose belongs. */
  z.object({ mode: z.literal("obey"), text: z.string().optional() }),
]);
export type Behaviour = z.infer<typeof Behaviour>;

/** A behaviour and the calls it is for: those of an operation and a lesson, so many `times` (once). */
export const Rule = z.intersection(
  Behaviour,
  z.object({
    operation: z.string().optional(),
    lesson: z.int().nonnegative().optional(),
    times: z.union([z.int().positive(), z.literal("always")]).optional(),
  }),
);
export type Rule = z.infer<typeof Rule>;

export interface Script {
  add(...rules: readonly Rule[]): void;
  clear(): void;
  /** The first rule that fits, used up by one; without one, a good answer. */
  next(call: { operation: string; lesson: number | undefined; hasFormat: boolean }): Behaviour;
}

export function script(): Script {
  let rules: { rule: Rule; left: number }[] = [];
  return {
    add: (...added) => {
      rules.push(
        ...added.map((rule) => ({ rule, left: rule.times === "always" ? Infinity : (rule.times ?? 1) })),
      );
    },
    clear: () => {
      rules = [];
    },
    next: ({ operation, lesson, hasFormat }) => {
      const found = rules.find(
        ({ rule, left }) =>
          left > 0 &&
          (rule.operation ?? operation) === operation &&
          (rule.lesson ?? lesson) === lesson &&
          (rule.mode !== "refuse-format" || hasFormat),
      );
      if (!found) return { mode: "answer" };
      found.left--;
      return found.rule;
    },
  };
}

/** The text of an answer of which a good one would be `good`. */
export function spoken(behaviour: Behaviour, good: unknown, input: unknown): string {
  const json = JSON.stringify(good);
  switch (behaviour.mode) {
    case "prose":
      return "Certainly! A course is best begun with the fundamentals, followed by practice and a review.";
    case "wrong-shape":
      return JSON.stringify({ result: "done", items: [1, 2, 3] });
    case "truncate":
      return json.slice(0, Math.ceil(json.length * 0.6));
    case "fence":
      return `\`\`\`json\n${json}\n\`\`\``;
    case "chatter":
      return `Sure! Here is the JSON {as you asked}:\n\n\`\`\`json\n${json}\n\`\`\`\n\nLet me know if it helps.`;
    case "think":
      return `<|channel>thought\nThe reader wants {"title": "a draft"} first.\n<channel|>${json}`;
    case "wrong-keys":
      return JSON.stringify(changed(good, wrongKeys(behaviour.correct)));
    case "false-quotes":
      return JSON.stringify(changed(good, falseQuote));
    case "flawed":
      return JSON.stringify(flawed(good, behaviour.flaw));
    case "find-unsafe": {
      const quote = behaviour.quote ?? firstText(input).slice(0, 60);
      return JSON.stringify({ unsafe: [{ harm: "dangerous", quote }] });
    }
    case "obey":
      return JSON.stringify(changed(good, obeying(behaviour.text ?? orderIn(input))));
    default:
      return json;
  }
}

type Change = (key: string, value: unknown) => unknown;

const changed = (value: unknown, change: Change): unknown =>
  JSON.parse(JSON.stringify(value), (key, inner: unknown) => change(key, inner));

const wrongKeys =
  (correct: "none" | "two"): Change =>
  (key, value) =>
    key === "options" && Array.isArray(value)
      ? value.map((option: unknown, i) =>
          isObject(option) ? { ...option, correct: correct === "two" && i < 2 } : option,
        )
      : value;

const falseQuote: Change = (key, value) =>
  key === "quote" ? "These words stand in no source whatsoever." : value;

const obeying =
  (text: string): Change =>
  (key, value) =>
    ["title", "summary", "description", "markdown", "example"].includes(key) ? text : value;

const Checked = z.object({ checked: z.object({ texts: z.array(z.string()) }) });
const firstText = (input: unknown): string => Checked.parse(input).checked.texts[0] ?? "";

/** What an instruction hidden in the input tells the model to say: the quoted words after it. */
function orderIn(input: unknown): string {
  const text = JSON.stringify(input ?? "");
  const order = instruction.exec(text);
  const said = order && /[“'«]([^”'»]{3,80})[”'»]/.exec(text.slice(order.index))?.[1];
  return said ?? "PWNED";
}
