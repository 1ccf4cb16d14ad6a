import { http } from "@google-cloud/functions-framework";
import { getRequestListener } from "@hono/node-server";
import type { Hono } from "hono";

/**
 * Registers a Hono application under a function's name. It is built at the first request: an instance that
 * serves one area never loads the others.
 */
export function serve(name: string, build: () => Promise<Pick<Hono, "fetch">>): void {
  let listener: Promise<ReturnType<typeof getRequestListener>> | undefined;
  http(name, async (request, response) => {
    listener ??= build().then((app) =>
      // Hono's errors are answered by the application itself.
      getRequestListener((incoming, bindings) => app.fetch(incoming, bindings), {
        overrideGlobalObjects: false,
      }),
    );
    await (await listener)(request, response);
  });
}
