import { createHmac, timingSafeEqual } from "node:crypto";
import type { z } from "zod";
import { Problem } from "../../shared/problem.ts";

/** Makes and reads cursors of one list: of one tenant, caller, route and set of filters. */
export interface Cursors<T> {
  seal(position: T): string;
  /** @throws {Problem} `validation-error` for a cursor of another list, or one that was changed. */
  open(cursor: string): T;
}

/** `scope` is everything a cursor must not be carried over to; the MAC covers it and the cursor does not hold it. */
export function cursors<T>(key: Uint8Array, scope: readonly string[], position: z.ZodType<T>): Cursors<T> {
  const mac = (payload: string): Buffer =>
    createHmac("sha256", key)
      .update(JSON.stringify([...scope, payload]))
      .digest()
      .subarray(0, 16);
  return {
    seal: (value) => {
      const payload = Buffer.from(JSON.stringify(value)).toString("base64url");
      return `${payload}.${mac(payload).toString("base64url")}`;
    },
    open: (cursor) => {
      const [payload = "", given = ""] = cursor.split(".");
      const bytes = Buffer.from(given, "base64url");
      const expected = mac(payload);
      if (bytes.length !== expected.length || !timingSafeEqual(bytes, expected)) throw refused();
      return position.parse(JSON.parse(Buffer.from(payload, "base64url").toString("utf8")));
    },
  };
}

const refused = (): Problem =>
  new Problem("validation-error", "The cursor is not one of this list.", {
    errors: [{ parameter: "cursor", detail: "is not a cursor of this list with these filters" }],
  });
