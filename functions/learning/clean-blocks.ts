import { setImmediate } from "node:timers/promises";
import type { BlockInput } from "./manuscript.ts";

/** Blocks whose Markdown a client may render as it is. */
export async function cleanBlocks(blocks: readonly BlockInput[]): Promise<BlockInput[]> {
  if (!blocks.some((block) => "markdown" in block)) return [...blocks];
  // Loaded by the first edit: the parser would slow every start of the function.
  const { sanitizeMarkdown } = await import("./sanitize-markdown.ts");
  const clean: BlockInput[] = [];
  for (const block of blocks) {
    if (!("markdown" in block)) clean.push(block);
    else clean.push({ ...block, markdown: sanitizeMarkdown(block.markdown, { links: true }) });
    // Others are served in between: each may take a tenth of a second.
    await setImmediate();
  }
  return clean;
}
