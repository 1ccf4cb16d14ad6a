import { randomUUID } from "node:crypto";
import type { ContentWriter } from "./content.ts";
import { type Exchange, endpointOf, headerOf, sendJson } from "./exchange.ts";
import { objectResource, type StoredObject } from "./object.ts";
import type { Placement } from "./object-store.ts";
import { expectedByHeaders } from "./preconditions.ts";
import { Refusal } from "./refusal.ts";

interface Session {
  placement: Placement;
  writer: ContentWriter;
  object?: StoredObject;
}

/** Uploads in pieces , as "Resumable uploads" of the JSON API describes them. Sessions do not outlive the emulator. */
export interface ResumableUploads {
  /** Opens a session and gives its id. */
  begin(exchange: Exchange, placement: Placement): string;
  /** Takes the next piece, or says how much has arrived: 308 until the object is complete, then the object. */
  receive(exchange: Exchange, id: string): Promise<void>;
  cancel(exchange: Exchange, id: string): Promise<void>;
}

export function resumableUploads(): ResumableUploads {
  const sessions = new Map<string, Session>();
  const sessionOf = (id: string): Session => {
    const session = sessions.get(id);
    if (!session) throw new Refusal("no-such-upload", "The upload session does not exist.");
    return session;
  };
  return {
    begin: (exchange, placement) => {
      const id = randomUUID();
      sessions.set(id, { placement, writer: exchange.store.writer() });
      return id;
    },
    receive: async (exchange, id) => {
      const session = sessionOf(id);
      const piece = pieceOf(headerOf(exchange, "content-range"));
      if (!session.object && piece.start !== undefined) await take(exchange, session, piece.start);
      const arrived = session.writer.size();
      if (!session.object && !isComplete(piece, arrived)) {
        exchange.response.writeHead(308, arrived > 0 ? { range: `bytes=0-${arrived - 1}` } : {}).end();
        return;
      }
      session.object ??= complete(exchange, session);
      sendJson(exchange, objectResource(session.object, endpointOf(exchange)));
    },
    cancel: async (exchange, id) => {
      await sessionOf(id).writer.discard();
      sessions.delete(id);
      // The status that Cloud Storage answers with: "client closed request".
      exchange.response.writeHead(499).end();
    },
  };
}

/** `bytes <start>-<end>/<total>`, where end and total may be open; `bytes *\/<total>` carries nothing: it asks. */
interface Piece {
  start: number | undefined;
  end: number | undefined;
  total: number | undefined;
}

function pieceOf(header: string | undefined): Piece {
  // Without a Content-Range the body is the whole object.
  if (header === undefined) return { start: 0, end: undefined, total: undefined };
  const match = /^bytes (?:\*|(\d+)-(\d+|\*))\/(\d+|\*)$/.exec(header);
  if (!match) throw new Refusal("invalid", `Failed to parse Content-Range header: ${header}`);
  const numberAt = (index: number) => (/^\d+$/.test(match[index] ?? "") ? Number(match[index]) : undefined);
  return { start: numberAt(1), end: numberAt(2), total: numberAt(3) };
}

/** Bytes that had arrived before are left out; a gap is refused. */
async function take(exchange: Exchange, session: Session, start: number): Promise<void> {
  const arrived = session.writer.size();
  if (start > arrived) {
    throw new Refusal(
      "invalid",
      `The upload offset is ${start}, which exceeds the ${arrived} bytes received.`,
    );
  }
  await session.writer.append(exchange.request, arrived - start);
}

/** A piece without an end lasts as long as its body; one with an end is the last when the total says so. */
function isComplete({ start, end, total }: Piece, arrived: number): boolean {
  if (total !== undefined) return arrived >= total;
  return start !== undefined && end === undefined;
}

/** Checksums may also come with the last piece, when the sender knows them. */
function complete(exchange: Exchange, { placement, writer }: Session): StoredObject {
  const { md5Hash, crc32c } = expectedByHeaders(exchange);
  const expected = {
    md5Hash: md5Hash ?? placement.expected.md5Hash,
    crc32c: crc32c ?? placement.expected.crc32c,
  };
  return exchange.store.put({ ...placement, expected }, writer.finish());
}
