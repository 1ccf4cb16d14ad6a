import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import {
  type handleUnaryCall,
  Server,
  ServerCredentials,
  type ServiceDefinition,
  status,
  type UntypedServiceImplementation,
} from "@grpc/grpc-js";
import { fromJSON } from "@grpc/proto-loader";
import { z } from "zod";

/** A refusal in gRPC's own vocabulary; the message reaches the client as the status details. */
export class RpcError extends Error {
  override readonly name = "RpcError";
  readonly code: status;

  constructor(code: keyof typeof status, message: string) {
    super(message);
    this.code = status[code];
  }
}

/** One remote procedure: takes the decoded message, answers with the fields of the reply. */
export type Method = (request: unknown) => object | Promise<object>;

/** A procedure whose request must match a schema; anything else is refused with INVALID_ARGUMENT. */
export const method =
  <S extends z.ZodType>(schema: S, answer: (request: z.infer<S>) => object): Method =>
  (raw) => {
    const parsed = schema.safeParse(raw);
    if (!parsed.success) throw new RpcError("INVALID_ARGUMENT", z.prettifyError(parsed.error));
    return answer(parsed.data);
  };

export interface GrpcOptions {
  host: string;
  /** 0 takes a free one. */
  port: number;
  /** The npm package of the client, which carries the API's description. */
  client: string;
  /** Full protobuf name, as in `google.cloud.tasks.v2.CloudTasks`. */
  service: string;
  /** By procedure name in lower camel case; the others answer UNIMPLEMENTED. */
  methods: Readonly<Record<string, Method>>;
}

/** Serves a Google API without TLS from the description inside its own client package: no .proto files, no compiler. */
export async function serveGrpc(options: GrpcOptions) {
  const server = new Server();
  const definition = definitionOf(options.client, options.service);
  const procedures: UntypedServiceImplementation = {};
  for (const name of Object.keys(definition)) {
    const lowerCamel = name.charAt(0).toLowerCase() + name.slice(1);
    procedures[name] = unary(options.methods[lowerCamel] ?? notEmulated(lowerCamel));
  }
  server.addService(definition, procedures);
  const port = await new Promise<number>((resolve, reject) => {
    const done = (error: Error | null, bound: number) => (error ? reject(error) : resolve(bound));
    server.bindAsync(`${options.host}:${options.port}`, ServerCredentials.createInsecure(), done);
  });
  return { host: `${options.host}:${port}`, stop: () => server.forceShutdown() };
}

const notEmulated =
  (name: string): Method =>
  () => {
    throw new RpcError("UNIMPLEMENTED", `${name} is not emulated`);
  };

const unary =
  (procedure: Method): handleUnaryCall<unknown, object> =>
  (call, reply) => {
    Promise.resolve()
      .then(() => procedure(call.request))
      .then(
        (answer) => reply(null, answer),
        (error: unknown) => {
          const code = error instanceof RpcError ? error.code : status.INTERNAL;
          reply({ code, details: error instanceof Error ? error.message : String(error) });
        },
      );
  };

/** By path, since the packages' `exports` hide the description. */
function definitionOf(client: string, service: string): ServiceDefinition {
  const entry = createRequire(import.meta.url).resolve(client);
  const root = entry.slice(0, entry.lastIndexOf(join(client, "build")) + client.length);
  const description = JSON.parse(readFileSync(join(root, "build/protos/protos.json"), "utf8"));
  const found = fromJSON(description, { longs: Number, enums: String })[service];
  if (!found || "format" in found) throw new Error(`${client} does not describe the service ${service}`);
  // Without "format", which marks messages and enums, proto-loader's definition is a service.
  return found as ServiceDefinition;
}
