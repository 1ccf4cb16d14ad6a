/** A process that reads files as the function does, and tells of its memory: what a test does to it stays there. */
import { readFileSync } from "node:fs";
import { fileExtractor } from "../../functions/learning/extract-file.ts";
import type { FileType } from "../../functions/learning/file.ts";

export interface Reading {
  readonly bytes: Uint8Array;
  readonly announced: FileType;
}

export interface ReadingReport {
  /** The slug and words of the refusal, or how many characters were read. */
  readonly slug?: string;
  readonly detail?: string;
  readonly characters?: number;
  /** Resident memory in MB, that of processes it started included: before, at its most, and after. */
  readonly memory: { readonly before: number; readonly most: number; readonly after: number };
  /** Processes it started that are still there. */
  readonly children: number;
  /** The longest the process did not get round to anything else, in milliseconds. */
  readonly longestSilenceMs: number;
}

const extract = fileExtractor({ milliseconds: 6000, heapMegabytes: 192, megabytes: 400 });

/** Linux tells of other processes; elsewhere there are none to be seen. */
function told(path: string): string {
  try {
    return readFileSync(`/proc/${path}`, "utf8");
  } catch {
    return "";
  }
}
const children = () =>
  told(`${process.pid}/task/${process.pid}/children`)
    .split(" ")
    .filter((pid) => pid !== "");
const PAGES_PER_MB = 256;
const residentMb = () => {
  const theirs = children().map((pid) => Number(told(`${pid}/statm`).split(" ")[1] ?? 0) / PAGES_PER_MB);
  return Math.round(theirs.reduce((sum, one) => sum + one, process.memoryUsage.rss() / 1024 / 1024));
};

process.on("message", async ({ bytes, announced }: Reading) => {
  const before = residentMb();
  const began = performance.now();
  let [most, longestSilenceMs, last] = [before, 0, began];
  const watch = setInterval(() => {
    const now = performance.now();
    longestSilenceMs = Math.max(longestSilenceMs, Math.round(now - last));
    last = now;
    most = Math.max(most, residentMb());
  }, 10);
  const outcome = await extract(bytes, announced).then(
    ({ text }) => ({ characters: text.length }),
    (error: unknown) => ({ slug: Object(error).slug ?? "none", detail: String(error) }),
  );
  clearInterval(watch);
  while (children().length > 0 && performance.now() - began < 10_000)
    await new Promise((resolve) => setTimeout(resolve, 10));
  const report: ReadingReport = {
    ...outcome,
    memory: { before, most, after: residentMb() },
    children: children().length,
    longestSilenceMs,
  };
  process.send?.(report);
});
