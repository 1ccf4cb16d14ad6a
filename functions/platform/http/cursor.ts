import { createHmac, timingSafeEqual } from "node:crypto";
import type { z } from "zod";
import { Problem } from "../../shared/problem.ts";

/** Makes and reads cursors of one list: of one tenant, caller, route and set of filters. */
export interface Cursors<T> {
  seal(position: T): string;
  /** @throws {Problem} `validation-error` for a cursor of another list, or one that was changed. */
  open(cursor: string): T;
}

/**
 * `scope` is everything a cursor must not be carried over to; the MAC covers it and the cursor does not hold it.
 * `parameter` is where callers send it.
 */
export function cursors<T>(
  key: Uint8Array,
  scope: readonly string[],
  position: z.ZodType<T>,
  parameter = "cursor",
): Cursors<T> {
  const mac = (payload: string): string =>
    createHmac("sha256", key)
      .update(JSON.stringify([...scope, payload]))
      .digest()
      .subarray(0, 16)
      .toString("base64url");
  return {
    seal: (value) => {
      const payload = Buffer.from(JSON.stringify(value)).toString("base64url");
      return `${payload}.${mac(payload)}`;
    },
    open: (cursor) => {
      const dot = cursor.lastIndexOf(".");
      const [payload, given] = [cursor.slice(0, Math.max(0, dot)), cursor.slice(dot + 1)];
      // Compared as sent: base64 has several spellings of the same bytes, and only one of them is ours.
      const expected = Buffer.from(mac(payload));
      const presented = Buffer.from(given);
      if (presented.length !== expected.length || !timingSafeEqual(presented, expected))
        throw refused(parameter);
      const value = position.safeParse(JSON.parse(Buffer.from(payload, "base64url").toString("utf8")));
      // Ours, of a version that wrote positions in another way.
      if (!value.success) throw refused(parameter);
      return value.data;
    },
  };
}

const refused = (parameter: string): Problem =>
  new Problem("validation-error", "The cursor is not one of this list.", {
    errors: [{ parameter, detail: "is not a cursor of this list with these filters" }],
  });
