/** Words that say nothing of a subject: English, since they only help to rank. */
const STOP = new Set(
  "all and any are but can for had has her him his how its may nor not now off one our out own per she six ten the too two via was way who why yet you about above after again against also although always among another because been before being below between both came cannot come could does doing done down during each either enough even every first from gave give given goes going gone have having here itself just keep kept know known last later least less like little long look made make makes many might more most much must near need never next none nothing often once only other others over part perhaps quite rather really same several shall should since small some something sometimes soon still such take taken than that their them then there therefore these they thing things this those though three through thus together toward towards under until upon used uses using usually very want well went were what when where whether which while whole whose will with within without would years your".split(
    " ",
  ),
);

const MOST_TERMS = 60;
/** What is longer is no word of any language, but a text without spaces. */
const LONGEST_WORD = 60;

/** A text's words, folded so that `Émigré` and `emigres` meet: lower case, without accents and plural s. */
export const wordsOf = (text: string): string[] =>
  text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .match(/[\p{L}\p{N}]{3,}/gu)
    ?.filter((word) => word.length <= LONGEST_WORD && !STOP.has(word))
    .map((word) =>
      word.length > 4 && word.endsWith("s") && !word.endsWith("ss") ? word.slice(0, -1) : word,
    ) ?? [];

/** The words a text is found by: those it uses most. */
export function searchTerms(text: string): string[] {
  const counts = new Map<string, number>();
  for (const word of wordsOf(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts]
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, MOST_TERMS)
    .map(([word]) => word);
}
