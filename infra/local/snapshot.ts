import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { z } from "zod";

/** A process that is killed loses no more than this. */
const SAVE_EVERY_MS = 1000;

/** An emulator's state in one JSON file. */
export interface Snapshot<T> {
  /** What was saved last, or undefined at the first start. */
  read(): T | undefined;
  /** Says that the state has changed: it is saved within a second. */
  changed(): void;
  /** Saves now, if anything has changed. */
  save(): void;
}

/**
 * Keeps `state()` in `dataDir`, readable by its owner only; without a `dataDir` nothing is kept.
 * The file is replaced whole, so that a crash leaves the state before or after, never half of it.
 */
export function snapshot<T>(options: {
  dataDir: string | undefined;
  name: string;
  schema: z.ZodType<T>;
  state: () => T;
}): Snapshot<T> {
  const { dataDir, schema, state } = options;
  if (dataDir === undefined) return { read: () => undefined, changed: () => {}, save: () => {} };
  const file = join(dataDir, options.name);
  let timer: NodeJS.Timeout | undefined;
  const save = () => {
    if (!timer) return;
    clearTimeout(timer);
    timer = undefined;
    writeWhole(file, JSON.stringify(state()));
  };
  return {
    read: () => (existsSync(file) ? schema.parse(JSON.parse(readFileSync(file, "utf8"))) : undefined),
    changed: () => {
      timer ??= setTimeout(save, SAVE_EVERY_MS);
    },
    save,
  };
}

/** Replaces a file in one step; only its owner may read it. */
export function writeWhole(file: string, content: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.part`, content, { mode: 0o600 });
  renameSync(`${file}.part`, file);
}
