import type { Exported, FormatName, Render } from "./format.ts";

/** Each format's code is loaded by the first who wants one: a PDF engine is not what a list of courses waits for. */
const FORMATS: Readonly<Record<FormatName, () => Promise<Render>>> = {
  markdown: async () => (await import("./format-markdown.ts")).formatMarkdown,
  html: async () => (await import("./format-html.ts")).formatHtml,
  json: async () => (await import("./format-json.ts")).formatJson,
  pdf: async () => (await import("./format-pdf.ts")).formatPdf,
};

/** Makes a course a file. */
export async function renderCourse({
  format,
  exported,
}: {
  format: FormatName;
  exported: Exported;
}): Promise<Uint8Array<ArrayBuffer>> {
  const render = await FORMATS[format]();
  return render(exported);
}

/** Where a process of its own finds `renderCourse`. */
export const RENDERER = { module: import.meta.url, name: renderCourse.name } as const;
