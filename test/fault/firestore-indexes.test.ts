import { expect, inject, it } from "vitest";
import { checkIndexes } from "../../scripts/check-indexes.ts";

// Among the faults because they come after the integration tests, whose queries the emulator has counted.
it("every query has its index, and where all tests ran every index its query", async () => {
  const { env, projectId } = inject("stack");
  const host = env["FIRESTORE_EMULATOR_HOST"] ?? "";
  const { missing, idle } = await checkIndexes({ host, projectIds: [projectId] });
  expect(missing, "production would refuse these queries").toEqual([]);
  if (inject("wholeRun")) expect(idle, "paid for at every write, and used by nothing").toEqual([]);
});
