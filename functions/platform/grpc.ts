/** Options of a Google API client: the real service, or an emulator at `host:port` without credentials. */
export async function clientOptions(projectId: string, emulator: string | undefined) {
  if (!emulator) return { projectId };
  const { credentials } = await import("@grpc/grpc-js");
  const { hostname, port } = new URL(`http://${emulator}`);
  return { projectId, apiEndpoint: hostname, port: Number(port), sslCreds: credentials.createInsecure() };
}
