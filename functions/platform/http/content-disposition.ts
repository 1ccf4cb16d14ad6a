/** Longer names are cut: 255 bytes are the most that file systems take, and a letter may have four. */
const MOST_LETTERS = 60;

/** Names that Windows keeps for devices. */
const DEVICES = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i;

/**
 * A header that has a browser save an answer under a name of somebody's choosing (RFC 6266): in UTF-8, and in ASCII
 * for those that read no other (RFC 8187). Nothing of the name can leave the folder it is saved in, hide its
 * extension, or end the header.
 */
export function contentDisposition(title: string, extension: string): string {
  const name = fileName(title);
  const ascii = fileName(name.normalize("NFKD").replace(/[^\u0020-\u007e]/g, ""));
  return `attachment; filename="${ascii}.${extension}"; filename*=UTF-8''${encoded(`${name}.${extension}`)}`;
}

function fileName(title: string): string {
  const name = title
    .toWellFormed()
    .normalize("NFC")
    // Controls, characters that turn the direction of writing, and what some file system or shell gives a meaning.
    .replace(/[\p{C}"*/:<>?\\|%`$;'~]+/gu, " ")
    .replace(/\s+/gu, " ");
  const cut = Array.from(name).slice(0, MOST_LETTERS).join("");
  const bare = cut.replace(/^[\s.-]+|[\s.]+$/gu, "");
  return bare === "" || DEVICES.test(bare) ? "course" : bare;
}

/** RFC 8187's `value-chars`. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
