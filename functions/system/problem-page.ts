import { html } from "hono/html";
import type { ProblemType } from "./contract.ts";

/** Pages load nothing and run nothing; their one style sheet stands in them. */
export const PAGE_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'";

/** One problem type, for a person who followed its link. */
export const problemPage = (doc: ProblemType) =>
  page(
    doc.title,
    html`<p><code>${doc.slug}</code>, status ${doc.status}</p>
      <h2>What it means</h2>
      <p>${doc.meaning}</p>
      <h2>What to do</h2>
      <p>${doc.action}</p>
      <p>${doc.retryable ? "The same request may succeed later." : "The same request will be refused again."}</p>
      <p><a href="/problems">All problem types</a></p>`,
  );

export const problemIndexPage = (docs: readonly ProblemType[]) =>
  page(
    "Problem types",
    html`<table>
      <thead><tr><th scope="col">Status</th><th scope="col">Type</th><th scope="col">Title</th></tr></thead>
      <tbody>
        ${docs.map(
          (doc) =>
            html`<tr><td>${doc.status}</td><td><a href="/problems/${doc.slug}">${doc.slug}</a></td><td>${doc.title}</td></tr>`,
        )}
      </tbody>
    </table>`,
  );

const page = (title: string, body: unknown) => html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title} · Lyo API</title>
    <style>
      body { font: 1rem/1.5 system-ui, sans-serif; max-width: 45rem; margin: 2rem auto; padding: 0 1rem; color-scheme: light dark; }
      th, td { text-align: left; padding: 0.25rem 1rem 0.25rem 0; vertical-align: top; }
    </style>
  </head>
  <body>
    <main>
      <h1>${title}</h1>
      ${body}
    </main>
  </body>
</html>`;
