import { listPage, type Position } from "../platform/firestore/list-page.ts";
import type { Cursors } from "../platform/http/cursor.ts";
import type { Caller } from "../shared/caller.ts";
import type { Page, PageQuery } from "../shared/page.ts";
import { type Passkey, shownPasskey } from "./passkey.ts";
import type { PasskeyStore } from "./passkey-store.ts";

/** The caller's passkeys, newest first. */
export async function listPasskeys(
  deps: { passkeys: PasskeyStore; cursors: Cursors<Position> },
  input: { caller: Caller; query: PageQuery },
): Promise<Page<Passkey>> {
  const found = await listPage(deps.passkeys.passkeys, deps.cursors, input.query, (all) =>
    all.where("userId", "==", input.caller.userId),
  );
  return { ...found, items: found.items.map(shownPasskey) };
}
