import type {
  Brief,
  LessonDraft,
  LessonInput,
  Outline,
  OutlineInput,
  Passage,
  QuestionDraft,
} from "../../functions/generation/draft.ts";

/** The text the drafts below are written from. */
export const leafText = "Light falls on a leaf. The leaf makes sugar out of light, water and air.";

export const aPassage = (changes: Partial<Passage> = {}): Passage => ({
  ref: "p1",
  sourceId: "6f8d2f9e-2c5a-4a5b-9d0e-0a1b2c3d4e5f",
  start: 0,
  end: leafText.length,
  text: leafText,
  ...changes,
});

export const aBrief = (changes: Partial<Brief> = {}): Brief => ({
  topic: "Leaves",
  difficulty: "beginner",
  language: "en",
  interests: [],
  objectives: [],
  lessonCount: 2,
  ...changes,
});

export const anOutlineInput = (changes: Partial<Brief> = {}): OutlineInput => ({
  brief: aBrief(changes),
  passages: [aPassage()],
});

const aPlan = (title: string): Outline["lessons"][number] => ({
  title,
  summary: `All about ${title}.`,
  objectives: [`Explain ${title}`],
  terms: [title],
  passages: ["p1"],
});

export const anOutlineDraft = (): Outline => ({
  title: "Leaves",
  summary: "What leaves do.",
  description: "Two lessons about leaves.",
  tags: ["plants"],
  objectives: ["Explain what a leaf does"],
  lessons: [aPlan("Light"), aPlan("Sugar")],
});

interface QuestionShape {
  kind?: QuestionDraft["kind"];
  texts?: string[];
  right?: number[];
  prompt?: string;
}

export const aQuestion = ({
  kind = "single",
  texts = ["Light", "Stone", "Smoke", "Iron"],
  right = [0],
  prompt = "What falls on a leaf?",
}: QuestionShape = {}): QuestionDraft => ({
  kind,
  prompt,
  options: texts.map((text, index) => ({ text, correct: right.includes(index) })),
  explanation: "Light falls on a leaf.",
});

export const aLessonDraft = (): LessonDraft => ({
  summary: "Light makes sugar.",
  texts: [{ markdown: "Light **falls**.", citations: [{ passage: "p1", quote: "Light falls on a leaf." }] }],
  questions: [
    aQuestion(),
    aQuestion({ prompt: "What does a leaf make?", texts: ["Sugar", "Salt", "Sand", "Soap"] }),
    aQuestion({ prompt: "What does it need?", texts: ["Water", "Wax", "Wool", "Wood"], kind: "cloze" }),
  ],
  flashcards: [{ front: "Leaf", back: "Makes sugar." }],
});

export const aLessonInput = (): LessonInput => ({
  brief: aBrief(),
  outline: anOutlineDraft(),
  index: 0,
  passages: [aPassage()],
  surroundings: [],
});
