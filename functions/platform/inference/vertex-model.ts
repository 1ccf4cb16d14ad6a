import { chatModel } from "./chat-model.ts";
import { googleAuthorization } from "./google-authorization.ts";
import type { Model } from "./model.ts";

export interface VertexModelOptions {
  /** E.g. `google/gemma-4-26b-a4b-it-maas`, or the deployed model's name. */
  readonly name: string;
  readonly project: string;
  /** A region, or `global`: the managed Gemma exists there only. */
  readonly location: string;
  /** `https://{dedicated DNS}/v1beta1/projects/P/locations/R/endpoints/ID`; without it, the managed model. */
  readonly baseUrl?: string | undefined;
  readonly authorize?: () => Promise<Readonly<Record<string, string>>>;
}

/**
 * Gemma on Vertex AI through its OpenAI-compatible interface: a dedicated endpoint, or the managed model
 * (https://docs.cloud.google.com/vertex-ai/generative-ai/docs/maas/call-open-model-apis).
 */
export function vertexModel(options: VertexModelOptions): Model {
  const baseUrl = options.baseUrl ?? managedUrl(options.project, options.location);
  return chatModel({
    name: options.name,
    // An endpoint of one's own serves a single model and wants no name.
    wireName: baseUrl.endsWith("/endpoints/openapi") ? options.name : "",
    baseUrl,
    authorize: options.authorize ?? googleAuthorization(),
  });
}

/** Where Vertex AI serves managed models; `global` has no region in its host name. */
export function managedUrl(project: string, location: string): string {
  const host = location === "global" ? "" : `${location}-`;
  return `https://${host}aiplatform.googleapis.com/v1/projects/${project}/locations/${location}/endpoints/openapi`;
}
