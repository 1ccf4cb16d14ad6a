/** What a kind of model can be asked for, so that a request it cannot serve is refused before it is accepted. */
export interface Capability {
  /** The languages it writes; `any` for a language model. */
  readonly languages: readonly string[] | "any";
  /** Writes in another language than the sources'. */
  readonly translates: boolean;
  /** Can write about a topic without sources, from what it knows. */
  readonly knows: boolean;
  /** Stands in for a language model: counts no tokens, and nobody examines what it copies from the sources. */
  readonly degraded: boolean;
  /** The least a source must have to make a course. */
  readonly minimumWords: number;
}

const LANGUAGE_MODEL: Capability = {
  ...{ languages: "any", translates: true, knows: true, degraded: false },
  minimumWords: 1,
};
const EXTRACTIVE: Capability = {
  ...{ languages: ["en"], translates: false, knows: false, degraded: true },
  minimumWords: 120,
};

export const capabilityOf = (provider: string): Capability =>
  provider === "extractive" ? EXTRACTIVE : LANGUAGE_MODEL;
