import { fileOf } from "./file.ts";
import type { Exported } from "./format.ts";

/** The course as data, as it was written: it can be read back. */
export async function formatJson(exported: Exported): Promise<Uint8Array<ArrayBuffer>> {
  return new TextEncoder().encode(`${JSON.stringify(fileOf(exported), undefined, 2)}\n`);
}
