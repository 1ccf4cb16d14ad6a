import type { LexiconLanguage } from "../rule.ts";

/** The levels of the revised taxonomy, lowest first. */
export const LEVELS = ["remember", "understand", "apply", "analyze", "evaluate", "create"] as const;
export type Level = (typeof LEVELS)[number];

const list = (words: string): readonly string[] => words.split(" ");

/**
 * Verbs an objective or a question begins with, by the level of the revised taxonomy they ask for (Anderson &
 * Krathwohl, A Taxonomy for Learning, Teaching, and Assessing, 2001, table 5.1 and its alternative names). A verb
 * stands at the one level it is used for most; those used at all of them (use, show, choose, select) are left out.
 */
export const BLOOM_VERBS: Readonly<Record<LexiconLanguage, Readonly<Record<Level, readonly string[]>>>> = {
  en: {
    remember: list(
      "define identify label list match memorize name quote recall recite recognize recognise repeat retrieve state",
    ),
    understand: list(
      "clarify classify conclude describe discuss explain exemplify generalize illustrate infer interpret locate paraphrase report restate review summarize summarise translate understand",
    ),
    apply: list(
      "apply calculate carry complete compute convert demonstrate determine employ execute implement operate practice practise predict solve estimate simplify",
    ),
    analyze: list(
      "analyze analyse attribute compare contrast categorize deconstruct derive differentiate discriminate dissect distinguish examine experiment investigate organize outline question relate test",
    ),
    evaluate: list(
      "appraise argue assess check criticize critique decide defend detect evaluate judge justify prioritize rate recommend support value weigh",
    ),
    create: list(
      "assemble build compose construct create design develop devise formulate generate hypothesize invent plan produce propose write",
    ),
  },
  es: {
    remember: list(
      "citar definir enumerar enunciar identificar listar mencionar memorizar nombrar recitar reconocer recordar repetir señalar define enumera identifica menciona nombra recuerda señala",
    ),
    understand: list(
      "clasificar comprender describir discutir ejemplificar explicar ilustrar inferir interpretar parafrasear resumir traducir describe explica resume interpreta clasifica",
    ),
    apply: list(
      "aplicar calcular completar computar convertir demostrar ejecutar emplear estimar implementar practicar predecir resolver aplica calcula resuelve estima",
    ),
    analyze: list(
      "analizar categorizar comparar contrastar diferenciar distinguir examinar experimentar investigar organizar relacionar analiza compara contrasta distingue",
    ),
    evaluate: list(
      "argumentar criticar decidir defender evaluar juzgar justificar recomendar valorar evalúa justifica valora",
    ),
    create: list(
      "componer construir crear desarrollar diseñar elaborar formular generar inventar planear planificar producir proponer redactar diseña crea propone",
    ),
  },
  de: {
    remember: list(
      "aufzählen auflisten benennen definieren erinnern erkennen nennen wiedergeben wiederholen zuordnen nenne benenne definiere",
    ),
    understand: list(
      "beschreiben deuten diskutieren einordnen erklären erläutern folgern interpretieren klassifizieren übersetzen veranschaulichen verstehen zusammenfassen beschreibe erkläre erläutere",
    ),
    apply: list(
      "anwenden ausführen ausrechnen benutzen berechnen bestimmen durchführen einsetzen lösen schätzen umrechnen vorhersagen berechne bestimme löse wende",
    ),
    analyze: list(
      "analysieren differenzieren gegenüberstellen gliedern herleiten unterscheiden untersuchen vergleichen zerlegen analysiere untersuche vergleiche unterscheide",
    ),
    evaluate: list(
      "abwägen argumentieren begründen beurteilen bewerten einschätzen empfehlen entscheiden kritisieren prüfen rechtfertigen begründe beurteile bewerte",
    ),
    create: list(
      "aufbauen entwerfen entwickeln erfinden erschaffen erstellen formulieren gestalten konstruieren planen schreiben verfassen entwirf entwickle erstelle",
    ),
  },
};
