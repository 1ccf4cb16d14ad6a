import { htmlText, looksLikeHtml } from "./markup.ts";

/** How the texts of a question are written. */
export type GiftText = "html" | "moodle" | "plain" | "markdown";

/** Where escaped characters wait, in Unicode's private use area, until what they are not has been found. */
const HIDDEN = 0xe000;
const ESCAPED = /\\([~=#{}:\\])/g;

/** Escapes (`\~ \= \# \{ \} \: \\ \n`) are put out of sight of the grammar. */
export const hide = (text: string): string =>
  text
    .replace(/[\ue000-\ue0ff]/g, "\ufffd")
    .replace(ESCAPED, (_, mark: string) => String.fromCharCode(HIDDEN + mark.charCodeAt(0)))
    .replaceAll("\\n", "\n");

const shown = (text: string): string =>
  text.replace(/[\ue000-\ue0ff]/g, (hidden) => String.fromCharCode(hidden.charCodeAt(0) - HIDDEN));

/** Turns a piece of a question into the text that is judged. Moodle's own format takes HTML, too. */
export const giftText =
  (format: GiftText) =>
  (piece: string): string => {
    const text = shown(piece);
    return format === "html" || (format === "moodle" && looksLikeHtml(text)) ? htmlText(text) : text.trim();
  };
