import { type BankText, type Reading, readBank } from "../../functions/quality/banks/read-bank.ts";
import type { Item } from "../../functions/quality/coursework.ts";

/** What is judged of the only question of a text. */
export async function onlyItem(
  text: string,
  told: Omit<BankText, "text"> = {},
): Promise<Omit<Item, "id" | "pointer">> {
  const reading = await readBank({ text, language: "en", ...told });
  const [{ id: _, pointer: __, ...item } = { id: "", pointer: "" }, ...more] = itemsOf(reading);
  if (!("stem" in item) || more.length > 0)
    throw new Error(`not one question but ${JSON.stringify(reading)}`);
  return item;
}

/** Why the only question of a text is not judged. */
export async function onlyReason(text: string): Promise<string> {
  const { notJudged } = await readBank({ text: `${text}\n\nFine? {T}`, format: "gift" });
  return notJudged.map(({ reason }) => reason).join("; ");
}

export const itemsOf = ({ coursework }: Reading): Item[] => coursework.lessons.flatMap(({ items }) => items);

/** Options in short: the right ones begin with `=`. */
export const inShort = ({ options }: Pick<Item, "options">): string[] =>
  options.map(({ text, correct }) => (correct ? `=${text}` : text));
