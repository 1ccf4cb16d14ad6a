import { createServer } from "node:http";
import { getRequestListener, type HttpBindings } from "@hono/node-server";
import { closed, listening } from "../../infra/local/identity.ts";

/** Serves an application on a free port of its own. */
export async function serveApp(app: {
  fetch(request: Request, bindings: HttpBindings): Response | Promise<Response>;
}): Promise<{ url: string; stop: () => Promise<void> }> {
  const server = createServer(
    // This server speaks HTTP/1.1 only.
    getRequestListener((request, bindings) => app.fetch(request, bindings as HttpBindings)),
  );
  const port = await listening(server, "127.0.0.1", 0);
  return { url: `http://127.0.0.1:${port}`, stop: () => closed(server) };
}
