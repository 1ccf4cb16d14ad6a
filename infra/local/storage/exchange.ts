import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import type { ObjectStore } from "./object-store.ts";
import { Refusal } from "./refusal.ts";

/** One request, what it asks of, and where the answer goes. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly store: ObjectStore;
}

export const endpointOf = ({ request }: Exchange): string => `http://${request.headers.host}`;

export function sendJson({ response }: Exchange, body: object, status = 200): void {
  response.writeHead(status, { "content-type": "application/json; charset=UTF-8" });
  response.end(JSON.stringify(body));
}

/** A request header that is sent once, or undefined. */
export function headerOf({ request }: Exchange, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

export async function readBody({ request }: Exchange): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** @throws {Refusal} 400 unless the JSON matches; an empty body reads as `{}`. */
export function parseJson<S extends z.ZodType>(schema: S, body: Buffer): z.infer<S> {
  try {
    return parseAs(schema, body.length > 0 ? JSON.parse(body.toString()) : {});
  } catch (error) {
    if (error instanceof SyntaxError) throw new Refusal("invalid", "Parse Error");
    throw error;
  }
}

/** @throws {Refusal} 400 unless the query matches. */
export const parseQuery = <S extends z.ZodType>(schema: S, { url }: Exchange): z.infer<S> =>
  parseAs(schema, Object.fromEntries(url.searchParams));

export function parseAs<S extends z.ZodType>(schema: S, value: unknown): z.infer<S> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new Refusal("invalid", z.prettifyError(parsed.error));
  return parsed.data;
}
