/** The local stack cannot start, for a reason the person at the terminal can remove; the message says how. */
export class StartRefused extends Error {
  override readonly name = "StartRefused";
}
