/** Makes the buckets that production has from Terraform; those of a former start are there already. */
export async function createBuckets(options: {
  host: string;
  projectId: string;
  names: readonly string[];
}): Promise<void> {
  for (const name of options.names) {
    const response = await fetch(`http://${options.host}/storage/v1/b?project=${options.projectId}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ name }),
    });
    if (!response.ok && response.status !== 409)
      throw new Error(`The bucket ${name} could not be made: ${response.status} ${await response.text()}`);
  }
}
