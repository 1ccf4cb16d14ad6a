/** What a number counts: the unit without its SI prefix, and how many of it: `times` ten to the `power`. */
export interface Unit {
  readonly dimension: string;
  readonly power: number;
  readonly times: { readonly numerator: bigint; readonly denominator: bigint };
}

const PREFIXES = new Map(
  Object.entries({
    ...{ Y: 24, Z: 21, E: 18, P: 15, T: 12, G: 9, M: 6, k: 3, h: 2, da: 1 },
    ...{ d: -1, c: -2, m: -3, µ: -6, μ: -6, u: -6, n: -9, p: -12, f: -15, a: -18 },
  }),
);
const PREFIX_NAMES = Object.entries({
  ...{ tera: 12, giga: 9, mega: 6, kilo: 3, chilo: 3, hecto: 2, deci: -1, centi: -2, milli: -3, micro: -6 },
  ...{ nano: -9, pico: -12 },
});

/** Units that take SI prefixes. */
const PREFIXED =
  "m g s A K mol cd Hz N Pa J W C V F Ω S Wb T H lm lx Bq Gy Sv kat L t eV Wh bar cal B bit".split(" ");
/** Units that take none, and so win where a prefixed one is spelt alike: `min`, `ft`, `cd`. */
const ALONE = "min h d wk yr ft in mi yd lb oz ha °C °F ° % ‰ dB rpm px € $ £ ¥ atm mmHg AU ly".split(" ");

/** Those that are so many of another: a litre is a thousandth of a cubic metre. */
const MADE_OF: Readonly<Record<string, Partial<Factor> & { readonly symbol: string }>> = {
  ...{ min: { symbol: "s", times: 60n }, h: { symbol: "s", times: 3600n } },
  ...{ d: { symbol: "s", times: 86_400n }, wk: { symbol: "s", times: 604_800n } },
  ...{ L: { symbol: "m", exponent: 3, power: -3 }, ha: { symbol: "m", exponent: 2, power: 4 } },
  ...{ t: { symbol: "g", power: 6 }, bar: { symbol: "Pa", power: 5 } },
};

/** Other names of them, in lower case, without accents and in the singular; those of prefixed units take prefixes by name. */
const NAMES = new Map(
  Object.entries({
    ...{
      metre: "m",
      meter: "m",
      metro: "m",
      metri: "m",
      gram: "g",
      gramme: "g",
      gramm: "g",
      gramo: "g",
      grammo: "g",
      grammi: "g",
    },
    ...{
      second: "s",
      sec: "s",
      sekunde: "s",
      seconde: "s",
      segundo: "s",
      secondo: "s",
      ampere: "A",
      amp: "A",
    },
    ...{ kelvin: "K", mole: "mol", hertz: "Hz", newton: "N", pascal: "Pa", joule: "J", watt: "W" },
    ...{ coulomb: "C", volt: "V", farad: "F", ohm: "Ω", siemens: "S", tesla: "T", becquerel: "Bq" },
    ...{ litre: "L", liter: "L", litro: "L", litri: "L", l: "L", tonne: "t", electronvolt: "eV", byte: "B" },
    ...{
      calorie: "cal",
      minute: "min",
      minuto: "min",
      hour: "h",
      hr: "h",
      stunde: "h",
      heure: "h",
      hora: "h",
    },
    ...{ day: "d", tag: "d", jour: "d", dia: "d", week: "wk", woche: "wk", year: "yr", jahr: "yr", an: "yr" },
    ...{ annee: "yr", ano: "yr", foot: "ft", feet: "ft", inch: "in", inche: "in", mile: "mi", yard: "yd" },
    ...{ pound: "lb", ounce: "oz", hectare: "ha", percent: "%", "per cent": "%", prozent: "%" },
    ...{ "pour cent": "%", "por ciento": "%", "por cento": "%", "per cento": "%", procent: "%" },
    ...{ celsius: "°C", "deg c": "°C", "° c": "°C", fahrenheit: "°F", "deg f": "°F", "° f": "°F" },
    ...{
      degree: "°",
      deg: "°",
      grad: "°",
      grado: "°",
      gradi: "°",
      degre: "°",
      euro: "€",
      eur: "€",
      dollar: "$",
      usd: "$",
      gbp: "£",
      yen: "¥",
    },
    ...{ decibel: "dB", pixel: "px" },
  }),
);
/** Compound units that are written as one word. */
const RUN_TOGETHER = new Map(Object.entries({ kmh: "km/h", kph: "km/h", mph: "mi/h" }));

const PLURALS = [/s$/, /e$/, /n$/, /en$/];
/** `degrees Celsius`, `Grad Celsius`, `grados Celsius`. */
const DEGREES = /^(?:degrees?|deg|grad(?:os?|i)?|degres?) (?=celsius|fahrenheit)/;

/** Longer texts are no unit. */
const MOST_CHARACTERS = 40;

/**
 * The unit that a text names: `km`, `kilometres`, `m/s²`, `kg m^-3`, `%`; the empty text is that of plain numbers.
 * @returns `undefined` for a text that is no unit of the table.
 */
export function unitOf(text: string): Unit | undefined {
  const trimmed = text.trim();
  if (trimmed === "") return { dimension: "", power: 0, times: ONE };
  if (trimmed.length > MOST_CHARACTERS) return undefined;
  const whole = factorOf(trimmed);
  if (whole) return multiplied([{ ...whole, raised: 1 }]);
  const written = RUN_TOGETHER.get(trimmed.toLowerCase()) ?? inSymbols(trimmed);
  const [over = "", ...under] = written.split("/");
  return multiplied([...factorsOf(over, 1), ...under.flatMap((part) => factorsOf(part, -1))]);
}

const ONE = { numerator: 1n, denominator: 1n };

/** `metres per second squared`, `square metres`. */
const inSymbols = (text: string): string =>
  text
    .replace(/\s+per\s+/gi, "/")
    .replace(/\b(?:square|sq\.?)\s+([\p{L}]+)/giu, "$1^2")
    .replace(/\bcubic\s+([\p{L}]+)/giu, "$1^3")
    .replace(/\s+squared\b/gi, "^2")
    .replace(/\s+cubed\b/gi, "^3");

type Raised = Factor & { readonly raised: number };

function multiplied(factors: readonly (Raised | undefined)[]): Unit | undefined {
  const exponents = new Map<string, number>();
  let power = 0;
  let { numerator, denominator } = ONE;
  for (const factor of factors) {
    if (!factor) return undefined;
    const { symbol, exponent, raised } = factor;
    exponents.set(symbol, (exponents.get(symbol) ?? 0) + exponent * raised);
    power += factor.power * raised;
    numerator *= factor.times ** BigInt(Math.max(0, raised));
    denominator *= factor.times ** BigInt(Math.max(0, -raised));
  }
  const dimension = [...exponents].map(([symbol, exponent]) => `${symbol}^${exponent}`).sort();
  return { dimension: dimension.join(" "), power, times: { numerator, denominator } };
}

interface Factor {
  readonly symbol: string;
  readonly exponent: number;
  /** The power of ten of its prefix, and of what it is made of. */
  readonly power: number;
  readonly times: bigint;
}

function factor(unit: string, prefix: number): Factor {
  const { symbol, exponent = 1, power = 0, times = 1n } = MADE_OF[unit] ?? { symbol: unit };
  return { symbol, exponent, power: power + prefix, times };
}

function factorsOf(text: string, sign: 1 | -1): (Raised | undefined)[] {
  return text.split(/[\s·⋅*×]+/u).map((part) => {
    const [, name = part, exponent = "1"] = /^(\P{N}+?)\^?(-?\d)$/u.exec(part) ?? [];
    const found = factorOf(name);
    return found && { ...found, raised: sign * Number(exponent) };
  });
}

const symbols = allSymbols();
/** By lower case, for those who write `KM`: only what can be read in one way. */
const caseless = Map.groupBy(symbols, ([written]) => written.toLowerCase());

function allSymbols(): Map<string, Factor> {
  const found = new Map<string, Factor>();
  for (const symbol of PREFIXED)
    for (const [prefix, power] of PREFIXES) found.set(prefix + symbol, factor(symbol, power));
  for (const symbol of [...PREFIXED, ...ALONE]) found.set(symbol, factor(symbol, 0));
  return found;
}

function factorOf(text: string): Factor | undefined {
  const exact = symbols.get(text);
  if (exact) return exact;
  const lower = text
    .toLowerCase()
    .normalize("NFD")
    .replace(/\p{Mn}/gu, "")
    .replace(DEGREES, "");
  for (const name of [lower, ...PLURALS.map((plural) => lower.replace(plural, ""))]) {
    const named = byName(name);
    if (named) return named;
  }
  // `lbs`, `mins`, `kms`: a symbol of two letters or more in the plural.
  const alike =
    caseless.get(lower) ?? (lower.length > 2 ? caseless.get(lower.replace(/s$/, "")) : undefined) ?? [];
  const readings = new Set(
    alike.map(([, { symbol, exponent, power, times }]) => `${symbol} ${exponent} ${power} ${times}`),
  );
  return readings.size === 1 ? alike[0]?.[1] : undefined;
}

function byName(name: string): Factor | undefined {
  const symbol = NAMES.get(name);
  if (symbol !== undefined) return factor(symbol, 0);
  for (const [prefix, power] of PREFIX_NAMES) {
    const base = name.startsWith(prefix) ? NAMES.get(name.slice(prefix.length)) : undefined;
    if (base !== undefined && PREFIXED.includes(base)) return factor(base, power);
  }
  // One letter more for the litre, which has two symbols.
  return /^[µμunmcdhk]l$/.test(name) ? factor("L", PREFIXES.get(name.slice(0, -1)) ?? 0) : undefined;
}
