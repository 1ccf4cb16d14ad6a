import { chatModel } from "./chat-model.ts";
import type { Model } from "./model.ts";
import { vertexGenerativeModel } from "./vertex-generative-model.ts";
import { vertexModel } from "./vertex-model.ts";
import { withBreaker } from "./with-breaker.ts";
import { withRetry } from "./with-retry.ts";
import { withTimeout } from "./with-timeout.ts";
import { type ModelCall, withUsage } from "./with-usage.ts";

export interface ModelConfig {
  readonly provider: "extractive" | "openai-compatible" | "vertex" | "vertex-generative";
  readonly name: string | undefined;
  readonly baseUrl: string | undefined;
  readonly apiKey: string | undefined;
  readonly project: string;
  readonly location: string | undefined;
  readonly timeoutMs: number;
}

/**
 * The model an environment names, with what every remote one needs around it: each attempt is timed, counted
 * and seen by the breaker; the retry stands outside. The embedded engine knows the product's words, so the
 * composition root brings it.
 * @throws {Error} when a setting the provider needs is missing.
 */
export function modelFromConfig(
  deps: { readonly extractive: () => Model; readonly count: (call: ModelCall) => void },
  config: ModelConfig,
): Model {
  if (config.provider === "extractive") return withUsage(deps.extractive(), deps.count);
  const timed = withTimeout(remoteModel(config.provider, config), config.timeoutMs);
  return withRetry(withBreaker(withUsage(timed, deps.count)));
}

function remoteModel(provider: Exclude<ModelConfig["provider"], "extractive">, config: ModelConfig): Model {
  const { project, location = "global", baseUrl, apiKey } = config;
  const name = needed(config.name, "LYO_MODEL_NAME");
  switch (provider) {
    case "openai-compatible":
      return chatModel({
        name,
        baseUrl: needed(baseUrl, "LYO_MODEL_BASE_URL"),
        authorize: async () => (apiKey ? { authorization: `Bearer ${apiKey}` } : {}),
      });
    case "vertex":
      return vertexModel({ name, project, location, baseUrl });
    case "vertex-generative":
      return vertexGenerativeModel({ name, project, location });
  }
}

function needed(value: string | undefined, variable: string): string {
  if (!value) throw new Error(`${variable} is missing.`);
  return value;
}
