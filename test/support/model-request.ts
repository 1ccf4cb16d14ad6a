import type { Brief, LessonInput, Outline, OutlineInput, Passage } from "#functions/generation/draft";
import { chatModel } from "#functions/platform/inference/chat-model";
import type { Model, ModelRequest } from "#functions/platform/inference/model";

/** Builders for what a model is asked. */

const sentences = [
  "The Calvin cycle turns carbon dioxide into sugar inside the stroma.",
  "Light reactions in the thylakoid membrane store energy as ATP.",
  "Chlorophyll absorbs red and blue light and reflects green light.",
  "Stomata open to let gases in and lose water vapour at the same time.",
  "Rubisco fixes carbon dioxide but also binds oxygen by mistake.",
  "Cactus plants open their stomata at night to save water.",
];

/** One passage for every two sentences, as a source would be cut. */
export const passages: readonly Passage[] = [0, 2, 4].map((i, n) => {
  const text = sentences.slice(i, i + 2).join(" ");
  return { ref: `p${n + 1}`, sourceId: "source-1", start: n * 200, end: n * 200 + text.length, text };
});

export const aBrief = (over: Partial<Brief> = {}): Brief => ({
  topic: "Photosynthesis",
  difficulty: "beginner",
  language: "en",
  interests: [],
  objectives: ["Explain how plants store energy"],
  lessonCount: 3,
  ...over,
});

export const anOutlineInput = (over: Partial<OutlineInput> = {}): OutlineInput => ({
  brief: aBrief(),
  passages: [...passages],
  ...over,
});

export const anOutline = (): Outline => ({
  title: "Photosynthesis",
  summary: "How plants store energy.",
  description: "From light to sugar.",
  tags: [],
  objectives: ["Explain how plants store energy"],
  lessons: passages.map(({ ref }, i) => ({
    title: `Part ${i + 1}`,
    summary: "A part.",
    objectives: ["Explain how plants store energy"],
    terms: [],
    passages: [ref],
  })),
});

export const aLessonInput = (index = 0): LessonInput => ({
  brief: aBrief(),
  outline: anOutline(),
  index,
  passages: passages.filter((_, i) => i === index),
  surroundings: passages.filter((_, i) => i !== index),
});

/** The form every prompt has: words, then the input as a fenced block. */
export const promptFor = (input: unknown): string =>
  `Write what is asked from the input below.\n\nINPUT:\n\`\`\`json\n${JSON.stringify(input)}\n\`\`\``;

export const aModelRequest = (over: Partial<ModelRequest> = {}): ModelRequest => ({
  operation: "outline",
  system: "You write courses.",
  turns: [{ role: "user", text: promptFor(anOutlineInput()) }],
  input: anOutlineInput(),
  schema: { type: "object", properties: { title: { type: "string" } }, required: ["title"] },
  maxTokens: 4000,
  signal: new AbortController().signal,
  ...over,
});

export const apiKey = "sk-never-to-be-seen-4711";

/** The real client, talking to a scripted server. */
export const clientOf = (url: string, name = "gemma-4-26b-a4b-it"): Model =>
  chatModel({ name, baseUrl: `${url}/v1`, authorize: async () => ({ authorization: `Bearer ${apiKey}` }) });
