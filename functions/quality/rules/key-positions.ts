import { itemsOf } from "../coursework.ts";
import { guessable } from "../guess.ts";
import type { Measure } from "../rule.ts";
import { fold } from "../words.ts";

/** Cochran's rule: fewer than five expected in a place and the statistic says nothing. */
const EXPECTED = 5;
const FAIR = 0.05;
const POOR = 0.001;

export const keyPositions: Measure = {
  name: "key-positions",
  title: "Where the right answers stand",
  source:
    "Pearson's χ² for a uniform distribution; Cochran: Some methods for strengthening the common χ² tests, Biometrics 10(4), 1954",
  languages: "any",
  measure: (course) => {
    const bySize = Map.groupBy(
      guessable(itemsOf(course)).filter(isShuffled),
      ({ options }) => options.length,
    );
    let statistic = 0;
    let freedom = 0;
    let judged = 0;
    for (const [size, items] of bySize) {
      const expected = items.length / size;
      if (expected < EXPECTED) continue;
      const counts = Array.from(
        { length: size },
        (_, n) => items.filter(({ options }) => options[n]?.correct).length,
      );
      statistic += counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
      freedom += size - 1;
      judged += items.length;
    }
    if (freedom === 0) return undefined;
    const p = chiSquareTail(statistic, freedom);
    const verdict = p > FAIR ? "good" : p > POOR ? "fair" : "poor";
    return {
      name: "key-positions",
      value: Math.round(p * 1000) / 1000,
      scale: { min: 0, max: 1, unit: "by chance" },
      verdict,
      sentence:
        verdict === "good"
          ? `The right answers of ${judged} questions are spread over the places as chance would have it.`
          : `The right answers of ${judged} questions prefer some places: by chance that happens in ${(100 * p).toFixed(1)} of 100 courses.`,
    };
  },
};

/** True stands before false, and numbers rise, as everybody expects: their order tells nothing. */
const isShuffled = ({ kind, options }: { kind: string; options: readonly { text: string }[] }): boolean =>
  kind !== "trueFalse" && !options.every(({ text }) => /^\d[\d.,]*(?: \S+)?$/.test(fold(text)));

/**
 * The chance of a χ² at least as large: the regularised upper incomplete gamma function Q(k/2, x/2), by its series or
 * its continued fraction (Press et al.: Numerical Recipes, 3rd ed., § 6.2).
 */
export function chiSquareTail(statistic: number, freedom: number): number {
  const a = freedom / 2;
  const x = statistic / 2;
  if (x <= 0) return 1;
  const scale = Math.exp(-x + a * Math.log(x) - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; n < 500; n++) {
      term *= x / (a + n);
      sum += term;
      if (term < sum * 1e-14) break;
    }
    return Math.max(0, 1 - sum * scale);
  }
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let h = d;
  for (let n = 1; n < 500; n++) {
    const an = -n * (n - a);
    b += 2;
    d = 1 / (an * d + b);
    c = b + an / c;
    h *= d * c;
    if (Math.abs(d * c - 1) < 1e-14) break;
  }
  return Math.min(1, h * scale);
}

/** For half-integers, which is all that degrees of freedom make: Γ(1/2) = √π, Γ(1) = 1, Γ(a + 1) = a Γ(a). */
function logGamma(a: number): number {
  let sum = a % 1 === 0 ? 0 : Math.log(Math.PI) / 2;
  for (let n = a % 1 === 0 ? 1 : 0.5; n < a; n++) sum += Math.log(n);
  return sum;
}
