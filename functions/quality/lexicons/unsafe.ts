import type { LexiconLanguage } from "../rule.ts";

/** What must not stand in a course for everybody, minors among them. */
export type Danger = "slur" | "sexual" | "self-harm" | "making";

/** Sources of expressions over folded text, each between word boundaries. */
type Phrases = Readonly<Record<Danger, readonly string[]>>;

/** Weapons and drugs by names that have no harmless meaning after "how to make". */
const WEAPONS = {
  en: "(?:pipe|nail|car|dirty|fertili[sz]er|homemade|home-made|petrol) bombs?|molotov cocktails?|nerve gas|sarin|ricin|tatp|napalm|thermite grenades?|ghost guns?|silencers? for (?:a|your) (?:gun|pistol|rifle)|explosive (?:devices?|vests?|belts?)",
  es: "(?:una )?bombas? (?:casera|de tubo|de clavos|lapa)s?|c[oó]cteles? molotov|gas nervioso|sar[ií]n|ricina|napalm|artefactos? explosivos?|armas? caseras?",
  de: "(?:eine )?(?:rohr|nagel|auto|brand)bomben?|molotow-?cocktails?|nervengas|sarin|rizin|napalm|sprengs(?:atz|ätze)|sprengstoffg[uü]rtel",
};
const DRUGS = {
  en: "(?:crystal )?meth(?:amphetamine)?|crack(?: cocaine)?|heroin|mdma|lsd|ghb|fentanyl|pcp",
  es: "metanfetaminas?|cristal de metanfetamina|crack|hero[ií]na|mdma|lsd|ghb|fentanilo",
  de: "(?:crystal )?meth(?:amphetamin)?|crack|heroin|mdma|lsd|ghb|fentanyl",
};

/**
 * Kept short on purpose. Words with a harmless meaning ("dyke", "fag" for a cigarette, "Spritze") are left out, and
 * so are words of biology, medicine, history and the law: what is listed has hardly another use in a course.
 */
export const UNSAFE: Readonly<Record<LexiconLanguage, Phrases>> = {
  en: {
    slur: [
      "nigg(?:er|a)s?",
      "kikes?",
      "faggots?",
      "wetbacks?",
      "towel ?heads?",
      "sand nigg\\p{L}*",
      "gooks?",
      "trann(?:y|ies)",
      "retards",
      "you retard",
      "shemales?",
    ],
    sexual: [
      "blow ?jobs?",
      "hand ?jobs?",
      "cum ?shots?",
      "gang ?bangs?",
      "hardcore porn\\p{L}*",
      "deep ?throat(?:ing|ed)?",
      "(?:suck|lick)(?:s|ed|ing)? (?:his|her|my|your) (?:cock|dick|pussy|cunt)",
      "fuck(?:s|ed|ing)? (?:her|him|me|you) (?:hard|until|in)",
      "sexy (?:minors?|child(?:ren)?|schoolgirls?|teens?)",
    ],
    "self-harm": [
      "(?:best|easiest|painless|quickest|most effective|fastest) (?:ways?|methods?) (?:to|of) (?:kill(?:ing)? yourself|commit(?:ting)? suicide|die|suicide)",
      "how to (?:kill|hang|cut) yourself",
      "how to commit suicide",
      "(?:you should|go and|just) kill yourself",
      "how to (?:starve yourself|hide (?:your )?(?:self-harm|cutting|purging))",
      "how many (?:pills|tablets) (?:do you need |does it take |it takes )?to (?:die|kill yourself)",
    ],
    making: [
      `how to (?:make|build|assemble|construct|produce) (?:an? |your own |some |the )?(?:\\p{L}+ )?(?:${WEAPONS.en})`,
      `how to (?:make|cook|synthesi[sz]e|produce|manufacture) (?:your own |some |pure )?(?:${DRUGS.en})`,
      `(?:steps?|instructions?|recipe|guide) (?:to|for) (?:make|making|build|building|cook|cooking|synthesi[sz]ing) (?:an? |your own )?(?:${WEAPONS.en}|${DRUGS.en})`,
    ],
  },
  es: {
    slur: [
      "sudacas?",
      "maricon(?:es)?",
      "maric[oó]n(?:es)?",
      "negratas?",
      "moros de mierda",
      "mongolos? de mierda",
      "travelos?",
      "panchitos? de mierda",
    ],
    sexual: [
      "mamadas? (?:de|a) (?:su|tu|mi|la) (?:polla|verga)",
      "(?:chup|com|mam)(?:a|ar|aba|ó|as) (?:la|su|tu|mi) (?:polla|verga|pija|coño)",
      "follar(?:la|lo|me|te)(?: \\p{L}+)?",
      "porno (?:duro|infantil)",
      "corrida facial",
    ],
    "self-harm": [
      "(?:mejor(?:es)?|m[aá]s (?:r[aá]pidas?|f[aá]cil(?:es)?)) (?:maneras?|formas?|m[eé]todos?) (?:de|para) (?:suicidarse|suicidarte|matarte|morir)",
      "c[oó]mo (?:suicidarse|suicidarte|matarte|ahorcarte|cortarte las venas)",
      "cu[aá]ntas pastillas (?:hacen falta )?para (?:morir|matarte|suicidarse)",
      "deber[ií]as matarte",
    ],
    making: [
      `c[oó]mo (?:hacer|fabricar|construir|montar|elaborar) (?:una? |tu propi[oa] )?(?:${WEAPONS.es})`,
      `c[oó]mo (?:hacer|fabricar|cocinar|sintetizar|elaborar) (?:${DRUGS.es})`,
      `(?:pasos|instrucciones|receta|gu[ií]a) para (?:hacer|fabricar|construir|cocinar|sintetizar) (?:una? )?(?:${WEAPONS.es}|${DRUGS.es})`,
    ],
  },
  de: {
    slur: [
      "nigger(?:s|n)?",
      "kanaken?",
      "schwuchteln?",
      "judensau",
      "judenschweine?",
      "kümmeltürken?",
      "drecksjuden?",
      "drecksau(?:sländer|slaender)\\p{L}*",
      "scheiß(?:ausländer|juden|türken|neger)\\p{L}*",
    ],
    sexual: [
      "(?:schwanz|muschi|fotze) (?:lutschen|lecken|ficken)",
      "arschfick\\p{L}*",
      "gruppenfick\\p{L}*",
      "(?:fickt?|fickte|ficken) (?:sie|ihn|mich|dich) (?:hart|durch|in)",
      "hardcore-?porno\\p{L}*",
      "kinderporno(?:s|film\\p{L}*)?",
    ],
    "self-harm": [
      "(?:beste|leichteste|schnellste|schmerzlose|sicherste)\\p{L}* (?:art|weise|methoden?|weg|wege),? (?:sich (?:umzubringen|das leben zu nehmen)|zu sterben|für (?:den )?(?:suizid|selbstmord))",
      "wie (?:du dich|man sich|sie sich) (?:umbring(?:st|t|en)|erhäng(?:st|t|en)|am besten ritzt|die pulsadern aufschneide(?:st|t|n))",
      "bring dich (?:doch )?um",
      "wie viele (?:tabletten|pillen) (?:braucht man|man braucht|du brauchst),? um (?:zu sterben|dich umzubringen|sich umzubringen)",
    ],
    making: [
      `(?:wie (?:man|du|sie) |so )(?:bau(?:t|st|en)? (?:man |du )?)?(?:eine?n? |deine? eigene?n? )?(?:${WEAPONS.de})(?: selbst| selber)? (?:bau(?:t|st|en)|herstell(?:t|st|en)|bastel(?:t|st|n))`,
      `(?:anleitung|bauanleitung|rezept|schritte) (?:für|zum|zur) (?:\\p{L}+ )?(?:\\p{L}+ )?(?:${WEAPONS.de}|${DRUGS.de})`,
      `wie (?:man|du|sie) (?:${DRUGS.de}) (?:koch(?:t|st|en)|herstell(?:t|st|en)|synthetisier(?:t|st|en))`,
    ],
  },
};
