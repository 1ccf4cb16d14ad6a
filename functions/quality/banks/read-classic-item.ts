import { BrokenQuestion, type RawItem } from "./bank.ts";
import { type Element, findAll, htmlText, looksLikeHtml, textOf } from "./markup.ts";

const named =
  (...names: string[]) =>
  ({ name }: Element): boolean =>
    names.includes(name);
const all = (root: Element, ...names: string[]): Element[] => findAll(root, named(...names));

/** What Canvas, Blackboard, Brightspace and others call kinds that no rule looks at. */
const NOT_JUDGED: readonly { readonly name: RegExp; readonly reason: string }[] = [
  {
    name: /essay|long answer|short response/,
    reason: "It is an essay: what is right is for its reader to say.",
  },
  { name: /matching/, reason: "It is a matching question: only choices and written answers are judged." },
  { name: /ordering/, reason: "Things are put in order: only choices and written answers are judged." },
  { name: /file.upload/, reason: "A file is handed in: only choices and written answers are judged." },
  { name: /text_only/, reason: "It is a text: there is nothing to answer." },
  { name: /calculated/, reason: "Its numbers are drawn anew each time: there is no one question to judge." },
];

/** Reads one item of QTI 1.2. @throws {BrokenQuestion} */
export function readClassicItem(item: Element): RawItem | { reason: string } {
  const type = typeOf(item);
  const known = NOT_JUDGED.find(({ name }) => name.test(type));
  if (known) return { reason: known.reason };
  const [presentation] = all(item, "presentation");
  if (!presentation) throw new BrokenQuestion("There is no <presentation>.");
  const responses = all(
    presentation,
    "response_lid",
    "response_str",
    "response_num",
    "response_xy",
    "response_grp",
  );
  const [response] = responses;
  if (!response) return { reason: "It is a text: there is nothing to answer." };
  if (responses.length > 1)
    return { reason: `It asks for ${responses.length} answers in one: only questions of one are judged.` };
  const stem = materialOf(presentation, response);
  if (response.name === "response_lid") return withFeedback(item, choice(item, response, { stem, type }));
  if (response.name !== "response_str" && response.name !== "response_num")
    return { reason: `<${response.name}>: only choices and written answers are judged.` };
  const accepted = writtenKeys(item);
  if (accepted.length === 0) return { reason: "It does not say which written answers are right." };
  const feedback = feedbackOf(item, scored(item));
  const read: RawItem = { kind: "cloze", stem, options: [], accepted };
  return feedback === "" ? read : { ...read, explanation: feedback };
}

function withFeedback(item: Element, { keys, ...read }: RawItem & { keys: readonly Scored[] }): RawItem {
  const feedback = feedbackOf(item, keys);
  return feedback === "" ? read : { ...read, explanation: feedback };
}

/** The kind of a question as its program calls it: Canvas and Brightspace in a field, Blackboard in an element. */
function typeOf(item: Element): string {
  const field = all(item, "qtimetadatafield", "qti_metadatafield").find((candidate) =>
    all(candidate, "fieldlabel").some((label) => /^(?:qmd_)?question_?type$/i.test(textOf(label))),
  );
  const said = field ? all(field, "fieldentry") : all(item, "bbmd_questiontype");
  return said
    .map((entry) => textOf(entry))
    .join("")
    .toLowerCase();
}

/** All there is to read before the answers. */
const materialOf = (presentation: Element, response: Element): string =>
  findAll(presentation, (element) => element === response || element.name === "material")
    .filter((element) => element !== response)
    .map(textOfMaterial)
    .filter((text) => text !== "")
    .join("\n");

/** HTML is written as text inside the XML; Blackboard has an element of its own for it. */
const textOfMaterial = (material: Element): string =>
  all(material, "mattext", "matemtext", "matimage", "mat_formattedtext")
    .map((part) => {
      if (part.name === "matimage") return `[picture ${part.attributes["uri"] ?? ""}]`.replace(" ]", "]");
      const text = textOf(part);
      const { texttype, type } = part.attributes;
      return texttype === "text/html" || type === "HTML" || looksLikeHtml(text) ? htmlText(text) : text;
    })
    .filter((text) => text !== "")
    .join(" ")
    .trim();

/** A condition that brings points, and the answers it names. */
interface Scored {
  readonly condition: Element;
  readonly points: number;
  /** Of choices: their identifiers. */
  readonly chosen: readonly string[];
}

const scored = (item: Element): Scored[] =>
  all(item, "respcondition").flatMap((condition) => {
    const points = all(condition, "setvar").reduce((sum, change) => sum + pointsOf(change), 0);
    if (points <= 0 && !isCalledRight(condition)) return [];
    return [{ condition, points, chosen: equalsIn(condition).map((equal) => textOf(equal)) }];
  });

const FULL_POINTS = 100;

/** Blackboard gives `SCORE.max`, and Brightspace counts wrong answers, too, in a variable of their own. */
function pointsOf(change: Element): number {
  const { action = "Set", varname = "" } = change.attributes;
  if (!["Set", "Add"].includes(action) || /incorrect/i.test(varname)) return 0;
  const said = textOf(change);
  const value = /\.max$/i.test(said) ? FULL_POINTS : Number(said);
  return Number.isFinite(value) ? value : 0;
}

/** Blackboard tells written answers that are right by the feedback they get, and gives no points. */
const isCalledRight = (condition: Element): boolean =>
  all(condition, "setvar").length === 0 &&
  all(condition, "varequal").length > 0 &&
  all(condition, "displayfeedback").some(({ attributes }) => attributes["linkrefid"] === "correct");

/** What has to be answered; what stands in <not> must not be. */
const equalsIn = (condition: Element): Element[] =>
  findAll(condition, named("varequal", "not")).filter(({ name }) => name === "varequal");

function choice(
  item: Element,
  response: Element,
  { stem, type }: { stem: string; type: string },
): RawItem & { keys: readonly Scored[] } {
  const isMultiple = response.attributes["rcardinality"] === "Multiple";
  const conditions = scored(item);
  if (conditions.length === 0)
    throw new BrokenQuestion("No answer brings points, so nothing says which is right.");
  const most = Math.max(...conditions.map(({ points }) => points));
  const keys = conditions.filter(({ points }) => isMultiple || points === most);
  const right = new Set(keys.flatMap(({ chosen }) => chosen));
  const options = all(response, "response_label").map((label) => ({
    text: all(label, "material").map(textOfMaterial).join(" ").trim(),
    correct: right.has(label.attributes["ident"] ?? ""),
  }));
  const kind = isMultiple ? "multiple" : /true.?false/.test(type) ? "trueFalse" : "single";
  return { kind, stem, options, accepted: [], keys };
}

/** What may be written: a text, a number, or the ends of a range. */
function writtenKeys(item: Element): string[] {
  const keys = scored(item).flatMap(({ condition }) => {
    const equals = equalsIn(condition).map((equal) => textOf(equal));
    const bound = (...names: string[]) => all(condition, ...names).map((element) => textOf(element))[0];
    const [low, high] = [bound("vargte", "vargt"), bound("varlte", "varlt")];
    return equals.length === 0 && low !== undefined && high !== undefined ? [`${low}..${high}`] : equals;
  });
  return [...new Set(keys.filter((key) => key !== ""))];
}

/** What is shown with the right answer, or with any. */
function feedbackOf(item: Element, keys: readonly Scored[]): string {
  const linked = keys.flatMap(({ condition }) =>
    all(condition, "displayfeedback").map(({ attributes }) => attributes["linkrefid"] ?? ""),
  );
  const wanted = new Set([...linked, "general_fb", "correct_fb"]);
  return all(item, "itemfeedback")
    .filter(({ attributes }) => wanted.has(attributes["ident"] ?? ""))
    .flatMap((feedback) => all(feedback, "material").map(textOfMaterial))
    .filter((text) => text !== "")
    .join(" ");
}
