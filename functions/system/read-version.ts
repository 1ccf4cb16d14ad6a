import { readFileSync } from "node:fs";
import { z } from "zod";

/** What runs here: the package's version and, in a built tree, the commit it was built from. */
export interface Version {
  readonly version: string;
  readonly commit?: string;
}

/** `gitHead` is npm's own field for the commit of a package; the build writes it. */
const Package = z.object({ version: z.string(), gitHead: z.string().optional() });

/** @throws {Error} when there is no package.json beside `functions/`. */
export function readVersion(): Version {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  const { version, gitHead } = Package.parse(JSON.parse(text));
  return gitHead === undefined ? { version } : { version, commit: gitHead };
}
