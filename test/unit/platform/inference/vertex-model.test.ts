import { createServer, type Server } from "node:http";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { googleAuthorization } from "#functions/platform/inference/google-authorization";
import { managedUrl, vertexModel } from "#functions/platform/inference/vertex-model";
import { type GemmaServer, startGemmaServer } from "../../../support/gemma-server.ts";
import { aModelRequest } from "../../../support/model-request.ts";

let gemma: GemmaServer;
beforeAll(async () => {
  gemma = await startGemmaServer();
});
afterAll(() => gemma.close());
beforeEach(() => gemma.reset());

const model = (path: string, name: string) =>
  vertexModel({
    name,
    project: "demo",
    location: "global",
    baseUrl: `${gemma.url}${path}`,
    authorize: async () => ({ authorization: "Bearer t" }),
  });

describe("vertexModel", () => {
  it("finds the managed models of a region and of the world", () => {
    expect(managedUrl("demo", "global")).toBe(
      "https://aiplatform.googleapis.com/v1/projects/demo/locations/global/endpoints/openapi",
    );
    expect(managedUrl("demo", "us-east5")).toBe(
      "https://us-east5-aiplatform.googleapis.com/v1/projects/demo/locations/us-east5/endpoints/openapi",
    );
  });

  it("names the managed model on the wire", async () => {
    const name = "google/gemma-4-26b-a4b-it-maas";
    await model("/v1/projects/demo/locations/global/endpoints/openapi", name).complete(aModelRequest());
    expect(gemma.calls[0]?.request.model).toBe(name);
  });

  it("leaves the name out for an endpoint of one's own, and still knows its family", async () => {
    const dedicated = model("/v1beta1/projects/demo/locations/europe-west4/endpoints/42", "gemma-3-12b-it");
    const answer = await dedicated.complete(aModelRequest());
    expect(gemma.calls[0]?.request.model).toBe("");
    expect(gemma.calls[0]?.request.messages.map(({ role }) => role)).toEqual(["user"]);
    expect(answer.text).toContain("Photosynthesis");
  });
});

describe("googleAuthorization", () => {
  let metadata: Server;
  let tokens = 0;
  beforeAll(async () => {
    metadata = createServer((request, response) => {
      const isToken = request.url?.includes("/service-accounts/default/token") ?? false;
      if (isToken) tokens++;
      response.writeHead(200, { "metadata-flavor": "Google", "content-type": "application/json" });
      response.end(
        isToken ? '{"access_token":"from-metadata","expires_in":3599,"token_type":"Bearer"}' : "{}",
      );
    });
    await new Promise<void>((resolve) => metadata.listen(0, "127.0.0.1", resolve));
  });
  afterAll(() => metadata.close());
  afterEach(() => vi.unstubAllEnvs());

  it("takes the function's own token from the metadata server, once for many calls", async () => {
    const address = metadata.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    vi.stubEnv("GCE_METADATA_HOST", `127.0.0.1:${address.port}`);
    vi.stubEnv("METADATA_SERVER_DETECTION", "assume-present");
    vi.stubEnv("GOOGLE_APPLICATION_CREDENTIALS", "");
    vi.stubEnv("HOME", "/nonexistent");
    const authorize = googleAuthorization();
    expect(await authorize()).toMatchObject({ authorization: "Bearer from-metadata" });
    await authorize();
    expect(tokens).toBe(1);
  });
});
