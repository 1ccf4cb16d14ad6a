import { askCloze, BLANK } from "./ask-cloze.ts";
import { askNumber } from "./ask-number.ts";
import { type Candidate, explanationOf } from "./question.ts";
import type { Reading } from "./reading.ts";
import { seededRandom } from "./seed.ts";
import { type Sentence, standsAlone, withoutOpener } from "./sentence.ts";

/** A statement of the text, or the same with one term or figure changed. For lessons that yield nothing better. */
export function askTruth(
  reading: Reading,
  sentence: Sentence,
  years: readonly number[],
): Candidate | undefined {
  if (!standsAlone(sentence) || sentence.text.length > 300) return undefined;
  const source = askNumber(sentence, years) ?? askCloze(reading, sentence, 4);
  const statement = /“(.*)”$/.exec(source?.draft.prompt ?? "")?.[1];
  const right = source?.draft.options.find((option) => option.correct)?.text;
  if (!source || !statement || right === undefined) return undefined;
  const random = seededRandom(sentence.text);
  const isTrue = random() < 0.5;
  const wrong =
    source.draft.options.filter((option) => !option.correct)[Math.floor(random() * 3)]?.text ?? right;
  const shown = isTrue ? withoutOpener(sentence.text) : statement.replace(BLANK, () => wrong);
  return {
    form: "truth",
    about: source.about,
    topic: source.topic,
    sentence,
    worth: 0.3,
    draft: {
      kind: "trueFalse",
      prompt: `True or false? ${shown}`,
      options: [
        { text: "True", correct: isTrue },
        { text: "False", correct: !isTrue },
      ],
      explanation: explanationOf(sentence),
      bloom: "understand",
    },
  };
}
