import type { Reporter, TestModule, TestRunEndReason, TestSuite } from "vitest/node";

interface Tally {
  passed: number;
  failed: number;
  skipped: string[];
}

/**
 * Ends every run with one line, `N passed, N failed`, also when the run could not begin. A file that does not
 * load and a hook that throws count as failures; where `skippedFails`, so does a test that did not run, so that
 * nothing is switched off unseen.
 */
export function summaryReporter(options: { skippedFails: boolean }): Reporter {
  let summary = "0 passed, 1 failed";
  return {
    onInit() {
      // Last of all: after the other reporters and whatever the teardown has to say.
      process.once("exit", () => process.stdout.write(`\n${summary}\n`));
    },
    onTestRunEnd(modules, unhandled, reason) {
      const tally = tallyOf(modules);
      if (options.skippedFails) {
        for (const test of tally.skipped) process.stdout.write(`did not run: ${test}\n`);
        tally.failed += tally.skipped.length;
      }
      tally.failed += unhandled.length;
      if (failedOtherwise(reason, tally)) tally.failed = 1;
      if (tally.failed > 0) process.exitCode = 1;
      summary = `${tally.passed} passed, ${tally.failed} failed`;
    },
  };
}

/** No test at all, or an interruption: nothing failed, and yet it is no success. */
const failedOtherwise = (reason: TestRunEndReason, tally: Tally): boolean =>
  tally.failed === 0 && (reason !== "passed" || tally.passed === 0);

function tallyOf(modules: readonly TestModule[]): Tally {
  const tally: Tally = { passed: 0, failed: 0, skipped: [] };
  for (const module of modules) {
    tally.failed += brokenSuites(module);
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state === "passed") tally.passed += 1;
      else if (state === "failed") tally.failed += 1;
      else tally.skipped.push(`${module.relativeModuleId} > ${test.fullName}`);
    }
  }
  return tally;
}

/** Files and groups that failed by themselves: an import or a `beforeAll` that threw. */
function brokenSuites(module: TestModule): number {
  const suites: (TestModule | TestSuite)[] = [module, ...module.children.allSuites()];
  return suites.filter((suite) => suite.errors().length > 0).length;
}
