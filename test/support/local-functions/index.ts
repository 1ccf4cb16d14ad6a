import { type HttpFunction, http } from "@google-cloud/functions-framework";

/** Functions that show what reached them, for tests of the local stack. */

const echo: HttpFunction = (request, response) => {
  if (request.path.endsWith("/crash")) setImmediate(() => process.kill(process.pid, "SIGKILL"));
  else if (request.path.endsWith("/environment")) response.json(process.env);
  else if (request.path.endsWith("/fail")) response.status(500).end();
  else if (request.path.endsWith("/log-error")) {
    process.stdout.write(`${JSON.stringify({ severity: "ERROR", message: "told by the function" })}\n`);
    response.end();
  } else
    response.json({
      pid: process.pid,
      url: request.url,
      headers: request.headers,
      body: request.body ?? null,
    });
};

/** Every job that arrived, so that a test can ask what was delivered and by whom. */
const received: { path: string; authorization: string | undefined; body: unknown }[] = [];
const jobs: HttpFunction = (request, response) => {
  if (request.method === "GET") return void response.json(received);
  received.push({ path: request.path, authorization: request.get("authorization"), body: request.body });
  response.status(request.path.endsWith("/refuse") ? 500 : 204).end();
};

/** Finishes what it began, as the product's functions do: the framework by itself would exit at once. */
const slow: HttpFunction = (_request, response) => {
  process.removeAllListeners("SIGTERM").once("SIGTERM", () => {
    response.once("close", () => process.exit(0));
  });
  response.write("begun\n");
  setTimeout(() => response.end("finished\n"), 1500);
};

http("alpha", (request, response) => (request.path.endsWith("/slow") ? slow : echo)(request, response));
http("alpha-jobs", jobs);
