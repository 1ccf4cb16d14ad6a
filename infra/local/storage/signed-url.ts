import { type Exchange, headerOf } from "./exchange.ts";
import { Refusal } from "./refusal.ts";

/** Seven days, the longest that a V4 signature may last. */
const EXPIRES_SECONDS_MAX = 604_800;

/**
 * Refuses what a V4 signed URL does not allow: another time than its own, and a request without the headers that
 * were signed. The signature itself is NOT verified, hence neither the method nor the headers' values are bound;
 * a URL without a signature passes, since the emulator knows no access control.
 * @throws {Refusal} 400 ExpiredToken or MalformedSecurityHeader.
 */
export function checkSignedUrl(exchange: Exchange): void {
  const query = exchange.url.searchParams;
  if (!query.has("X-Goog-Algorithm") && !query.has("X-Goog-Signature")) return;
  for (const required of ["Algorithm", "Credential", "Date", "Expires", "SignedHeaders", "Signature"]) {
    if (!query.get(`X-Goog-${required}`)) {
      throw new Refusal("malformed-header", `The query parameter X-Goog-${required} is missing`);
    }
  }
  const signedAt = parseDate(query.get("X-Goog-Date") ?? "");
  const seconds = Number(query.get("X-Goog-Expires"));
  if (Number.isNaN(signedAt) || !(seconds > 0 && seconds <= EXPIRES_SECONDS_MAX)) {
    throw new Refusal("malformed-header", "X-Goog-Date or X-Goog-Expires is malformed");
  }
  if (Date.now() > signedAt + seconds * 1000) {
    throw new Refusal("expired-token", "The provided token has expired.");
  }
  for (const name of (query.get("X-Goog-SignedHeaders") ?? "").split(";")) {
    if (headerOf(exchange, name) === undefined) {
      throw new Refusal("malformed-header", `${name} was included in signedheaders, but not in the request.`);
    }
  }
}

/** ISO 8601 basic format in UTC, as in 20250101T120000Z. */
const parseDate = (text: string): number =>
  Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));
