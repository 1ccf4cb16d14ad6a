import type { z } from "zod";

/** A call of the API that was refused: what the problem says, for a person. */
export class Refused extends Error {
  override readonly name = "Refused";
}

/** Calls the running stack as a client would: JSON in, an answer of the given shape out. */
export function apiClient(baseUrl: string) {
  let accessToken: string | undefined;
  const call = async <T>(
    method: string,
    path: string,
    answer: z.ZodType<T>,
    body?: unknown,
    signal?: AbortSignal,
  ): Promise<T> => {
    const response = await fetch(new URL(path, baseUrl), {
      method,
      headers: {
        ...(body !== undefined && { "content-type": "application/json" }),
        ...(accessToken !== undefined && { authorization: `Bearer ${accessToken}` }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    }).catch((cause: unknown) => {
      signal?.throwIfAborted();
      throw new Refused(`Nothing answers at ${baseUrl}. Start the stack first: npm start`, { cause });
    });
    const text = await response.text();
    if (!response.ok) throw new Refused(`${method} ${path}: ${response.status} ${text}`);
    return answer.parse(JSON.parse(text));
  };
  return {
    call,
    signIn: (token: string) => {
      accessToken = token;
    },
  };
}
export type ApiClient = ReturnType<typeof apiClient>;
