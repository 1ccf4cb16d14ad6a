import type { IncomingMessage } from "node:http";
import { Problem } from "../../shared/problem.ts";

/**
 * Reads a request's whole body. Bodies are taken as they were sent: a compressed one is refused, since what it
 * unpacks to has no bound.
 * @returns `undefined` where the request has none.
 * @throws {Problem} `payload-too-large`, as soon as that is known; `unsupported-media-type` for a compressed body.
 */
export async function receiveBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  const {
    "content-length": length,
    "transfer-encoding": chunked,
    "content-encoding": encoding,
  } = request.headers;
  if (chunked === undefined && Number(length ?? 0) === 0) return undefined;
  if (encoding !== undefined && encoding.toLowerCase() !== "identity")
    throw new Problem("unsupported-media-type", "Send the body uncompressed.");
  if (Number(length ?? 0) > maxBytes) throw tooLarge();
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let received = 0;
    request.on("data", (chunk: Buffer) => {
      received += chunk.byteLength;
      if (received <= maxBytes) return void chunks.push(chunk);
      chunks.length = 0;
      reject(tooLarge());
    });
    request.once("end", () => resolve(Buffer.concat(chunks)));
    request.once("error", reject);
  });
}

const tooLarge = (): Problem => new Problem("payload-too-large", "The body is larger than any call accepts.");
