/** A turn of the conversation with a model; they alternate and begin with the user's. */
export interface Turn {
  readonly role: "user" | "assistant";
  readonly text: string;
}

export interface ModelRequest {
  /** What is asked, in one stable word (`outline`, `lesson`, `review`): keys breakers, usage and logs. */
  readonly operation: string;
  readonly system: string;
  readonly turns: readonly Turn[];
  /** What the turns were rendered from, for an engine that does not read prose. */
  readonly input: unknown;
  /** JSON Schema of the answer. A model may ignore it: whoever asks parses the answer. */
  readonly schema: Readonly<Record<string, unknown>>;
  readonly maxTokens: number;
  readonly signal: AbortSignal;
}

export interface ModelAnswer {
  readonly text: string;
  /** The model's own name for itself, as it goes into a course's `generation.model`. */
  readonly model: string;
  readonly usage: { readonly promptTokens: number; readonly completionTokens: number };
  /** `length`: the answer was cut off at `maxTokens` and cannot be complete JSON. */
  readonly finish: "stop" | "length";
}

/**
 * The one thing we need from a language model. Throws `Problem` `model-unavailable` (with
 * `retryAfterSeconds` when the server said so) when asking again later can help.
 */
export interface Model {
  readonly name: string;
  /** True for an engine that stands in for a language model; courses it writes say so. */
  readonly degraded: boolean;
  complete(request: ModelRequest): Promise<ModelAnswer>;
}
