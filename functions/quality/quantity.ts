/** How much of what: `1,300 km`, `44 BC` (a year below zero), `€5`. */
export interface Quantity {
  readonly number: number;
  readonly unit: string;
}

/** Reads a number with at most a sign and a unit; groups of three digits may be set apart by a comma, a point or a space. */
export function quantityOf(text: string): Quantity | undefined {
  const match =
    /^(?:about |approximately |ca\. |in |around )?([-−+]?)([$€£¥]?)\s?(\d{1,3}(?:[ ,.’'\u00a0\u202f]\d{3})+(?![\d])|\d+)(?:([.,])(\d+))?\s*(%|°?[\p{L}µ°/²³·^*0-9-]{0,14}(?: [\p{L}]{1,12})?)[.]?$/iu.exec(
      text.normalize("NFKC").trim().slice(0, 60),
    );
  if (!match) return undefined;
  const [, sign = "", money = "", whole = "", , rest = "", unit = ""] = match;
  const value = Number(`${whole.replace(/\D/g, "")}.${rest || "0"}`);
  const era = /^(?:bc|bce|a\. ?c|v\. ?chr)/i.test(unit);
  // "12 to 18" and "5 mg or 6 mg" are no single quantities.
  if (/\d/.test(unit.replace(/[²³^*]?[-]?\d$/u, ""))) return undefined;
  return {
    number: (sign === "-" || sign === "−" || era ? -1 : 1) * value,
    unit: era || /^(?:ad|ce)$/i.test(unit) ? "year" : `${money}${unit.toLowerCase().replace(/s$/, "")}`,
  };
}
