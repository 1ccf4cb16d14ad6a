import { courseFrom } from "./course.ts";
import { aBrief, library, libraryText } from "./passages.ts";

let n = 0,
  shortHit = 0,
  longHit = 0,
  longUnique = 0,
  overlapHit = 0,
  chance = 0;
const pos = [0, 0, 0, 0];
const kinds: any = {};
const forms: any = {};
let lessons = 0,
  few = 0;
const words = (s: string) => new Set(s.toLowerCase().match(/\p{L}{3,}/gu) ?? []);
for (const name of library)
  for (const count of [3, 6, 10]) {
    const { title, text } = libraryText(name);
    const c = await courseFrom(text, aBrief({ topic: title, lessonCount: count }));
    let s = "";
    for (const [i, l] of c.lessons.entries()) {
      lessons++;
      if (l.questions.length < 3) few++;
      s += l.questions.length + " ";
      for (const q of l.questions) {
        kinds[q.kind] = (kinds[q.kind] ?? 0) + 1;
        if (q.options.length !== 4) continue;
        n++;
        chance += 1 / 4;
        const min = Math.min(...q.options.map((o) => o.text.length));
        const bot = q.options.filter((o) => o.text.length === min);
        if (bot.some((o) => o.correct)) shortHit += 1 / bot.length;
        const max = Math.max(...q.options.map((o) => o.text.length));
        const top = q.options.filter((o) => o.text.length === max);
        if (top.some((o) => o.correct)) longHit += 1 / top.length;
        if (top.length === 1 && top[0].correct) longUnique++;
        const w = words(q.prompt);
        const ov = q.options.map((o) => [...words(o.text)].filter((x) => w.has(x)).length);
        const mo = Math.max(...ov);
        const to = q.options.filter((_, k) => ov[k] === mo);
        if (to.some((o) => o.correct)) overlapHit += 1 / to.length;
        pos[q.options.findIndex((o) => o.correct)]++;
        const f = q.prompt.startsWith("Which of these")
          ? "whichof"
          : q.prompt.startsWith("Which year") || q.prompt.startsWith("Which number")
            ? "number"
            : q.kind === "cloze"
              ? "cloze"
              : q.prompt.split(" ")[0];
        forms[f] ??= { n: 0, l: 0 };
        forms[f].n++;
        if (top.some((o) => o.correct)) forms[f].l += 1 / top.length;
      }
    }
    console.log(name, count, c.lessons.length, s);
  }
console.log({
  lessons,
  few,
  n,
  longest: longHit / n,
  shortest: shortHit / n,
  uniqueLongest: longUnique / n,
  overlap: overlapHit / n,
  pos,
  kinds,
});
for (const f in forms) console.log(f, forms[f].n, (forms[f].l / forms[f].n).toFixed(2));
