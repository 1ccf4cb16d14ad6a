import { http } from "@google-cloud/functions-framework";

/** The least a function can be: what the framework costs by itself is the baseline of ours. */
http("bare", (_request, response) => {
  response.json({ status: "pass" });
});

/** The same with the one library that every function of ours needs, loaded at the first request as ours is. */
http("bare-firestore", async (_request, response) => {
  const { Firestore } = await import("@google-cloud/firestore");
  response.json({ status: Firestore.name === "" ? "fail" : "pass" });
});
