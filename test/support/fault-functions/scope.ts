import { AsyncLocalStorage } from "node:async_hooks";
import type { HttpBindings } from "@hono/node-server";
import { z } from "zod";

/** Whose job is being done, and which step of it: what a fault is aimed at. */
export interface Scope {
  readonly userId: string;
  readonly step: string;
}

const scopes = new AsyncLocalStorage<Scope>();

export const scope = (): Scope | undefined => scopes.getStore();

interface Application {
  fetch(request: Request, bindings: HttpBindings): Response | Promise<Response>;
}

const Payload = z.object({ userId: z.string(), index: z.int().optional() });

/** The application, told under `prefix` as well, doing each job in its scope. */
export const scopedJobs = (app: Application, prefix: string): Application => ({
  fetch: async (request, bindings) => {
    if (request.method !== "POST") return app.fetch(request, bindings);
    const text = await request.text();
    const url = new URL(request.url);
    url.pathname = url.pathname.slice(prefix.length);
    const { method, headers, signal } = request;
    const passed = new Request(url, { method, headers, signal, body: text });
    const payload = Payload.safeParse(text === "" ? {} : JSON.parse(text));
    if (!payload.success) return app.fetch(passed, bindings);
    const { userId, index } = payload.data;
    const job = url.pathname.split("/").at(-1) ?? "";
    const step = index === undefined ? job : `lesson-${String(index + 1).padStart(2, "0")}`;
    return scopes.run({ userId, step }, async () => app.fetch(passed, bindings));
  },
});
