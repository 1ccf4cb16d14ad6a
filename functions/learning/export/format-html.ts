import { createHash } from "node:crypto";
import { html, raw } from "hono/html";
import { type AnswerPage, type Book, bookOf, type Exercise, type Part, type Piece } from "./book.ts";
import type { Exported } from "./format.ts";
import { renderMarkdown } from "./render-markdown.ts";
import { STYLE } from "./style.ts";
import { say } from "./text.ts";

type Html = ReturnType<typeof html>;

/** Nothing is loaded, nothing runs, and the one style sheet is this one. */
const POLICY = `default-src 'none'; style-src 'sha256-${createHash("sha256").update(STYLE).digest("base64")}'; base-uri 'none'; form-action 'none'`;

/** The course as one page that needs nothing else: readable offline, by any reader, and on paper. */
export async function formatHtml(exported: Exported): Promise<Uint8Array<ArrayBuffer>> {
  const book = bookOf(exported);
  const { language, direction, title, summary, words, parts, answers } = book;
  const page = await html`<!doctype html>
<html lang="${language}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="description" content="${summary}">
<title>${title}</title>
<style>${raw(STYLE)}</style>
</head>
<body>
<a class="skip" href="#lesson-${parts[0]?.number ?? 1}">${words.skip}</a>
<div class="sheet">
${opening(book)}
<main>
${parts.map((part) => lesson(part, book))}
${answers.length > 0 ? answerSection(book) : ""}
</main>
</div>
</body>
</html>
`;
  return new TextEncoder().encode(page.toString());
}

const nameOf = ({ number, title }: Part, { words }: Book): Html =>
  html`${say(words.lesson, { n: number })}: <bdi>${title}</bdi>`;

const bullets = (items: readonly string[]): Html =>
  html`<ul>${items.map((item) => html`<li dir="auto">${item}</li>`)}</ul>`;

function opening(book: Book): Html {
  const { title, summary, description, facts, notice, objectives, parts, words, answers } = book;
  const paragraphs = description === summary ? [] : description.split(/\n\s*\n/).filter(Boolean);
  return html`<header>
<h1 dir="auto">${title}</h1>
${summary ? html`<p class="lead" dir="auto">${summary}</p>` : ""}
<ul class="facts">${facts.map((fact) => html`<li>${fact}</li>`)}</ul>
${notice === undefined ? "" : html`<p class="notice" dir="auto">${notice}</p>`}
${paragraphs.map((paragraph) => html`<p dir="auto">${paragraph}</p>`)}
${objectives.length > 0 ? html`<section class="goals"><h2 class="eyebrow">${words.objectives}</h2>${bullets(objectives)}</section>` : ""}
</header>
<nav aria-labelledby="contents">
<h2 id="contents">${words.contents}</h2>
<ol>
${parts.map((part) => html`<li><a href="#lesson-${part.number}">${nameOf(part, book)}</a></li>`)}
${answers.length > 0 ? html`<li><a href="#answers">${words.answers}</a></li>` : ""}
</ol>
</nav>`;
}

function lesson(part: Part, { words }: Book): Html {
  const { number, title, summary, objectives, minutes, pieces } = part;
  return html`<article class="lesson" id="lesson-${number}" aria-labelledby="title-${number}">
<p class="eyebrow">${say(words.lesson, { n: number })} · ${say(words.minutes, { n: minutes })}</p>
<h2 id="title-${number}" dir="auto">${title}</h2>
${summary ? html`<p class="lead" dir="auto">${summary}</p>` : ""}
${objectives.length > 0 ? html`<section class="goals"><h3>${words.objectives}</h3>${bullets(objectives)}</section>` : ""}
${pieces.map((piece, index) => pieceOf(piece, words, `cites-${number}-${index}`))}
${part.notes.length > 0 ? notesOf(part, words) : ""}
</article>`;
}

type Words = Book["words"];

function pieceOf(piece: Piece, words: Words, id: string): Html {
  switch (piece.kind) {
    case "text":
      return html`<div class="text" dir="auto" id="${id}">${raw(renderMarkdown(piece.markdown, { headings: 3, notes: piece.notes }))}</div>`;
    case "example":
      return html`<section class="example" dir="auto"><h3>${words.example}</h3>${raw(renderMarkdown(piece.markdown, { headings: 4 }))}</section>`;
    case "code":
      return html`<figure class="code"><pre tabindex="0"><code>${piece.code}</code></pre>${piece.explanation === undefined ? "" : html`<figcaption dir="auto">${piece.explanation}</figcaption>`}</figure>`;
    case "quiz":
      return html`<section><h3>${words.questions}</h3><ol class="questions">${piece.questions.map((question) => exercise(question, words))}</ol></section>`;
    case "flashcards":
      return html`<section><h3>${words.flashcards}</h3>
<div class="table"><table><thead><tr><th scope="col">${words.front}</th><th scope="col">${words.back}</th></tr></thead>
<tbody>${piece.cards.map(({ front, back }) => html`<tr><td class="front" dir="auto">${front}</td><td dir="auto">${back}</td></tr>`)}</tbody></table></div></section>`;
    case "resource": {
      const { label, title, url, attribution } = piece;
      const name = html`<bdi>${title}</bdi>`;
      const linked = url === undefined ? name : html`<a href="${url}" rel="noopener noreferrer">${name}</a>`;
      return html`<p class="resource"><strong>${label}:</strong> ${linked}${attribution === undefined ? "" : html` — <bdi>${attribution}</bdi>`}</p>`;
    }
  }
}

const exercise = ({ number, prompt, instruction, options, hint }: Exercise, words: Words): Html =>
  html`<li><p class="prompt" dir="auto"><span class="number">${number}.</span>${prompt}</p>
<p class="instruction" dir="auto">${instruction}</p>
${
  options.length === 0
    ? html`<div class="gap"></div>`
    : html`<ol class="options">${options.map(({ letter, text }) => html`<li><span class="letter">${letter}</span><span dir="auto">${text}</span></li>`)}</ol>`
}
${hint === undefined ? "" : html`<details><summary>${words.hint}</summary><p class="hint" dir="auto">${hint}</p></details>`}</li>`;

/** Each note leads back to the block that cites it first. */
function notesOf({ number: lesson, pieces, notes }: Part, words: Words): Html {
  const home = (note: number) =>
    pieces.findIndex((piece) => piece.kind === "text" && piece.notes.includes(note));
  return html`<section class="notes"><h3>${words.sources}</h3><ol>${notes.map(
    ({ number, source, quote }) =>
      html`<li id="note-${number}"><span>${number}.</span><span dir="auto">“${quote}” — <bdi>${source}</bdi> <a class="back" href="#cites-${lesson}-${home(number)}" aria-label="${words.backToText}">↩</a></span></li>`,
  )}</ol></section>`;
}

function answerSection(book: Book): Html {
  const page = ({ part, items }: AnswerPage): Html => html`<h3>${nameOf(part, book)}</h3>
<ol>${items.map(({ number, right, explanation }) => html`<li dir="auto"><span class="number">${number}.</span><strong>${right.join("; ")}</strong>${explanation ? html`<br>${explanation}` : ""}</li>`)}</ol>`;
  return html`<section class="answers" id="answers" aria-labelledby="answers-title">
<h2 id="answers-title">${book.words.answers}</h2>
${book.answers.map(page)}
</section>`;
}
