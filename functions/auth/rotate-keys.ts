import type { Lease } from "../platform/firestore/lease.ts";
import type { SecretVersions } from "../platform/secrets/secret-versions.ts";
import type { Clock } from "../shared/clock.ts";
import { type SigningKey, SigningKeys } from "./key.ts";
import { newSigningKey } from "./new-secrets.ts";
import { type Plan, planRotation, type RotationStep, rotated } from "./rotation.ts";

const SECRET = "access-token-keys";

export interface RotateDeps {
  readonly clock: Clock;
  readonly secrets: SecretVersions;
  /** Held by one operator at a time. */
  readonly lease: Pick<Lease, "extend">;
}

export interface Rotation {
  /** What was done, if anything was due. */
  readonly did: RotationStep | undefined;
  readonly keys: readonly SigningKey[];
  readonly next: Plan;
}

/**
 * Takes the rotation's next step if it is due; `early` takes it in any case. Run again and again it rotates the
 * keys that access tokens are signed with, and no token is refused before its time.
 * @throws {Error} when somebody else has written the secret meanwhile, without the lease.
 */
export async function rotateKeys(deps: RotateDeps, { early }: { early: boolean }): Promise<Rotation> {
  const { secrets, clock } = deps;
  const { keys, version } = await readKeys(secrets);
  const plan = planRotation(keys);
  const now = clock();
  if (plan.due > now && !early) return { did: undefined, keys, next: plan };
  const after = rotated(keys, plan.step, { now, fresh: await newSigningKey() });
  await deps.lease.extend();
  const added = await secrets.add(SECRET, SigningKeys.parse({ keys: after }));
  if (added !== version + 1)
    throw new Error(
      `Version ${version} of ${SECRET} was read and ${added} written: put right what somebody wrote in between.`,
    );
  return { did: plan.step, keys: after, next: planRotation(after) };
}

export async function readKeys(
  secrets: Pick<SecretVersions, "latest">,
): Promise<{ keys: SigningKey[]; version: number }> {
  const { value, version } = await secrets.latest(SECRET);
  const parsed = SigningKeys.safeParse(value);
  // Zod's own words could quote the value.
  if (!parsed.success) throw new Error(`The secret ${SECRET} does not have the expected shape.`);
  return { keys: parsed.data.keys, version };
}
