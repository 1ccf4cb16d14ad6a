import { serve } from "../../../functions/platform/http/serve.ts";
// All functions as they are deployed; those below take the place of theirs.
import "../../../functions/index.ts";
import { LANES, laneName, lanePath } from "../fault-settings.ts";

const deps = async () => (await import("./disturbed-deps.ts")).disturbedDeps();

serve("learning", async () => (await import("../../../functions/learning/api.ts")).learningApi(await deps()));
serve("tasks", async () => (await import("../../../functions/tasks/api.ts")).tasksApi(await deps()));
for (let lane = 0; lane <= LANES; lane++)
  serve(laneName(lane), async () => {
    const { disturbedDeps, disturbedGeneration } = await import("./disturbed-deps.ts");
    const { generationJobs } = await import("../../../functions/generation/jobs.ts");
    const { scopedJobs } = await import("./scope.ts");
    return scopedJobs(generationJobs(disturbedGeneration(disturbedDeps())), lanePath(lane));
  });
