import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";

/** What the tests of `callApart` call. */
export const echo = (input: unknown): unknown => input;
export const fail = (): never => {
  throw new Error("no such leaf");
};
export const hang = (): never => {
  for (;;) Math.random();
};
export const grow = (): unknown => {
  const all: unknown[] = [];
  for (;;) all.push(new Array(10_000).fill(all.length));
};
export const leave = (): never => process.exit(3);
export const surroundings = (): unknown => process.env;
/** Takes memory outside the heap. */
export const fill = async (): Promise<number> => {
  const held: Buffer[] = [];
  for (;;) {
    held.push(Buffer.alloc(16 * 1024 * 1024, 1));
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};
export const write = (): void => writeFileSync("/tmp/lyo-apart", "");
export const start = (): unknown => spawnSync("true");
