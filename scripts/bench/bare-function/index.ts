import { http } from "@google-cloud/functions-framework";
import { serve } from "../../../functions/platform/http/serve.ts";

/** The least a function can be: what the framework costs by itself is the baseline of ours. */
http("bare", (_request, response) => {
  response.json({ status: "pass" });
});

/** The same with the one library that every function of ours needs, loaded at the first request as ours is. */
http("bare-firestore", async (_request, response) => {
  const { Firestore } = await import("@google-cloud/firestore");
  response.json({ status: Firestore.name === "" ? "fail" : "pass" });
});

/** Our own sign-in, which hashes as production does: what it costs besides is to be seen beside that. */
serve("bench-auth", async () => {
  const { createDeps } = await import("../../../functions/deps.ts");
  const { authApi } = await import("../../../functions/auth/api.ts");
  const deps = createDeps();
  return authApi({ ...deps, config: { ...deps.config, environment: "production" } });
});
