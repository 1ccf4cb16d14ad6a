import type { LexiconLanguage } from "../rule.ts";

const list = (words: string): ReadonlySet<string> => new Set(words.split(" "));

/**
 * Words of four letters and more that tell nothing of a subject: function words, and the words objectives and
 * questions are made with. Shorter words are never taken for a subject's.
 */
export const FILLER_WORDS: Readonly<Record<LexiconLanguage, ReadonlySet<string>>> = {
  en: list(
    "about above date dates fact facts figure figures after again against along also although always among another around because been before being below between both came come comes could does doing done down during each either enough even ever every explain following from gave give given gives goes have having help helps here hers herself himself however into itself just kind know known knows learn learner learners lesson like made main make makes making many might more most much must name named need neither never next none often once only onto other others over part parts people same several shall should show shows since some something such take taken takes than that their theirs them themselves then there therefore these they thing things this those though through thus together told toward towards under understand until upon used uses using very want wants well went were what when where whether which while whom whose will with within without work works would your yours describe identify important different example question statement true false correct answer term means",
  ),
  es: list(
    "ademas además ahora algo alguna algunas alguno algunos ante antes aquel aquella aquello aquellos aunque bajo bien cada casi como cómo contra cosa cosas cual cuál cuales cuáles cuando cuándo cuanto cuánto debe deben desde después despues donde dónde durante ella ellas ello ellos entre eran eres esas esos esta está estaba están estas este esto estos fueron fueran hace hacen hacer hacia haber había habían hasta hemos luego mayor menos mientras mismo misma mucha muchas mucho muchos nada nadie ninguna ninguno nosotros nuestra nuestro nunca otra otras otro otros para pero poco porque pueda puede pueden pues quien quién quienes sean según ser sido siempre sino sobre solo sólo también tambien tampoco tanto tenía tener tiene tienen toda todas todavía todo todos unas unos usted varias varios veces ustedes siguiente siguientes pregunta respuesta lección ejemplo explicar describir identificar",
  ),
  de: list(
    "aber alle allem allen aller alles also andere anderem anderen anderer auch beim bereits besonders beide beiden bevor damit dann daran darauf daraus darin dass davon dazu dein deine denn denen deren dessen diese diesem diesen dieser dieses doch dort durch eben eine einem einen einer eines einige einigen einmal etwa etwas euch falls ganz gegen gibt hatte hatten haben heißt hier hinter ihre ihrem ihren ihrer immer indem innen jede jedem jeden jeder jedes jedoch jetzt kann kannst kein keine keinem keinen keiner können könnte lassen machen macht manche mehr meist mein meine mich muss müssen nach nachdem nicht nichts noch nämlich oder ohne schon sehr sein seine seinem seinen seiner seit selbst sich sind sobald solche solchen soll sollen sollte sondern sonst sowie steht trotz über unter unser unsere viel viele vielen vielleicht wann waren warum weil weiter welche welchem welchen welcher welches wenig wenn werden wird wieder will wobei woher wohin worden wurde wurden würde während zeigen zwar zwischen folgende folgenden frage antwort lektion beispiel erklären beschreiben",
  ),
};
