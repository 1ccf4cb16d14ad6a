import { describe, expect, it } from "vitest";
import { readBank } from "#functions/quality/banks/read-bank";
import { inShort, itemsOf, onlyItem } from "../../../support/banks.ts";

/** An item of QTI 1.2, with the metadata that Canvas writes. */
const classic = (type: string, rest: string, ident = "i1") =>
  `<item ident="${ident}" title="T ${ident}"><itemmetadata><qtimetadata><qtimetadatafield><fieldlabel>question_type</fieldlabel><fieldentry>${type}</fieldentry></qtimetadatafield></qtimetadata></itemmetadata>${rest}</item>`;
const bank = (...items: string[]) =>
  `<?xml version="1.0"?>\n<questestinterop xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2"><assessment title="Sea" xml:lang="de"><section>\n${items.join("\n")}</section></assessment></questestinterop>`;
const material = (text: string, type = "text/plain") =>
  `<material><mattext texttype="${type}">${text}</mattext></material>`;
const choose = (stem: string, labels: readonly string[], cardinality = "Single") =>
  `<presentation>${stem}<response_lid ident="r" rcardinality="${cardinality}"><render_choice>${labels
    .map((label, index) => `<response_label ident="${"ABCD"[index]}">${material(label)}</response_label>`)
    .join("")}</render_choice></response_lid></presentation>`;
const points = (condition: string, given = 100, more = "") =>
  `<respcondition><conditionvar>${condition}</conditionvar><setvar action="Set" varname="SCORE">${given}</setvar>${more}</respcondition>`;
const equal = (value: string) => `<varequal respident="r">${value}</varequal>`;
const write = `<presentation>${material("How many?")}<response_str ident="r"><render_fib/></response_str></presentation>`;

const whyNot = async (text: string) =>
  (await readBank({ text })).notJudged.map(({ reason }) => reason).join("; ");

describe("an item of QTI 1.2", () => {
  it("has one right answer, HTML inside its XML, and feedback of the right answer", async () => {
    const item = await onlyItem(
      bank(
        classic(
          "multiple_choice_question",
          `${choose(material("&lt;p&gt;What pulls the &lt;b&gt;sea&lt;/b&gt;?&lt;/p&gt;", "text/html"), ["Moon", "wind"])}
          <resprocessing>${points("<other/>", 0)}${points(equal("A"), 100, '<displayfeedback linkrefid="A_fb"/>')}</resprocessing>
          <itemfeedback ident="A_fb"><flow_mat>${material("It is near.")}</flow_mat></itemfeedback>
          <itemfeedback ident="B_fb"><flow_mat>${material("No.")}</flow_mat></itemfeedback>`,
        ),
      ),
    );
    expect(item).toMatchObject({ kind: "single", stem: "What pulls the sea?", explanation: "It is near." });
    expect(inShort(item)).toEqual(["=Moon", "wind"]);
  });

  it("has several right answers, named together or by the points of each", async () => {
    const labels = ["2", "3", "4"];
    const together = `<and>${equal("A")}${equal("B")}<not>${equal("C")}</not></and>`;
    const apart = `${points(equal("A"), 50)}${points(equal("B"), 50)}${points(equal("C"), -50)}`;
    for (const processing of [points(together), apart]) {
      const rest = `${choose(material("Which are prime?"), labels, "Multiple")}<resprocessing>${processing}</resprocessing>`;
      const item = await onlyItem(bank(classic("multiple_answers_question", rest)));
      expect([item.kind, ...inShort(item)]).toEqual(["multiple", "=2", "=3", "4"]);
    }
  });

  it("is true or false where it says so", async () => {
    const rest = `${choose(material("Glass flows."), ["True", "False"])}<resprocessing>${points(equal("B"))}</resprocessing>`;
    const item = await onlyItem(bank(classic("true_false_question", rest)));
    expect([item.kind, ...inShort(item)]).toEqual(["trueFalse", "True", "=False"]);
  });

  it.each([
    [points(equal("six")) + points(equal("6")), ["six", "6"]],
    [points(`<or>${equal("42")}<and><vargte>41</vargte><varlte>43</varlte></and></or>`), ["42"]],
    [points("<vargte>41</vargte><varlte>43</varlte>"), ["41..43"]],
  ])("is answered in writing", async (processing, accepted) => {
    const rest = `${write}<resprocessing>${processing}</resprocessing>`;
    const item = await onlyItem(bank(classic("short_answer_question", rest)));
    expect(item).toMatchObject({ kind: "cloze", stem: "How many?", options: [], accepted });
  });

  it("is read on past others that are broken or of another kind", async () => {
    const good = `${choose(material("Fine?"), ["yes", "no"])}<resprocessing>${points(equal("A"))}</resprocessing>`;
    const reading = await readBank({
      text: bank(
        classic("essay_question", write, "essay"),
        classic("matching_question", good, "pairs"),
        classic("multiple_choice_question", choose(material("No key?"), ["yes", "no"]), "keyless"),
        classic("multiple_choice_question", good, "same"),
        classic("multiple_choice_question", good, "same"),
        classic("multiple_choice_question", `${good}<presentation>`, "a/b"),
      ),
    });
    expect(reading).toMatchObject({
      ...{ format: "qti", languageFrom: "bank", coursework: { title: "Sea", language: "de" } },
      places: [
        { pointer: "/items/same", line: 6 },
        { pointer: "/items/same#2", line: 7 },
      ],
      notJudged: [
        { pointer: "/items/essay", line: 3, broken: false, reason: expect.stringMatching(/essay/) },
        { pointer: "/items/pairs", broken: false, reason: expect.stringMatching(/matching/) },
        { pointer: "/items/keyless", broken: true, reason: expect.stringMatching(/No answer brings points/) },
        { pointer: "/items/a~1b", broken: true, reason: expect.stringMatching(/does not end/) },
      ],
    });
  });
});

/** Shapes as in the samples of Moodle's importer of Blackboard files. */
describe("an item as Blackboard writes it", () => {
  const formatted = (html: string) =>
    `<material><mat_extension><mat_formattedtext type="HTML">${html}</mat_formattedtext></mat_extension></material><material><mattext texttype="text/plain"/></material>`;
  const blackboard = (type: string, response: string, conditions: string) =>
    `<item maxattempts="0"><itemmetadata><bbmd_questiontype>${type}</bbmd_questiontype></itemmetadata><presentation><flow class="Block"><flow>${formatted("&lt;span&gt;What is between orange &amp;amp; green?&lt;/span&gt;")}</flow><flow>${response}</flow></flow></presentation><resprocessing>${conditions}<respcondition title="incorrect"><conditionvar><other/></conditionvar><setvar action="Set" variablename="SCORE">0.0</setvar></respcondition></resprocessing><itemfeedback ident="correct"><flow_mat>${formatted("&lt;b&gt;Yes&lt;/b&gt;.")}</flow_mat></itemfeedback></item>`;
  const correct = (condition: string, change = '<setvar variablename="SCORE">SCORE.max</setvar>') =>
    `<respcondition title="correct"><conditionvar>${condition}</conditionvar>${change}<displayfeedback linkrefid="correct"/></respcondition>`;
  const colours = `<response_lid ident="response" rcardinality="Single"><render_choice>${["red", "yellow"]
    .map(
      (colour) =>
        `<flow_label><response_label ident="${colour}">${formatted(colour)}</response_label></flow_label>`,
    )
    .join("")}</render_choice></response_lid>`;

  it("has its texts, its key and its feedback; without a title it is called by its question", async () => {
    const reading = await readBank({
      text: bank(blackboard("Multiple Choice", colours, correct(equal("yellow")))),
    });
    const [item] = itemsOf(reading);
    expect(item).toMatchObject({ stem: "What is between orange & green?", explanation: "Yes." });
    expect(item && inShort(item)).toEqual(["red", "=yellow"]);
    expect(reading.places).toMatchObject([{ pointer: "/items/1", name: "What is between orange & green?" }]);
  });

  it("is answered in writing where the right feedback tells the right words", async () => {
    const text = bank(blackboard("Fill in the Blank", write, correct(equal("frog"), "")));
    expect(await onlyItem(text)).toMatchObject({ kind: "cloze", accepted: ["frog"] });
  });

  it("is an essay where it says so", async () => {
    expect(await whyNot(bank(blackboard("Essay", write, correct(""))))).toMatch(/essay/);
  });
});

describe("an item as Brightspace writes it", () => {
  const field = (type: string) =>
    `<itemmetadata><qtimetadata><qti_metadatafield><fieldlabel>qmd_questiontype</fieldlabel><fieldentry>${type}</fieldentry></qti_metadatafield></qtimetadata></itemmetadata>`;
  const counts = (name: string, condition: string) =>
    `<respcondition><conditionvar>${condition}</conditionvar><setvar varname="D2L_${name}" action="Add">1</setvar></respcondition>`;

  it("counts wrong answers in a variable of their own, which makes none right", async () => {
    const extension = "<response_extension><grading_type>0</grading_type></response_extension>";
    const shown = choose(material("Which are prime?") + extension, ["2", "3", "4"], "Multiple");
    const scored = [
      ...["A", "B"].map((label) => counts("Correct", equal(label))),
      ...["A", "B"].map((label) => counts("Incorrect", `<not>${equal(label)}</not>`)),
      ...[counts("Incorrect", equal("C")), counts("Correct", `<not>${equal("C")}</not>`)],
    ];
    const item = await onlyItem(
      bank(`<item>${field("Multi-Select")}${shown}<resprocessing>${scored.join("")}</resprocessing></item>`),
    );
    expect([item.kind, ...inShort(item)]).toEqual(["multiple", "=2", "=3", "4"]);
  });

  it("is an essay where it says so", async () => {
    expect(await whyNot(bank(`<item>${field("Long Answer")}${write}</item>`))).toMatch(/essay/);
  });
});

/** The same item as 2.1 and as 3.0 write it. */
const inBothVersions = (item: string): string[] => [
  item,
  item
    .replace(/<(\/?)([a-z][A-Za-z]+)/g, (tag, end: string, name: string) =>
      /^(?:p|b|img)$/.test(name) ? tag : `<${end}qti-${hyphened(name)}`,
    )
    .replace(/ ([a-z]+[A-Z][A-Za-z]+)=/g, (_, name: string) => ` ${hyphened(name)}=`),
];
const hyphened = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const modern = (declared: string, body: string, after = "") =>
  inBothVersions(
    `<assessmentItem identifier="x" title="X"><responseDeclaration identifier="R" ${declared}</responseDeclaration><itemBody>${body}</itemBody>${after}</assessmentItem>`,
  );
const choices = (max: number) =>
  `<p>The sea rises &amp; falls.</p><choiceInteraction responseIdentifier="R" maxChoices="${max}"><prompt>Why?</prompt><simpleChoice identifier="a">the <b>Moon</b><feedbackInline identifier="a">It is near.</feedbackInline></simpleChoice><simpleChoice identifier="b"><img src="i/sun.png"/></simpleChoice></choiceInteraction>`;

describe("an item of QTI 2.x and 3.0", () => {
  it("has one right answer, and its feedback", async () => {
    const key = 'cardinality="single"><correctResponse><value>a</value></correctResponse>';
    const feedback =
      '<modalFeedback identifier="correct">Gravity.</modalFeedback><modalFeedback identifier="incorrect">No.</modalFeedback>';
    for (const text of modern(key, choices(1), feedback)) {
      const item = await onlyItem(text);
      expect(item).toMatchObject({ kind: "single", stem: "The sea rises & falls.\nWhy?" });
      expect(inShort(item)).toEqual(["=the Moon", "[picture sun.png]"]);
      expect(item.explanation).toBe("It is near. Gravity.");
    }
  });

  it("has several right answers, told by what they bring", async () => {
    const key =
      'cardinality="multiple"><mapping><mapEntry mapKey="a" mappedValue="1"/><mapEntry mapKey="b" mappedValue="-1"/></mapping>';
    for (const text of modern(key, choices(0))) {
      const item = await onlyItem(text);
      expect([item.kind, ...inShort(item)]).toEqual(["multiple", "=the Moon", "[picture sun.png]"]);
    }
  });

  it("has a gap to choose for, or to write in", async () => {
    const key =
      'cardinality="single"><correctResponse><value>York</value></correctResponse><mapping><mapEntry mapKey="York" mappedValue="1"/><mapEntry mapKey="york" mappedValue="0.5"/></mapping>';
    const chosen =
      '<p>The sun of <inlineChoiceInteraction responseIdentifier="R"><inlineChoice identifier="York">York</inlineChoice><inlineChoice identifier="Kent">Kent</inlineChoice></inlineChoiceInteraction>.</p>';
    const written = '<p>The sun of <textEntryInteraction responseIdentifier="R"/>.</p>';
    for (const text of modern(key, chosen)) {
      const item = await onlyItem(text);
      expect([item.kind, item.stem, ...inShort(item)]).toEqual([
        "cloze",
        "The sun of ____.",
        "=York",
        "Kent",
      ]);
    }
    for (const text of modern(key, written))
      expect(await onlyItem(text)).toMatchObject({
        kind: "cloze",
        stem: "The sun of ____.",
        accepted: ["York"],
      });
  });

  it("is told of and not judged where no rule looks at its kind", async () => {
    const bodies = [
      ["<extendedTextInteraction responseIdentifier='R'/>", /essay/],
      ["<hotspotInteraction responseIdentifier='R'/>", /only choices/],
      [
        "<textEntryInteraction responseIdentifier='R'/><textEntryInteraction responseIdentifier='S'/>",
        /2 answers/,
      ],
      ["<p>Only a text.</p>", /text/],
    ] as const;
    for (const [body, reason] of bodies)
      for (const text of modern('cardinality="single">', body)) {
        const { notJudged, places } = await readBank({ text });
        expect([places, notJudged]).toMatchObject([
          [],
          [{ broken: false, reason: expect.stringMatching(reason) }],
        ]);
      }
  });

  it("is asked for where a file only names it", async () => {
    await expect(
      readBank({ text: '<assessmentTest><assessmentItemRef href="one.xml"/></assessmentTest>' }),
    ).rejects.toThrow(/files of their own: give those \(one\.xml\)/);
    await expect(readBank({ text: "<manifest/>" })).rejects.toThrow(/give the files it names/);
    await expect(readBank({ text: "<quiz><question/></quiz>" })).rejects.toThrow(/no <item>/);
  });
});

describe("entities", () => {
  it("are not looked up and not multiplied: what a file declares stays as written", async () => {
    const text = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY lol "lol"><!ENTITY lots "&lol;&lol;"><!ENTITY file SYSTEM "file:///etc/passwd">]>${bank(
      classic(
        "",
        `${choose(material("a &lots; &file; &amp; &#98;"), ["y", "n"])}<resprocessing>${points(equal("A"))}</resprocessing>`,
      ),
    ).replace(/<\?xml.*?\?>/, "")}`;
    const reading = await readBank({ text });
    expect(itemsOf(reading)[0]?.stem).toBe("a &lots; &file; & b");
  });
});
