import { request } from "node:http";
import { text } from "node:stream/consumers";
import { beforeAll, describe, expect, inject, it } from "vitest";
import type { Endpoint } from "#functions/platform/http/endpoint";
import { pointersOf, refusalOf } from "../../support/api-answer.ts";
import { signedToken } from "../../support/api-deps.ts";
import {
  allRoutes,
  callRoute,
  isAboutOthers,
  isPrivate,
  isUnrelating,
  methodOf,
  parametersOf,
  pathOf,
  schemaOf,
  thingsOf,
  tokenFor,
} from "../../support/api-routes.ts";
import { aLearner, type Learner, send } from "../../support/client.ts";

let ada: Learner;
let eve: Learner;
/** Things of Ada's, by the name of the parameter that tells one. */
let hers: Record<string, string>;

beforeAll(async () => {
  [ada, eve] = await Promise.all([aLearner(), aLearner()]);
  hers = await thingsOf(ada);
});

const call = (endpoint: Endpoint, bearer?: string, ids?: Readonly<Record<string, string>>) =>
  callRoute(endpoint, { bearer, ...(ids && { ids }) });

describe("the OpenAPI document", () => {
  it("tells of every call and of no other", async () => {
    const { body } = await send("GET", "/openapi.json");
    const { paths } = body as { paths: Record<string, Record<string, object>> };
    const told = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((name) => `${name.toUpperCase()} ${path}`),
    );
    expect(told.sort()).toEqual(allRoutes.map(({ name }) => name).sort());
  });
});

describe.each(allRoutes.filter(({ endpoint }) => isPrivate(endpoint)))("$name", ({ endpoint }) => {
  it("wants a token", async () => {
    const answer = await call(endpoint);
    expect(refusalOf(answer)).toBe("401 authentication-required");
    expect(answer.headers.get("www-authenticate")).toBe('Bearer realm="lyo"');
  });

  it.each(["garbage", "eyJhbGciOiJub25lIn0.e30."])("refuses the token %s", async (token) => {
    expect(refusalOf(await call(endpoint, token))).toBe("401 authentication-required");
  });

  it("tells that a token has expired", async () => {
    const answer = await call(endpoint, await signedToken(ada, { secondsAgo: 600 + 61 }));
    expect(refusalOf(answer)).toBe("401 token-expired");
    expect(answer.headers.get("www-authenticate")).toContain('error="invalid_token"');
  });

  it("refuses a token of another tenant", async () => {
    const answer = await call(endpoint, await signedToken(ada, { tenantId: "other" }));
    expect(refusalOf(answer)).toBe("401 authentication-required");
  });
});

describe.each(allRoutes.filter(({ endpoint }) => typeof endpoint.policy.access === "object"))(
  "$name",
  ({ endpoint }) => {
    it.each([[[]], [["emperor"]]])("refuses whoever lacks its permission: roles %j", async (roles) => {
      const bearer = await signedToken(ada, { roles });
      expect(refusalOf(await call(endpoint, bearer))).toBe("403 access-denied");
    });
  },
);

describe.each(allRoutes.filter(({ endpoint }) => isPrivate(endpoint) && parametersOf(endpoint).length > 0))(
  "$name",
  ({ endpoint }) => {
    it("has nothing at the ids of another person, or of nobody", async () => {
      if (isAboutOthers(endpoint)) {
        // Another person is what it is for; there it is nobody that it has nothing of.
        expect(refusalOf(await call(endpoint, await tokenFor(ada, endpoint)))).toBe("404 resource-not-found");
        return;
      }
      const unknown = parametersOf(endpoint).filter((name) => !(name in hers));
      expect(unknown, "this test needs an id for each parameter").toEqual([]);
      const nothing = isUnrelating(methodOf(endpoint), endpoint.route.path)
        ? "204"
        : "404 resource-not-found";
      const eves = await tokenFor(eve, endpoint);
      expect(refusalOf(await call(endpoint, eves, hers))).toBe(nothing);
      expect(refusalOf(await call(endpoint, eves))).toBe(nothing);
      const { status } = await ada.call("GET", `/v1/courses/${hers["courseId"]}/lessons/${hers["lessonId"]}`);
      expect(status, "what is hers is still there").toBe(200);
    });

    it("points at an id that is none", async () => {
      for (const name of parametersOf(endpoint)) {
        const answer = await call(endpoint, await tokenFor(ada, endpoint), { ...hers, [name]: "not-an-id" });
        expect([refusalOf(answer), ...pointersOf(answer)]).toEqual(["400 validation-error", name]);
      }
    });
  },
);

const notOurs = ["application/json; charset=latin1"];

describe.each(allRoutes.filter(({ endpoint }) => schemaOf(endpoint)))("the body of $name", ({ endpoint }) => {
  const sendBody = async (sending: { body?: unknown; raw?: string; headers?: Record<string, string> }) =>
    send(methodOf(endpoint), pathOf(endpoint, hers), {
      ...(isPrivate(endpoint) && { bearer: await tokenFor(ada, endpoint) }),
      ...sending,
    });

  it("may not have fields that are unknown", async () => {
    const answer = await sendBody({ body: { surprise: 1, "a/b~c": 2 } });
    expect(refusalOf(answer)).toBe("400 validation-error");
    expect(pointersOf(answer)).toEqual(expect.arrayContaining(["#/surprise", "#/a~1b~0c"]));
  });

  it.each(["[]", '"text"', "7", "null"])("may not be %s", async (raw) => {
    expect(refusalOf(await sendBody({ raw }))).toBe("400 validation-error");
  });

  it.each(['{"topic":', "{'a':1}", "<a/>", '{"a":1}}'])("must be JSON, not %s", async (raw) => {
    expect(refusalOf(await sendBody({ raw }))).toBe("400 malformed-json");
  });

  it("may not be larger than its limit", async () => {
    const raw = JSON.stringify({ pad: "x".repeat(endpoint.policy.maxBodyBytes) });
    expect(refusalOf(await sendBody({ raw }))).toBe("413 payload-too-large");
  });

  it.each(
    endpoint.route.request?.body?.required
      ? [...notOurs, "text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""]
      : notOurs,
  )("may not be of the type '%s'", async (type) => {
    const answer = await sendBody({ raw: "{}", headers: { "content-type": type } });
    expect(refusalOf(answer)).toBe("415 unsupported-media-type");
  });
});

const byPath = Map.groupBy(allRoutes, ({ endpoint }) => endpoint.route.path);

describe.each([...byPath])("%s", (path, group) => {
  const [first] = group;
  const target = first ? pathOf(first.endpoint) : path;

  it("answers its own methods alone, and says which", async () => {
    const methods = group.map(({ endpoint }) => methodOf(endpoint));
    const allowed = [...methods, ...(methods.includes("GET") ? ["HEAD"] : []), "OPTIONS"].sort();
    for (const name of ["GET", "POST", "PUT", "PATCH", "DELETE"].filter(
      (other) => !methods.includes(other),
    )) {
      // Direct: Prism takes /v1/courses/generate for a course's path where only that one has the method.
      const answer = await send(name, target, { direct: true });
      expect(refusalOf(answer)).toBe("405 method-not-allowed");
      expect(answer.headers.get("allow")?.split(", ").sort()).toEqual(allowed);
    }
  });

  it("lets a browser ask what it may send", async () => {
    const answer = await send("OPTIONS", target, {
      direct: true,
      headers: { origin: "https://app.example", "access-control-request-method": "POST" },
    });
    expect(answer.status).toBe(204);
    expect(answer.headers.get("access-control-allow-headers")).toMatch(/Authorization.*Idempotency-Key/);
  });

  it("serves nobody under a host that is not ours", async () => {
    const name = first ? methodOf(first.endpoint) : "GET";
    expect(await underHost("evil.example", name, target)).toMatchObject({ status: 404 });
  });
});

describe("an unknown query parameter", () => {
  it.each(["/v1/courses", "/v1/tasks", "/v1/sources", "/v1/version"])("of %s is ignored", async (path) => {
    expect((await ada.call("GET", `${path}?surprise=1`)).status).toBe(200);
  });
});

describe("a public call", () => {
  it.each(["/v1/version", "/problems/conflict", "/.well-known/jwks.json"])(
    "of %s is answered whatever token comes with it",
    async (path) => {
      expect((await send("GET", path, { bearer: "garbage" })).status).toBe(200);
    },
  );
});

/** `fetch` does not let a caller choose the host. */
function underHost(host: string, method: string, path: string) {
  return new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
    const asking = request(`${inject("stack").url}${path}`, { method, headers: { host } }, (response) => {
      text(response).then((body) => resolve({ status: response.statusCode, body }), reject);
    });
    asking.on("error", reject).end();
  });
}
