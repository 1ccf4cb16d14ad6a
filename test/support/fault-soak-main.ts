import { parseArgs } from "node:util";
import { flawsAtLast } from "./fault-picture.ts";
import { crowd, soak } from "./fault-soak.ts";
import { startFaultStack } from "./fault-stack.ts";

/** `npm run soak -- [--minutes 5] [--seed 1] [--courses 50]`: ends with 1 when anything went wrong. */
const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "5" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    courses: { type: "string", default: "50" },
    verbose: { type: "boolean", default: false },
  },
});
const seed = Number(values.seed);
console.log(`seed ${seed}: the same faults again with --seed ${seed}`);

// What lost its last delivery is found by the second sweep of its task at the latest: after four minutes.
const at = await startFaultStack({ modelTimeoutMs: 5000, patienceMs: 420_000 });
const began = performance.now();
try {
  const many = await crowd(at, Number(values.courses));
  console.log(`${values.courses} courses at once: ${many.seconds} s, ${many.violations.length} violations`);
  const end = Date.now() + Number(values.minutes) * 60_000;
  const summary = await soak(at, {
    ...{ seed, goesOn: () => Date.now() < end, atOnce: 8, havoc: true },
    ...(values.verbose && { report: console.log }),
  });
  const { courses, attempts, faults } = summary;
  const seconds = Math.round((performance.now() - began) / 1000);
  console.log(`${courses} courses under faults, ${attempts} attempts, ${seconds} s in all`);
  for (const [fault, count] of Object.entries(faults).sort()) console.log(`  ${count} × ${fault}`);
  const violations = [...many.violations, ...summary.violations, ...(await flawsAtLast(at))];
  for (const violation of violations) console.log(`VIOLATION ${violation}`);
  console.log(violations.length === 0 ? "nothing lost, nothing doubled" : `${violations.length} violations`);
  if (violations.length > 0) process.exitCode = 1;
} finally {
  await at.stop();
}
