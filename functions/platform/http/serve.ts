import { http } from "@google-cloud/functions-framework";
import { getRequestListener, type HttpBindings } from "@hono/node-server";

/** What a function serves: a Hono application, whatever its own types are. */
interface Application {
  fetch(request: Request, bindings: HttpBindings): Response | Promise<Response>;
}

/**
 * Registers a Hono application under a function's name. It is built at the first request: an instance that
 * serves one area never loads the others.
 */
export function serve(name: string, build: () => Promise<Application>): void {
  let listener: Promise<ReturnType<typeof getRequestListener>> | undefined;
  http(name, async (request, response) => {
    listener ??= build().then((app) =>
      getRequestListener(
        // functions-framework speaks HTTP/1.1 only.
        (incoming, bindings) => app.fetch(incoming, bindings as HttpBindings),
        { overrideGlobalObjects: false },
      ),
    );
    await (await listener)(request, response);
  });
}
