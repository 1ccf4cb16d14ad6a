import { checkConfig } from "./platform/config.ts";
import { hardenFramework } from "./platform/http/framework.ts";
import { listenerFor, serve } from "./platform/http/serve.ts";

/** What is deployed: one entry point a function. Each body is loaded by the function that serves it. */

const functionName = checkConfig();

/** Cloud Run sends SIGTERM and kills after 10 s; the platform itself takes no body over 32 MiB. */
hardenFramework({
  maxBodyBytes: 32 * 1024 * 1024,
  drainMs: 9000,
  listener: listenerFor(functionName),
});

const deps = async () => (await import("./deps.ts")).deps();

serve("auth", async () => (await import("./auth/api.ts")).authApi(await deps()));
serve("users", async () => (await import("./users/api.ts")).usersApi(await deps()));
serve("learning", async () => (await import("./learning/api.ts")).learningApi(await deps()));
serve("quality", async () => (await import("./quality/api.ts")).qualityApi(await deps()));
serve("tasks", async () => (await import("./tasks/api.ts")).tasksApi(await deps()));
serve("system", async () => {
  const { endpoints } = await import("./areas.ts");
  return (await import("./system/api.ts")).systemApi(await deps(), endpoints);
});
serve("system-jobs", async () => (await import("./system/jobs.ts")).systemJobs(await deps()));
serve("auth-jobs", async () => {
  const { deps: instance, authJobsDeps } = await import("./deps.ts");
  return (await import("./auth/jobs.ts")).authJobs(await authJobsDeps(instance()));
});
serve("users-jobs", async () => {
  const { deps: instance, usersJobsDeps } = await import("./deps.ts");
  return (await import("./users/jobs.ts")).usersJobs(await usersJobsDeps(instance()));
});
serve("learning-jobs", async () => {
  const { deps: instance, learningJobsDeps } = await import("./deps.ts");
  return (await import("./learning/jobs.ts")).learningJobs(await learningJobsDeps(instance()));
});
serve("generation-jobs", async () => {
  const { deps: instance, generationDeps } = await import("./deps.ts");
  return (await import("./generation/jobs.ts")).generationJobs(await generationDeps(instance()));
});
