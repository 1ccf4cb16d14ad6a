/** Makes text render as exactly itself: no emphasis, no links, no raw HTML (CommonMark 0.31, GFM autolinks). */
export function escaped(text: string): string {
  return text
    .replace(/[\\`*_[\]{}|~#]/g, "\\$&")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replace(/:\/\//g, ":\\//")
    .replace(/\bwww\./gi, "www\\.")
    .replace(/@/g, "\\@")
    .replace(/^(\s*)([-+=]|\d+[.)])/gm, (_, space: string, mark: string) =>
      /\d/.test(mark) ? `${space}${mark.slice(0, -1)}\\${mark.slice(-1)}` : `${space}\\${mark}`,
    );
}

/** Escaped text with the first place of each term in bold. */
export function emphasised(text: string, terms: readonly string[]): string {
  let rest = text;
  let out = "";
  const wanted = terms
    .map((term) => ({ term, at: indexOfWord(text, term) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at || b.term.length - a.term.length);
  for (const { term } of wanted) {
    const at = indexOfWord(rest, term);
    if (at < 0) continue;
    const found = rest.slice(at, at + term.length);
    out += `${escaped(rest.slice(0, at))}**${escaped(found)}**`;
    rest = rest.slice(at + term.length);
  }
  return out + escaped(rest);
}

function indexOfWord(text: string, term: string): number {
  const at = text.toLowerCase().indexOf(term.toLowerCase());
  const isWord = /\p{L}/u.test(text[at - 1] ?? " ") || /\p{L}/u.test(text[at + term.length] ?? " ");
  return at < 0 || isWord ? -1 : at;
}
