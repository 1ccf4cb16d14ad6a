import { describe, expect, inject, it } from "vitest";

const { url, projectId } = inject("stack");
const json = async (path: string): Promise<unknown> => (await fetch(`${url}${path}`)).json();

describe("the system area", () => {
  it("is ready when every service answers", async () => {
    const response = await fetch(`${url}/health/ready`);
    const names = ["firestore", "secret-manager", "cloud-tasks", "pubsub"];
    await expect(response.json()).resolves.toMatchObject({
      status: expect.stringMatching(/^(pass|warn)$/),
      dependencies: names.map((name) => ({ name, status: expect.stringMatching(/^(pass|warn)$/) })),
    });
    expect(response.status).toBe(200);
  });

  it("serves what a client begins with, through the gateway", async () => {
    await expect(json("/health/live")).resolves.toEqual({ status: "pass" });
    await expect(json("/v1/version")).resolves.toMatchObject({ environment: "development" });
    await expect(json("/v1/client-config")).resolves.toMatchObject({ firebase: { projectId } });
    await expect(json("/problems/conflict")).resolves.toMatchObject({ status: 409 });
    await expect(json("/openapi.json")).resolves.toMatchObject({
      servers: [{ url }],
      paths: { "/v1/courses/generate": {}, "/v1/auth/login": {}, "/v1/tasks/{taskId}": {}, "/docs": {} },
    });
    expect((await fetch(`${url}/docs`)).headers.get("content-type")).toMatch(/^text\/html/);
    expect((await fetch(`${url}/docs/swagger-ui.css`)).headers.get("content-type")).toMatch(/^text\/css/);
  });

  it("runs no job for anybody but the scheduler", async () => {
    for (const job of ["sweep-outbox", "sweep-tasks"]) {
      const response = await fetch(`${url}/jobs/system/${job}`, { method: "POST", body: "{}" });
      expect(response.status, job).toBe(401);
    }
  });
});
