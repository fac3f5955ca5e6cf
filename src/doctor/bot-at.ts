import type { ProbeAnswer } from "../net/probe.ts";

/** Whether this is how a bot answers to `GET /healthz`. */
export function isBot({ status, body }: ProbeAnswer): boolean {
  return status === 200 && typeof body === "object" && body !== null && "status" in body && body.status === "alive";
}
