/** What a number counts: the unit without its SI prefix, and the prefix as a power of ten. */
export interface Unit {
  readonly dimension: string;
  readonly power: number;
}

const PREFIXES = new Map(
  Object.entries({
    ...{ Y: 24, Z: 21, E: 18, P: 15, T: 12, G: 9, M: 6, k: 3, h: 2, da: 1 },
    ...{ d: -1, c: -2, m: -3, µ: -6, μ: -6, u: -6, n: -9, p: -12, f: -15, a: -18 },
  }),
);
const PREFIX_NAMES = Object.entries({
  ...{ tera: 12, giga: 9, mega: 6, kilo: 3, hecto: 2, deci: -1, centi: -2, milli: -3, micro: -6 },
  ...{ nano: -9, pico: -12 },
});

/** Units that take SI prefixes. */
const PREFIXED =
  "m g s A K mol cd Hz N Pa J W C V F Ω S Wb T H lm lx Bq Gy Sv kat L t eV Wh bar cal B bit".split(" ");
/** Units that take none, and so win where a prefixed one is spelt alike: `min`, `ft`, `cd`. */
const ALONE = "min h d wk yr ft in mi yd lb oz ha °C °F ° % ‰ dB rpm px € $ £ ¥ atm mmHg AU ly".split(" ");

/** Other names of them, in lower case and in the singular; those of prefixed units take prefixes by name. */
const NAMES = new Map(
  Object.entries({
    ...{ metre: "m", meter: "m", metro: "m", mètre: "m", gram: "g", gramme: "g", gramm: "g", gramo: "g" },
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
    ...{ litre: "L", liter: "L", litro: "L", l: "L", tonne: "t", electronvolt: "eV", byte: "B" },
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
    ...{ day: "d", tag: "d", jour: "d", día: "d", week: "wk", woche: "wk", year: "yr", jahr: "yr", an: "yr" },
    ...{ année: "yr", año: "yr", foot: "ft", feet: "ft", inch: "in", inche: "in", mile: "mi", yard: "yd" },
    ...{ pound: "lb", ounce: "oz", hectare: "ha", percent: "%", "per cent": "%", prozent: "%" },
    ...{ celsius: "°C", "degrees celsius": "°C", "deg c": "°C", "° c": "°C", fahrenheit: "°F", "° f": "°F" },
    ...{ degree: "°", deg: "°", grad: "°", euro: "€", eur: "€", dollar: "$", usd: "$", gbp: "£", yen: "¥" },
    ...{ decibel: "dB", pixel: "px" },
  }),
);
/** Compound units that are written as one word. */
const RUN_TOGETHER = new Map(Object.entries({ kmh: "km/h", kph: "km/h", mph: "mi/h" }));

const PLURALS = [/s$/, /e$/, /n$/, /en$/];

/** Longer texts are no unit. */
const MOST_CHARACTERS = 40;

/**
 * The unit that a text names: `km`, `kilometres`, `m/s²`, `kg m^-3`, `%`; the empty text is that of plain numbers.
 * @returns `undefined` for a text that is no unit of the table.
 */
export function unitOf(text: string): Unit | undefined {
  const trimmed = text.trim();
  if (trimmed === "") return { dimension: "", power: 0 };
  if (trimmed.length > MOST_CHARACTERS) return undefined;
  const whole = factorOf(trimmed);
  if (whole) return { dimension: `${whole.symbol}^1`, power: whole.power };
  const written = RUN_TOGETHER.get(trimmed.toLowerCase()) ?? trimmed.replace(/\s+per\s+/i, "/");
  const [over = "", under, ...more] = written.split("/");
  if (more.length > 0) return undefined;
  const factors = [...factorsOf(over, 1), ...(under === undefined ? [] : factorsOf(under, -1))];
  const powers = new Map<string, number>();
  let power = 0;
  for (const factor of factors) {
    if (!factor) return undefined;
    powers.set(factor.symbol, (powers.get(factor.symbol) ?? 0) + factor.exponent);
    power += factor.power * factor.exponent;
  }
  const dimension = [...powers].map(([symbol, exponent]) => `${symbol}^${exponent}`).sort();
  return { dimension: dimension.join(" "), power };
}

interface Factor {
  readonly symbol: string;
  /** The prefix's power of ten. */
  readonly power: number;
}

function factorsOf(text: string, sign: 1 | -1): ((Factor & { exponent: number }) | undefined)[] {
  return text.split(/[\s·⋅*×]+/u).map((part) => {
    const [, name = part, exponent = "1"] = /^(\P{N}+?)\^?(-?\d)$/u.exec(part) ?? [];
    const factor = factorOf(name);
    return factor && { ...factor, exponent: sign * Number(exponent) };
  });
}

const symbols = allSymbols();
/** By lower case, for those who write `KM`: only what can be read in one way. */
const caseless = Map.groupBy(symbols, ([written]) => written.toLowerCase());

function allSymbols(): Map<string, Factor> {
  const found = new Map<string, Factor>();
  for (const symbol of PREFIXED)
    for (const [prefix, power] of PREFIXES) found.set(prefix + symbol, { symbol, power });
  for (const symbol of PREFIXED) found.set(symbol, { symbol, power: 0 });
  for (const symbol of ALONE) found.set(symbol, { symbol, power: 0 });
  return found;
}

function factorOf(text: string): Factor | undefined {
  const exact = symbols.get(text);
  if (exact) return exact;
  const lower = text.toLowerCase();
  for (const name of [lower, ...PLURALS.map((plural) => lower.replace(plural, ""))]) {
    const named = byName(name);
    if (named) return named;
  }
  const alike = caseless.get(lower) ?? [];
  const readings = new Set(alike.map(([, { symbol, power }]) => `${symbol} ${power}`));
  return readings.size === 1 ? alike[0]?.[1] : undefined;
}

function byName(name: string): Factor | undefined {
  const symbol = NAMES.get(name);
  if (symbol !== undefined) return { symbol, power: 0 };
  for (const [prefix, power] of PREFIX_NAMES) {
    const base = name.startsWith(prefix) ? NAMES.get(name.slice(prefix.length)) : undefined;
    if (base !== undefined && PREFIXED.includes(base)) return { symbol: base, power };
  }
  // One letter more for the litre, which has two symbols.
  return /^[µμunmcdhk]l$/.test(name)
    ? { symbol: "L", power: PREFIXES.get(name.slice(0, -1)) ?? 0 }
    : undefined;
}
