import type { Context } from "hono";
import type { Env } from "./request.ts";

/**
 * The address of whoever called, which no header of theirs can change: our own proxies append to
 * `X-Forwarded-For`, so the right entry is counted from the end. A shorter chain than our proxies make did not
 * pass them: then only the connection itself is believed.
 */
export function clientAddress(c: Context<Env>, trustedHops: number): string {
  const chain = (c.req.header("x-forwarded-for") ?? "").split(",").map((entry) => entry.trim());
  const entry = trustedHops > 0 ? chain.at(-trustedHops) : undefined;
  return (entry || undefined) ?? c.env.incoming.socket.remoteAddress ?? "unknown";
}

/** What a limit counts: an IPv6 customer owns a /64, an IPv4 one an address. */
export function addressKey(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, "");
  if (!plain.includes(":")) return plain;
  const [head = "", tail] = plain.split("::");
  const left = head.split(":").filter(Boolean);
  const right = (tail ?? "").split(":").filter(Boolean);
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
  const groups = [...left, ...Array<string>(Math.max(0, zeros)).fill("0"), ...right];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":")}::/64`;
}
