import { BrokenQuestion, closeGap, GAP, type RawItem } from "./bank.ts";
import { type Element, findAll, textOf } from "./markup.ts";

/**
 * Names of QTI 2.x and 3.0 alike: `simpleChoice` and `qti-simple-choice` are `simplechoice`, and so are the names of
 * attributes.
 */
const plain = (name: string): string => name.replace(/^qti-/, "").replaceAll("-", "").toLowerCase();
const is =
  (...names: string[]) =>
  ({ name }: Element): boolean =>
    names.includes(plain(name));
const attribute = (element: Element, wanted: string): string | undefined =>
  Object.entries(element.attributes).find(([name]) => plain(name) === wanted)?.[1];

const INTERACTION = /interaction$/;
/** What is shown after answering, or to others than the learner. */
const BESIDE = is(
  "feedbackinline",
  "feedbackblock",
  "rubricblock",
  "modalfeedback",
  "templateblock",
  "templateinline",
);

/** Reads one item of QTI 2.1, 2.2 or 3.0. @throws {BrokenQuestion} */
export function readModernItem(item: Element): RawItem | { reason: string } {
  const [body] = findAll(item, is("itembody"));
  if (!body) throw new BrokenQuestion("There is no <itemBody>.");
  const interactions = findAll(body, ({ name }) => INTERACTION.test(plain(name)));
  const [interaction] = interactions;
  if (!interaction) return { reason: "It is a text: there is nothing to answer." };
  if (interactions.length > 1)
    return { reason: `It asks for ${interactions.length} answers in one: only questions of one are judged.` };
  const key = keyOf(item, interaction);
  const explained = (read: RawItem, own = ""): RawItem => {
    const explanation = [own, feedbackOf(item, key)].filter((part) => part !== "").join(" ");
    return explanation === "" ? read : { ...read, explanation };
  };
  switch (plain(interaction.name)) {
    case "choiceinteraction":
    case "inlinechoiceinteraction": {
      const { options, feedback } = choices(interaction, key);
      const isInline = is("inlinechoiceinteraction")(interaction);
      const kind = isInline ? "cloze" : key.isMultiple ? "multiple" : "single";
      const stem = isInline ? stemOf(body, GAP) : stemOf(body, promptOf(interaction));
      return explained({ kind, stem, options, accepted: [] }, feedback);
    }
    case "textentryinteraction":
      if (key.right.size === 0) return { reason: "It does not say which written answers are right." };
      return explained({ kind: "cloze", stem: stemOf(body, GAP), options: [], accepted: [...key.right] });
    case "extendedtextinteraction":
      return { reason: "It is an essay: what is right is for its reader to say." };
    default:
      return { reason: `<${interaction.name}>: only choices and written answers are judged.` };
  }
}

interface Key {
  readonly right: ReadonlySet<string>;
  readonly isMultiple: boolean;
}

/** What is right, by the declaration of what is answered: told outright, or by the points it brings. */
function keyOf(item: Element, interaction: Element): Key {
  const id = attribute(interaction, "responseidentifier");
  const declarations = findAll(item, is("responsedeclaration"));
  const declared = declarations.find((declaration) => attribute(declaration, "identifier") === id);
  if (!declared)
    throw new BrokenQuestion(
      `Nothing declares what is right: there is no <responseDeclaration> for ${id ?? "it"}.`,
    );
  const told = findAll(declared, is("correctresponse")).flatMap((response) => findAll(response, is("value")));
  const isMultiple = ["multiple", "ordered"].includes(attribute(declared, "cardinality") ?? "single");
  const points = findAll(declared, is("mapentry")).flatMap((entry) => {
    const value = Number(attribute(entry, "mappedvalue"));
    return value > 0 ? [{ key: (attribute(entry, "mapkey") ?? "").trim(), value }] : [];
  });
  const most = points.reduce((highest, { value }) => Math.max(highest, value), 0);
  const isWritten = is("textentryinteraction")(interaction);
  const mapped = points.filter(({ value }) => isMultiple || value === most).map(({ key }) => key);
  const right = told.map((value) => textOf(value));
  // Beside the one that is told, others may be written that bring as much.
  if (isWritten) return { right: new Set([...right, ...mapped]), isMultiple };
  return { right: new Set(right.length > 0 ? right : mapped), isMultiple };
}

function choices(interaction: Element, { right }: Key): { options: RawItem["options"]; feedback: string } {
  const found = findAll(interaction, is("simplechoice", "inlinechoice"));
  const keys = found.filter((choice) => right.has(attribute(choice, "identifier") ?? ""));
  const told = keys.flatMap((choice) => findAll(choice, is("feedbackinline", "feedbackblock")));
  return {
    options: found.map((choice) => ({
      text: textOf(choice, (element) => (BESIDE(element) ? "" : undefined)),
      correct: keys.includes(choice),
    })),
    feedback: told.map((feedback) => textOf(feedback)).join(" "),
  };
}

const promptOf = (interaction: Element): string =>
  findAll(interaction, is("prompt"))
    .map((prompt) => `\n${textOf(prompt)}\n`)
    .join("");

const stemOf = (body: Element, asked: string): string =>
  closeGap(
    textOf(body, (element) => {
      if (INTERACTION.test(plain(element.name))) return asked;
      return BESIDE(element) ? "" : undefined;
    }),
  );

/** Feedback that goes with the right answer, or with any. Told apart by its name alone where there is more than one. */
function feedbackOf(item: Element, { right }: Key): string {
  const all = findAll(item, is("modalfeedback"));
  const nameOf = (feedback: Element) => attribute(feedback, "identifier") ?? "";
  const isForRight = (feedback: Element) =>
    right.has(nameOf(feedback)) || /(?:^|[^n])correct|general|solution|right/i.test(nameOf(feedback));
  const isForWrong = (feedback: Element) => /incorrect|wrong/i.test(nameOf(feedback));
  const fitting = all.filter(
    (feedback) => !isForWrong(feedback) && (all.length === 1 || isForRight(feedback)),
  );
  return fitting.map((feedback) => textOf(feedback)).join(" ");
}
