import { plusSeconds, timestamp } from "../shared/clock.ts";
import { ACCESS_SECONDS, SKEW_SECONDS } from "./access-token.ts";
import type { SigningKey } from "./key.ts";

/** An instance reads the list of keys again after 300 s, and what it publishes may be kept for another 300. */
const KNOWN_SECONDS = 300 + 300;
/** For clocks that differ, and for a read that has to be repeated. */
const MARGIN_SECONDS = 120;

/** From then on whoever verifies tokens knows a key. */
export const SPREAD_SECONDS = KNOWN_SECONDS + MARGIN_SECONDS;
/** From then on no token is good that a former key has signed: some instance signed with it for 300 s more. */
export const RETIRED_SECONDS = 300 + ACCESS_SECONDS + SKEW_SECONDS + MARGIN_SECONDS;

/** What a rotation does next: add a key, sign with it, drop the former ones; or first note since when one signs. */
export type RotationStep = "add" | "note" | "sign" | "drop";

export interface Plan {
  readonly step: RotationStep;
  /** Before that, the step would cost somebody their token. */
  readonly due: Date;
}

/** Where a rotation stands is told by the list alone. The first of it signs. */
export function planRotation(keys: readonly SigningKey[]): Plan {
  const [signing, ...others] = keys;
  const always = new Date(0);
  const next = others.find(isNext);
  if (next?.addedAt !== undefined)
    return { step: "sign", due: plusSeconds(new Date(next.addedAt), SPREAD_SECONDS) };
  if (others.length === 0) return { step: "add", due: always };
  // Somebody has moved it by hand: nobody knows how long the former one was in use.
  if (signing?.signingSince === undefined) return { step: "note", due: always };
  return { step: "drop", due: plusSeconds(new Date(signing.signingSince), RETIRED_SECONDS) };
}

/** Added, and has not signed yet. */
export const isNext = ({ addedAt, signingSince }: SigningKey): boolean =>
  addedAt !== undefined && signingSince === undefined;

/** The list after a step; `fresh` is the key that `add` adds. */
export function rotated(
  keys: readonly SigningKey[],
  step: RotationStep,
  { now, fresh }: { now: Date; fresh: SigningKey },
): SigningKey[] {
  const [signing, ...others] = keys;
  if (!signing) return [];
  const signingSince = timestamp(now);
  switch (step) {
    case "add":
      return [...keys, { ...fresh, addedAt: timestamp(now) }];
    case "note":
      return [{ ...signing, signingSince }, ...others];
    case "sign": {
      const next = others.find(isNext);
      if (!next) return [...keys];
      return [{ ...next, signingSince }, signing, ...others.filter((key) => key !== next)];
    }
    case "drop":
      return [signing];
  }
}
