/** From so many letters a word may have one slip, and from so many two. */
const ONE_FROM = 5;
const TWO_FROM = 9;
/** A whole answer may have so many. */
const MOST_SLIPS = 2;
/** No word of a language is longer; comparing longer ones would cost more than they are worth. */
const MOST_LETTERS = 60;

/** Scripts whose words are no rows of letters: another sign is another word. */
const NO_LETTERS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/**
 * How many slips lie between what was written and what was wanted, word by word, both folded; `undefined` when they
 * are no slips: too many, in too short a word, in one with digits, or when they make another word of it.
 */
export function slipsBetween(given: readonly string[], wanted: readonly string[]): number | undefined {
  if (given.length !== wanted.length) return undefined;
  let slips = 0;
  for (const [index, word] of wanted.entries()) {
    const more = slipsInWord(given[index] ?? "", word);
    if (more === undefined) return undefined;
    slips += more;
  }
  return slips <= MOST_SLIPS ? slips : undefined;
}

function slipsInWord(given: string, wanted: string): number | undefined {
  if (given === wanted) return 0;
  const letters = wanted.match(/\p{L}/gu)?.length ?? 0;
  const allowed = letters >= TWO_FROM ? 2 : letters >= ONE_FROM ? 1 : 0;
  if (allowed === 0 || /\p{N}/u.test(given + wanted) || NO_LETTERS.test(wanted)) return undefined;
  // The first letter is seldom missed (3 % of misspellings: Kukich 1992), and short words often differ in it alone.
  if (letters < TWO_FROM && given.charAt(0) !== wanted.charAt(0)) return undefined;
  if (isAnotherWord(given, wanted)) return undefined;
  const slips = distance(given, wanted, allowed);
  return slips <= allowed ? slips : undefined;
}

/**
 * Letters put in, left out, changed, or swapped with their neighbour (Damerau and Levenshtein, optimal string
 * alignment); anything above `most` when there are more.
 */
export function distance(a: string, b: string, most: number): number {
  const tooMany = most + 1;
  const [from, to] = [[...a], [...b]];
  if (Math.abs(from.length - to.length) > most || Math.max(from.length, to.length) > MOST_LETTERS)
    return tooMany;
  let [before, last]: [number[], number[]] = [[], Array.from({ length: to.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= from.length; i++) {
    const row = [i];
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1];
      const swapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      row[j] = Math.min(
        (last[j] ?? tooMany) + 1,
        (row[j - 1] ?? tooMany) + 1,
        (last[j - 1] ?? tooMany) + (same ? 0 : 1),
        swapped ? (before[j - 2] ?? tooMany) + 1 : tooMany,
      );
    }
    if (Math.min(...row) > most) return tooMany;
    [before, last] = [last, row];
  }
  return last[to.length] ?? tooMany;
}

/** Beginnings that turn a word into another of the same field: `hypothermia` is no slip for `hyperthermia`. */
const PREFIXES =
  "a ab ad af an anti bi de di dis ef endo ex exo extra hemi hetero homo hyper hypo il im in infra inter intra ir iso macro mega micro milli mis mono multi nano non over per poly post pre pro re semi sub super trans tri ultra un under uni".split(
    " ",
  );

/** Endings that do: acids and salts, enzymes and sugars, who does and to whom it is done. */
const ENDINGS = [
  ["ase", "ose"],
  ["ate", "ite", "ide"],
  ["at", "it", "id"],
  ["er", "ee"],
  ["or", "ee"],
].map((group) => new Set(group));

/** Words that are a slip apart and mean something else. */
const CONFUSED = [
  "accept except",
  "adapt adopt adept",
  "adenine adenosine",
  "advice advise",
  "affect effect",
  "alkane alkene alkyne",
  "allusion illusion",
  "amino imino",
  "angel angle",
  "austria australia",
  "breath breathe",
  "butane butene butyne",
  "butanol butanal butanone",
  "capital capitol",
  "carat carrot karat",
  "casual causal",
  "catalysis catalyst",
  "chromatid chromatin",
  "collision collusion",
  "complement compliment",
  "conduction convection convention conviction",
  "council counsel",
  "cysteine cystine",
  "cytosine cytidine",
  "decent descent",
  "desert dessert",
  "device devise",
  "discreet discrete",
  "eminent imminent",
  "ethan ethen ethin",
  "ethane ethene ethyne",
  "ethanol ethanal",
  "evolution revolution",
  "formally formerly",
  "gambia zambia",
  "glycogen glucagon",
  "guanine guanosine",
  "guinea guyana",
  "hexane hexene hexyne",
  "horse house",
  "human humane",
  "iceland ireland island",
  "ileum ilium",
  "immigration emigration",
  "incidence incidents",
  "later latter",
  "latitude altitude",
  "loose lose",
  "mantel mantle mental",
  "marshal martial",
  "median medium medial",
  "meiosis mitosis",
  "methan methen",
  "methanol methanal",
  "miner minor",
  "monet manet",
  "moral morale",
  "mucous mucus",
  "neuron neutron",
  "nucleoside nucleotide",
  "parameter perimeter",
  "pentane pentene pentyne",
  "peroneal perineal peritoneal",
  "personal personnel",
  "plain plane",
  "plane plant planet",
  "prescribe proscribe",
  "principal principle",
  "propan propen propin",
  "propane propene propyne",
  "propanol propanal propanone",
  "prophecy prophesy",
  "proton photon",
  "quiet quite",
  "radial radian radiant radium radius",
  "reflection refraction",
  "silicon silicone",
  "slovakia slovenia",
  "stalactite stalagmite",
  "stationary stationery",
  "statue statute",
  "stratum strata",
  "thiamine thymine",
  "thorough through though",
  "three there",
  "trail trial",
  "translation transition",
  "tropic trophic",
  "ureter urethra",
  "vertex vortex",
  "vocation vacation",
  "weather whether",
].map((group) => new Set(group.split(" ")));

/** Numbers in words: each of them is exact. */
const NUMBERS = new Set(
  "three seven eight eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion trillion quadrillion quintillion milliard first third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth hundredth thousandth millionth billionth trillionth millionen billionen trillionen milliarde milliarden billiarde billiarden sechzehn sechzig siebzehn siebzig sesenta setenta sessenta sessanta settanta millon billon millones billones milione bilione milioni bilioni".split(
    " ",
  ),
);

const singular = (word: string): string => word.replace(/s$/, "");

function isAnotherWord(a: string, b: string): boolean {
  if (NUMBERS.has(singular(a)) && NUMBERS.has(singular(b))) return true;
  const isIn = (group: ReadonlySet<string>, word: string) => group.has(word) || group.has(singular(word));
  if (CONFUSED.some((group) => isIn(group, a) && isIn(group, b) && singular(a) !== singular(b))) return true;
  return differsInPrefix(a, b) || differsInEnding(a, b);
}

/** A stem is of so many letters at least. */
const STEM = 3;

function differsInPrefix(a: string, b: string): boolean {
  const stems = (word: string) =>
    new Map(
      ["", ...PREFIXES]
        .filter((prefix) => word.startsWith(prefix) && word.length - prefix.length >= STEM)
        .map((prefix) => [word.slice(prefix.length), prefix]),
    );
  const others = stems(b);
  return [...stems(a).keys()].some((stem) => others.has(stem));
}

function differsInEnding(a: string, b: string): boolean {
  const [one, other] = [singular(a), singular(b)];
  return ENDINGS.some((group) =>
    [...group].some((ending) => {
      const stem = one.slice(0, -ending.length);
      if (!one.endsWith(ending) || stem.length < STEM || !other.startsWith(stem)) return false;
      return other !== one && group.has(other.slice(stem.length));
    }),
  );
}
