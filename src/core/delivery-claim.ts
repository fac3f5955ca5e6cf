import type { Claims } from "./shared.ts";
import { MINUTE_MS } from "./time.ts";

/** How long a delivery is known: the life of a Discord token. */
export const DELIVERY_TTL_MS = 15 * MINUTE_MS;

/** Whether a delivery that may come to several replicas is ours to answer: false when another one has taken it. */
export async function isOurs(
  claims: Claims | undefined,
  { platform, deliveryId }: { readonly platform: string; readonly deliveryId: string },
): Promise<boolean> {
  return (await claims?.take(`delivery:${platform}:${deliveryId}`, DELIVERY_TTL_MS)) !== false;
}
