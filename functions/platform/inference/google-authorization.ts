/**
 * Headers with a Google access token for Vertex AI. The library caches the token and renews it shortly
 * before it ends; it is loaded at the first call, since only one of the providers needs it.
 */
export function googleAuthorization(): () => Promise<Record<string, string>> {
  const load = async () => {
    const { GoogleAuth } = await import("google-auth-library");
    return new GoogleAuth({ scopes: "https://www.googleapis.com/auth/cloud-platform" });
  };
  let auth: ReturnType<typeof load> | undefined;
  return async () => {
    auth ??= load();
    return Object.fromEntries(await (await auth).getRequestHeaders());
  };
}
