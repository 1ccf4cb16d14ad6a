import { listPage, Position } from "../platform/firestore/list-page.ts";
import { cursors } from "../platform/http/cursor.ts";
import type { Page } from "../shared/page.ts";
import { type Card, shownCard } from "./card.ts";
import type { CardStore } from "./card-store.ts";

interface CardsQuery {
  readonly courseId?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** One page of all of somebody's cards, suspended ones too, newest first. */
export async function listCards(
  deps: { tid: string; cards: CardStore; cursorKey: () => Promise<Uint8Array> },
  { userId, query }: { userId: string; query: CardsQuery },
): Promise<Page<Card>> {
  const { courseId } = query;
  const list = cursors(await deps.cursorKey(), [deps.tid, userId, "listCards", courseId ?? ""], Position);
  const page = await listPage(deps.cards.cards(userId), list, query, (all) =>
    courseId === undefined ? all : all.where("courseId", "==", courseId),
  );
  return { ...page, items: page.items.map(shownCard) };
}
