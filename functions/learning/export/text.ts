/**
 * Text as a page can show it: characters that reorder the ones around them (bidirectional embeddings, overrides and
 * isolates, UAX #9) are left out, as are control characters and halves of surrogate pairs; line ends are `\n`.
 */
export const clean = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, "\n")
    .replace(/[\u202A-\u202E\u2066-\u2069\uFEFF\uFFFE\uFFFF]/g, "")
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed.
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]/g, "");

/** The same, on one line. */
export const oneLine = (text: string): string => clean(text).replace(/\s+/gu, " ").trim();

/** A, B, … Z, AA, AB, …: the option at an index. */
export const letterOf = (index: number): string =>
  (index >= 26 ? letterOf(Math.floor(index / 26) - 1) : "") + String.fromCharCode(65 + (index % 26));

/** The address, where it is one that a reader may follow: of the web, or of a mailbox. */
export function safeUrl(url: string): string | undefined {
  const parsed = URL.parse(clean(url).trim());
  return parsed && /^(?:https?|mailto):$/.test(parsed.protocol) ? parsed.href : undefined;
}

/** Fills `{name}`s in. */
export const say = (template: string, values: Readonly<Record<string, string | number>>): string =>
  template.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
