import { anyOf, edged, type Lexicon, words } from "./list.ts";

export const spanish: Lexicon = {
  language: "es",
  stopWords: words(`
    a al algo alguna algunas alguno algunos ambos ante antes aquel aquella aquello así aun aunque bajo bien cada casi como
    cómo con contra cual cuál cuales cuáles cuando cuándo cuanto cuánto cuántos de del desde donde dónde dos durante e el
    él ella ellas ellos en entre era eran es esa esas ese eso esos esta está están estas este esto estos fue fueron ha
    había hace hacia han hasta hay la las le les lo los llama llamada llamado más me mediante menos mientras mismo misma
    mucho muy nada ni ningún ninguna ninguno no nos nosotros o otra otras otro otros para pero poco por porque pues que
    qué quien quién quienes se sea según ser si sí sido siempre sin sino sobre son su sus también tan tanto te tiene
    tienen toda todas todo todos tras tres tu un una unas uno unos usa y ya yo siguiente siguientes respuesta respuestas
    pregunta correcta correcto verdadera verdadero afirmación afirmaciones opción opciones nombre término palabra
    define describe mejor puede pueden parte tipo`),
  absolutes: anyOf([
    ...[
      "siempre",
      "nunca",
      "jamás",
      "todo",
      "toda",
      "todos",
      "todas",
      "ningún",
      "ninguna",
      "ninguno",
      "nadie",
    ],
    ...["nada", "sólo", "solo", "solamente", "únicamente", "exclusivamente", "imposible", "totalmente"],
    ...["completamente", "absolutamente", "enteramente", "sin excepción", "en ningún caso", "en todo caso"],
  ]),
  notAbsolute:
    /casi (?:siempre|nunca|tod[ao]s?|nada|nadie)|todo el (?:año|día|camino)|todo o nada|no todos|no todas|no siempre|no s[oó]lo|sobre todo|ante todo|siempre que|para siempre|cero absoluto|valor absoluto|siemprevivas?|hijo [uú]nico|todas? partes|solo si|sólo si|todo terreno/gu,
  vague: anyOf([
    ...[
      "a menudo",
      "normalmente",
      "habitualmente",
      "a veces",
      "frecuentemente",
      "con frecuencia",
      "generalmente",
    ],
    ...[
      "raramente",
      "rara vez",
      "ocasionalmente",
      "muchos",
      "muchas",
      "pocos",
      "pocas",
      "algunos",
      "algunas",
    ],
    ...["varios", "varias", "bastante", "bastantes", "quizás", "quizá", "tal vez", "probablemente"],
    ...["posiblemente", "más o menos", "en general", "por lo general", "de vez en cuando", "casi siempre"],
    ...["suele", "suelen", "puede ser", "podría ser"],
  ]),
  noneOfTheAbove:
    /^(?:ningun[ao]s?|ninguno)(?: de)?(?: (?:las|los|ellas|ellos|estas|estos|esas|esos))?(?: (?:\p{L}+(?= (?:anteriores|mencionad[ao]s|citad[ao]s))|citad[ao]s|anteriores|otras|otros|opciones|respuestas|mencionad[ao]s|alternativas))*(?: (?:es|son) (?:correct[ao]s?|verdader[ao]s?))?[.!]?$|^ninguna (?:respuesta|opción) (?:es )?correcta[.]?$|^no hay (?:ninguna )?respuesta correcta[.]?$|^ningun[ao]s? de (?:las|los|estas|estos|esas|esos) \p{L}+[.!]?$|^nada de (?:lo (?:anterior|mencionado|citado|dicho)|esto|eso)[.!]?$/u,
  allOfTheAbove:
    /^(?:tod[ao]s|amb[ao]s)(?: (?:las|los|ellas|ellos))?(?: (?:\p{L}+(?= (?:anteriores|mencionad[ao]s|citad[ao]s))|citad[ao]s|anteriores|otras|opciones|respuestas|afirmaciones|mencionad[ao]s|alternativas))*(?: (?:es|son) (?:correct[ao]s?|verdader[ao]s?|válid[ao]s?))?[.!]?$|^todo (?:lo (?:anterior|mencionado|citado|dicho)|esto|eso)[.!]?$|^cada un[ao] de (?:las|los) (?:anteriores|mencionad[ao]s)[.!]?$/u,
  negativeStem: edged(
    /(?<!por )(?:cuál|cuáles|qué|quién)(?![\p{L}])(?:(?!\b(?:que|si|cuando|porque|llamad[ao])\b)[^.?]){0,120}?\bno \p{L}+\b|^(?:nombra|señala|elige|indica|marca|selecciona)\b[^.?!]{1,80}\bno \p{L}+\b|\bexcepto\b|\bsalvo\b[^?]{0,40}[?:.]?$|\bmenos (?:probable|uno|una)\b|(?:cuál|cuáles|qué|indica|señala)\b[^.?]{0,100}\b(?:fals[ao]s?|incorrect[ao]s?|errón[eo][ao]s?)\b/u,
  ),
  combination:
    /^(?:(?:tanto |ambas?,? |s[oó]lo |las opciones )?(?:\(?[a-e]\)?|[1-6]|i{1,3}|iv|v)(?:(?:,| y| e| o| como) ?(?:\(?[a-e]\)?|[1-6]|i{1,3}|iv|v))+(?: solamente| s[oó]lo| únicamente)?|ni (?:[a-e]|[1-6]) ni (?:[a-e]|[1-6])|(?:s[oó]lo )(?:la )?(?:primera|segunda|tercera)(?: y (?:la )?(?:segunda|tercera))?)[.]?$/u,
  yes: words("verdadero verdadera sí si cierto correcto v"),
  no: words("falso falsa no incorrecto f"),
  unfocused:
    /^¿?\s*(?:cuál|cuáles|qué)(?: de)?(?: (?:las|los|estas|estos|siguientes|opciones|afirmaciones|respuestas|enunciados|frases|afirmación|opción|respuesta))*(?: (?:es|son))?(?: (?:la|el|las|los))?(?: (?:verdader[ao]s?|correct[ao]s?|ciert[ao]s?|mejor|respuesta|opción))*\s*[?:.]?$|^(?:elige|elija|escoge|selecciona|seleccione|marca|marque|señala|señale|indica|indique)(?: (?:la|el))?(?: (?:opción|respuesta|afirmación|alternativa))?(?: (?:correcta|verdadera|adecuada))?\s*[?:.]?$/u,
  places: ["primera", "segunda", "tercera", "cuarta", "quinta"].map(
    (place) => `${place} (?:opción|respuesta|alternativa)`,
  ),
  rightIs: edged(
    /\bla (?:respuesta|opción)(?: correcta| verdadera)? (?:es|era)[: ]+(?:la )?(?:opción )?["“'«(]?/u,
  ),
  isRight: edged(
    /["”'»)]? (?:es|era|son) (?:la |el )?(?:respuesta |opción )?(?:correct[ao]s?|verdader[ao]s?)\b/u,
  ),
  isWrong: edged(
    /["”'»)]? (?:es|era|son) (?:la |el )?(?:respuesta |opción )?(?:incorrect[ao]s?|errón[eo][ao]s?|fals[ao]s?)\b/u,
  ),
};
