import type { ItsFunction, PartOfSpeech } from "wink-nlp";
import type { Word } from "./sentence.ts";

/** Splits English prose into sentences and each sentence into words; offsets are into the given text. */
export type Analyse = (prose: string) => Word[][];

let loading: Promise<Analyse> | undefined;

/** The language model costs about 0.2 s and 60 MB to load, so it is loaded at the first use, and once. */
export function loadNlp(): Promise<Analyse> {
  loading ??= load();
  return loading;
}

async function load(): Promise<Analyse> {
  const [{ default: winkNlp }, { default: model }] = await Promise.all([
    import("wink-nlp"),
    import("wink-eng-lite-web-model"),
  ]);
  const nlp = winkNlp(model, ["sbd", "pos"]);
  const { its } = nlp;
  return (prose) => {
    // The tagger takes words in capitals for names; lower case keeps every offset when the length stays.
    const calm = isShouted(prose) ? prose.toLowerCase() : prose;
    const given = calm.length === prose.length ? calm : prose;
    const doc = nlp.readDoc(given);
    const texts = doc.tokens().out();
    // Its typing asks for a third argument that the library passes by itself.
    const lemmas = doc.tokens().out(its.lemma as ItsFunction<string>);
    const tags = doc.tokens().out(its.pos);
    const stops = doc.tokens().out(its.stopWordFlag);
    const words: Word[] = [];
    let cursor = 0;
    for (const [at, text] of texts.entries()) {
      const start = given.indexOf(text, cursor);
      if (start < 0) continue;
      cursor = start + text.length;
      words.push({
        text: prose.slice(start, cursor),
        lower: text.toLowerCase(),
        lemma: String(lemmas[at] ?? text).toLowerCase(),
        // wink-nlp types `out(its.pos)` as string; the tags are its documented universal set.
        pos: tags[at] as PartOfSpeech,
        start,
        end: cursor,
        isStop: stops[at] === true,
      });
    }
    return grouped(words, sentenceSizes(doc));
  };
}

/** More than two capitals for every small letter. */
function isShouted(prose: string): boolean {
  const capitals = prose.match(/\p{Lu}/gu)?.length ?? 0;
  const small = prose.match(/\p{Ll}/gu)?.length ?? 0;
  return capitals > 10 && capitals > 2 * small;
}

function sentenceSizes(doc: {
  sentences(): { each(cb: (s: { tokens(): { length(): number } }) => void): void };
}) {
  const sizes: number[] = [];
  doc.sentences().each((sentence) => sizes.push(sentence.tokens().length()));
  return sizes;
}

function grouped(words: readonly Word[], sizes: readonly number[]): Word[][] {
  let from = 0;
  return sizes.map((size) => {
    const group = words.slice(from, from + size).filter((word) => word.pos !== "SPACE");
    from += size;
    return group;
  });
}
