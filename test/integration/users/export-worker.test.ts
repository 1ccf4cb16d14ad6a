import { expect, it } from "vitest";
import { Task } from "#functions/tasks/task";
import { stackDeps } from "../../support/api-deps.ts";
import { aLearner, type Learner } from "../../support/client.ts";
import { anUndeliveredExport } from "../../support/export-parts.ts";

const taskOf = (learner: Learner, taskId: string) => learner.read(`/v1/tasks/${taskId}`, Task);
const post = (learner: Learner, path: string) => learner.call("POST", path);

it("a copy delivered many times at once is written once, and ends once", async () => {
  const ada = await aLearner();
  const { taskId, deliver, files, file } = await anUndeliveredExport(ada);
  let writes = 0;
  const counting = {
    ...files,
    create: (...given: Parameters<typeof files.create>) => {
      writes += 1;
      return files.create(...given);
    },
  };
  const outcomes = await Promise.all(
    Array.from({ length: 6 }, () => deliver("export", { changes: { files: counting } })),
  );
  expect(writes).toBe(1);
  expect(outcomes).toContain("done");
  expect(await deliver("export")).toBe("dropped");
  const task = await taskOf(ada, taskId);
  expect(task).toMatchObject({ state: "succeeded", result: { bytes: await files.sizeOf(file()) } });
});

it("a copy whose worker died after the file was whole is ended by the next delivery, without writing it again", async () => {
  const ada = await aLearner();
  const { taskId, deliver, files } = await anUndeliveredExport(ada);
  const dies = {
    ...files,
    create: async (...given: Parameters<typeof files.create>) => {
      await files.create(...given);
      throw new Error("killed");
    },
  };
  await expect(deliver("export", { changes: { files: dies } })).rejects.toThrow("killed");
  expect((await taskOf(ada, taskId)).state).toBe("running");
  const writesNothing = { ...files, create: () => Promise.reject(new Error("written again")) };
  expect(await deliver("export", { changes: { files: writesNothing } })).toBe("done");
  expect((await taskOf(ada, taskId)).state).toBe("succeeded");
});

it("a copy that broke in the middle leaves no half of a file", async () => {
  const ada = await aLearner();
  const { deliver, files, file } = await anUndeliveredExport(ada);
  const breaks = {
    ...files,
    create: (name: string, content: AsyncIterable<string>, as: Parameters<typeof files.create>[2]) =>
      files.create(name, firstPieces(content), as),
  };
  await expect(deliver("export", { changes: { files: breaks } })).rejects.toThrow("the connection broke");
  expect(await files.sizeOf(file())).toBeUndefined();
  expect(await deliver("export")).toBe("done");
});

async function* firstPieces(content: AsyncIterable<string>) {
  let pieces = 0;
  for await (const piece of content) {
    if (pieces === 5) throw new Error("the connection broke");
    pieces += 1;
    yield piece;
  }
}

it("a copy that its last delivery could not make says so, and is made when it is tried again", async () => {
  const ada = await aLearner();
  const { taskId, deliver, files, file } = await anUndeliveredExport(ada);
  const away = { ...files, create: () => Promise.reject(new Error("no bucket gs://secret-name")) };
  expect(await deliver("export", { changes: { files: away }, isLast: true })).toBe("done");
  const failed = await taskOf(ada, taskId);
  expect(failed).toMatchObject({ state: "failed", problem: { status: 500 } });
  expect(JSON.stringify(failed)).not.toContain("secret-name");
  expect((await post(ada, `/v1/tasks/${taskId}/retry`)).status).toBe(202);
  await expect.poll(async () => (await taskOf(ada, taskId)).state).toBe("succeeded");
  expect(await files.sizeOf(file(2))).toBeGreaterThan(0);
});

it("a copy that is canceled while it is written leaves no file", async () => {
  const ada = await aLearner();
  const { taskId, deliver, files, file } = await anUndeliveredExport(ada);
  const canceledMeanwhile = {
    ...files,
    create: async (...given: Parameters<typeof files.create>) => {
      const bytes = await files.create(...given);
      expect((await post(ada, `/v1/tasks/${taskId}/cancel`)).status).toBe(202);
      return bytes;
    },
  };
  expect(await deliver("export", { changes: { files: canceledMeanwhile } })).toBe("dropped");
  expect(await files.sizeOf(file())).toBeUndefined();
  const task = await taskOf(ada, taskId);
  expect([task.state, task.result]).toEqual(["canceled", undefined]);
});

it("clearing up never takes the file of a copy that succeeded", async () => {
  const ada = await aLearner();
  const { deliver, files, file } = await anUndeliveredExport(ada);
  expect(await deliver("settle")).toBe("dropped");
  expect(await deliver("export")).toBe("done");
  expect(await deliver("settle")).toBe("done");
  expect(await files.sizeOf(file())).toBeGreaterThan(0);
});

it("a copy of somebody who is gone is not made", async () => {
  const ada = await aLearner();
  const { taskId, deliver, files, file } = await anUndeliveredExport(ada);
  await stackDeps().db.doc(`tenants/default/users/${ada.userId}`).delete();
  expect(await deliver("export")).toBe("done");
  expect(await taskOf(ada, taskId)).toMatchObject({ state: "failed", problem: { status: 404 } });
  expect(await files.sizeOf(file())).toBeUndefined();
});

it("an older copy is not tried again beside a newer one", async () => {
  const ada = await aLearner();
  const { taskId, deliver } = await anUndeliveredExport(ada);
  expect((await post(ada, "/v1/users/me/export")).status).toBe(202);
  expect(await deliver("export")).toBe("done");
  expect(await taskOf(ada, taskId)).toMatchObject({ state: "failed", problem: { status: 409 } });
});

it("a copy whose job was lost is enqueued by the sweeper's resumption, one that somebody holds is not", async () => {
  const ada = await aLearner();
  const { deliver } = await anUndeliveredExport(ada);
  const jobs: object[] = [];
  const enqueue = async (job: object) => void jobs.push(job);
  await deliver("resume", { changes: { enqueue }, more: { cause: "sweep" } });
  expect(jobs).toMatchObject([{ queue: "exports", name: "export" }]);
  await expect(
    deliver("export", {
      changes: { files: { ...stackDeps().files, sizeOf: () => Promise.reject(new Error("away")) } },
    }),
  ).rejects.toThrow("away");
  await deliver("resume", { changes: { enqueue }, more: { cause: "sweep" } });
  expect(jobs).toHaveLength(1);
});
