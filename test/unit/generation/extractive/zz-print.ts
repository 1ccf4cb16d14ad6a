import { courseFrom } from "./course.ts";
import { aBrief, libraryText } from "./passages.ts";

const [name, count, topic] = process.argv.slice(2);
const { title, text } = libraryText(name);
const c = await courseFrom(text, aBrief({ topic: topic ?? title, lessonCount: Number(count ?? 5) }));
const o = c.outline;
console.log(
  `# ${o.title}\n${o.summary}\n---\n${o.description}\nTAGS ${o.tags.join(", ")}\nOBJ ${o.objectives.join(" | ")}\n`,
);
o.lessons.forEach((p, i) => {
  const l = c.lessons[i];
  console.log(
    `\n\n## LESSON ${i + 1}: ${p.title}\nPLAN SUMMARY ${p.summary}\nOBJECTIVES\n- ${p.objectives.join("\n- ")}\nTERMS ${p.terms.join(", ")}\nPASSAGES ${p.passages.join(" ")}\nSUMMARY ${l.summary}\n`,
  );
  for (const t of l.texts) console.log(t.markdown + `\n   [${t.citations.length} citations]\n`);
  if (l.example) console.log(`EXAMPLE ${l.example}\n`);
  for (const q of l.questions)
    console.log(
      `Q(${q.kind},${q.bloom}) ${q.prompt}\n${q.options.map((x) => `   ${x.correct ? "*" : " "} ${x.text}`).join("\n")}\n   obj: ${q.objective}`,
    );
  for (const f of l.flashcards) console.log(`F ${f.front} => ${f.back}`);
});
