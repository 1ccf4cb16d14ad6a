import type { BlockInput } from "./manuscript.ts";

/** Blocks whose Markdown a client may render as it is. */
export async function cleanBlocks(blocks: readonly BlockInput[]): Promise<BlockInput[]> {
  if (!blocks.some((block) => "markdown" in block)) return [...blocks];
  // Loaded by the first edit: the parser would slow every start of the function.
  const { sanitizeMarkdown } = await import("./sanitize-markdown.ts");
  return blocks.map((block) =>
    "markdown" in block ? { ...block, markdown: sanitizeMarkdown(block.markdown, { links: true }) } : block,
  );
}
