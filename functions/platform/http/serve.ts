import type { IncomingMessage, ServerResponse } from "node:http";
import { http } from "@google-cloud/functions-framework";
import { getRequestListener, type HttpBindings, RequestError } from "@hono/node-server";
import { Problem } from "../../shared/problem.ts";
import { refuseRaw } from "./refuse-raw.ts";

/** What a function serves: a Hono application, whatever its own types are. It answers its own errors. */
interface Application {
  fetch(request: Request, bindings: HttpBindings): Response | Promise<Response>;
}

type Listener = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

const served = new Map<string, Listener>();

/** Answers a request as the function of that name does. @throws {Error} when there is no such function. */
export const listenerFor =
  (name: string): Listener =>
  (request, response) => {
    const listener = served.get(name);
    if (!listener) throw new Error(`There is no function ${name}.`);
    return listener(request, response);
  };

/**
 * Registers a Hono application under a function's name. It is built at the first request: an instance that
 * serves one area never loads the others. What cannot be built is tried again at the next request.
 */
export function serve(name: string, build: () => Promise<Application>): void {
  let built: Promise<Listener> | undefined;
  const listener: Listener = async (request, response) => {
    built ??= build().then(listenerOf);
    const listen = await built.catch((error: unknown) => {
      built = undefined;
      throw error;
    });
    await listen(request, response);
  };
  served.set(name, listener);
  http(name, listener);
}

/** A request whose address or `Host` makes no URL never reaches the application. */
function listenerOf(app: Application): Listener {
  const listen = getRequestListener(
    // functions-framework speaks HTTP/1.1 only.
    (incoming, bindings) => app.fetch(incoming, bindings as HttpBindings),
    {
      // The adapter's own Request and Response, which it writes without the detour of a stream (decision 0022).
      overrideGlobalObjects: true,
      errorHandler: (error) => {
        // The adapter shows the message of whatever is thrown here.
        throw error instanceof RequestError ? error : new Error("The application failed.", { cause: error });
      },
    },
  );
  return async (request, response) => {
    try {
      await listen(request, response);
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      refuseRaw(request, response, new Problem("validation-error", "The request's address cannot be read."));
    }
  };
}
