import { generationJobs } from "../../../functions/generation/jobs.ts";
// All functions as they are deployed; those below take the place of theirs.
import "../../../functions/index.ts";
import { learningApi } from "../../../functions/learning/api.ts";
import { serve } from "../../../functions/platform/http/serve.ts";
import { tasksApi } from "../../../functions/tasks/api.ts";
import { LANES, laneName, lanePath } from "../fault-settings.ts";
import { disturbedDeps, disturbedGeneration } from "./disturbed-deps.ts";
import { scopedJobs } from "./scope.ts";

const deps = disturbedDeps();

serve("learning", async () => learningApi(deps));
serve("tasks", async () => tasksApi(deps));
for (let lane = 0; lane <= LANES; lane++)
  serve(laneName(lane), async () => scopedJobs(generationJobs(disturbedGeneration(deps)), lanePath(lane)));
