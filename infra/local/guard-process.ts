import { createInterface } from "node:readline";

/** Program of `guard.ts`: keeps the set told on stdin, and kills it when stdin ends. */
const watched = new Set<number>();

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});

createInterface({ input: process.stdin })
  .on("line", (line) => {
    const [act, pid] = line.split(" ");
    if (act === "add") watched.add(Number(pid));
    else watched.delete(Number(pid));
  })
  .on("close", () => {
    for (const pid of watched) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It has already ended.
      }
    }
    process.exit(0);
  });
