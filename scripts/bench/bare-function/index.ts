import { http } from "@google-cloud/functions-framework";

/** The least a function can be: what the framework costs by itself is the baseline of ours. */
http("bare", (_request, response) => {
  response.json({ status: "pass" });
});
