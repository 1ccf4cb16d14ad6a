/** What the API's document says of the API as a whole. */
export const about = {
  title: "Lyo API",
  description: [
    "The backend of a learning app: a topic or a text becomes a whole course, written live.",
    "Errors are `application/problem+json` (RFC 9457); each `type` is explained at `/problems/{slug}`. Times are RFC 3339 in UTC, identifiers opaque. Unknown fields of a body are refused, unknown query parameters ignored. Lists take `limit` and `cursor`.",
  ].join("\n\n"),
};
