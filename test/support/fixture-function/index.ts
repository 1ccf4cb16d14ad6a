import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { areaApp } from "../../../functions/platform/http/area-app.ts";
import { body, endpoint, json, refusals } from "../../../functions/platform/http/endpoint.ts";
import { hardenFramework } from "../../../functions/platform/http/framework.ts";
import { listenerFor, serve } from "../../../functions/platform/http/serve.ts";
import { fixturePorts } from "../fixture-ports.ts";

/** An area of calls that show, slow down or break, for tests of what every request passes through. */

const open = { access: "public" } as const;
const Thing = z.strictObject({ name: z.string().min(1), tags: z.array(z.string()).default([]) });
const answers = { 200: json(z.object({ name: z.string() }), "A thing"), ...refusals() };

const endpoints = {
  listThings: endpoint(
    {
      operationId: "listThings",
      method: "get",
      path: "/v1/things",
      request: { query: z.object({ limit: z.coerce.number().int().min(1).max(100).default(20) }) },
      responses: { 200: json(z.object({ limit: z.number() }), "The limit"), ...refusals() },
    },
    open,
  ),
  createThing: endpoint(
    {
      operationId: "createThing",
      method: "post",
      path: "/v1/things",
      request: { body: body(Thing) },
      responses: { 201: json(Thing, "The thing as it was understood"), ...refusals() },
    },
    { ...open, maxBodyBytes: 1000 },
  ),
  getThing: endpoint(
    {
      operationId: "getThing",
      method: "get",
      path: "/v1/things/{thingId}",
      request: { params: z.object({ thingId: z.string() }) },
      responses: { ...answers, 304: { description: "It has not changed" } },
    },
    { ...open, etag: true },
  ),
  putNote: endpoint(
    {
      operationId: "putNote",
      method: "put",
      path: "/v1/notes",
      request: {
        body: {
          content: { "application/json": { schema: z.strictObject({ text: z.string().optional() }) } },
        },
      },
      responses: answers,
    },
    open,
  ),
  getSecret: endpoint(
    { operationId: "getSecret", method: "get", path: "/v1/secret", responses: answers },
    { access: { permission: "secret:read" } },
  ),
  getMine: endpoint(
    { operationId: "getMine", method: "get", path: "/v1/mine", responses: answers },
    { access: "signed-in" },
  ),
  getAddress: endpoint(
    { operationId: "getAddress", method: "get", path: "/v1/address", responses: answers },
    open,
  ),
  getScarce: endpoint(
    { operationId: "getScarce", method: "get", path: "/v1/scarce", responses: answers },
    { ...open, limit: "login" },
  ),
  getSlow: endpoint(
    {
      operationId: "getSlow",
      method: "get",
      path: "/v1/slow",
      request: { query: z.object({ ms: z.coerce.number() }) },
      responses: answers,
    },
    open,
  ),
  getBroken: endpoint(
    {
      operationId: "getBroken",
      method: "get",
      path: "/v1/broken/{how}",
      request: { params: z.object({ how: z.string() }) },
      responses: answers,
    },
    open,
  ),
};

const SECRET = "postgres://root:hunter2@10.0.0.1";

const breakages: Readonly<Record<string, () => unknown>> = {
  error: () => {
    throw new Error(SECRET);
  },
  // A library may throw what is no error.
  string: () => Promise.reject(SECRET),
  schema: () => ({ title: "no name" }),
  later: () => {
    setTimeout(() => {
      throw new Error(SECRET);
    }, 10);
    return wait(500).then(() => ({ name: "later" }));
  },
  unheard: () => {
    void Promise.reject(new Error(SECRET));
    return { name: "unheard" };
  },
};

/** Breaks outside any request, where the framework would end the process at once. */
process.on("SIGUSR2", () => {
  throw new Error(SECRET);
});

function fixture() {
  const app = areaApp(endpoints, fixturePorts());
  app.openapi(endpoints.listThings.route, (c) => c.json({ limit: c.req.valid("query").limit }, 200));
  app.openapi(endpoints.createThing.route, (c) => c.json(c.req.valid("json"), 201));
  app.openapi(endpoints.getThing.route, (c) =>
    c.json({ name: c.req.valid("param").thingId, password: "hunter2" }, 200),
  );
  app.openapi(endpoints.putNote.route, (c) => c.json({ name: c.req.valid("json").text ?? "empty" }, 200));
  app.openapi(endpoints.getSecret.route, (c) => c.json({ name: "secret" }, 200));
  app.openapi(endpoints.getMine.route, (c) => c.json({ name: c.get("caller")?.userId ?? "nobody" }, 200));
  app.openapi(endpoints.getAddress.route, (c) => c.json({ name: c.get("address") }, 200));
  app.openapi(endpoints.getScarce.route, (c) => c.json({ name: "scarce" }, 200));
  app.openapi(endpoints.getSlow.route, async (c) => {
    process.stdout.write("slow has begun\n");
    await wait(c.req.valid("query").ms);
    return c.json({ name: "slow" }, 200);
  });
  app.openapi(endpoints.getBroken.route, async (c) => {
    // What a broken handler answers need not fit its contract: that is the point.
    return c.json((await breakages[c.req.valid("param").how]?.()) as { name: string }, 200);
  });
  return app;
}

const listener = listenerFor(process.env["FUNCTION_TARGET"] ?? "");
hardenFramework({ maxBodyBytes: 10_000, drainMs: 9000, listener });
serve("fixture", async () => fixture());
let builds = 0;
serve("unbuildable", async () => {
  builds += 1;
  if (builds < 3) throw new Error(SECRET);
  return fixture();
});
