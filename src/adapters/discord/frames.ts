import { z } from "zod";
import { FRAME_LIMITS } from "./limits.ts";

/** What the Gateway may send. https://docs.discord.com/developers/topics/opcodes-and-status-codes#gateway (2026-11-22) */
const OP = { dispatch: 0, heartbeat: 1, reconnect: 7, invalidSession: 9, hello: 10, heartbeatAck: 11 } as const;

/** Stands for the names of events that nobody here uses. */
const UNUSED = "UNUSED";

const EVENT_NAME = /^[A-Z][A-Z0-9_]*$/;

const { shortestBeatMs, longestBeatMs } = FRAME_LIMITS;

const frame = z.discriminatedUnion("op", [
  z.object({
    op: z.literal(OP.dispatch),
    s: z.int().nonnegative(),
    t: z.string().regex(EVENT_NAME),
    d: z.unknown(),
  }),
  z.object({ op: z.literal(OP.heartbeat) }),
  z.object({ op: z.literal(OP.reconnect) }),
  z.object({ op: z.literal(OP.invalidSession), d: z.boolean() }),
  z.object({
    op: z.literal(OP.hello),
    d: z.object({ heartbeat_interval: z.number().min(shortestBeatMs).max(longestBeatMs) }),
  }),
  z.object({ op: z.literal(OP.heartbeatAck) }),
]);

export type GatewayFrame = z.infer<typeof frame>;

const id = z.string().regex(/^\d{1,20}$/);

const ready = z.object({
  user: z.object({ id, username: z.string() }),
  session_id: z.string().min(1),
  resume_gateway_url: z.string().refine(isSocketAddress),
  application: z.object({ id }),
});

/**
 * A frame of the Gateway's with what discord.js needs of it, or undefined for one that makes no sense: discord.js would end the process
 * over it. Events that nobody here uses lose their names and their data, or discord.js would build objects of them.
 */
export function readFrame(data: unknown): GatewayFrame | undefined {
  if (typeof data !== "string" || data.length > FRAME_LIMITS.characters) return undefined;
  const read = frame.safeParse(parseJson(data));
  if (!read.success || read.data.op !== OP.dispatch) return read.data;
  switch (read.data.t) {
    case "READY": {
      const { success, data: d } = ready.safeParse(read.data.d);
      // The servers that the bot is in are nothing to it
      return success ? { ...read.data, d: { ...d, guilds: [] } } : undefined;
    }
    case "RESUMED":
    case "INTERACTION_CREATE":
      return read.data;
    default:
      return { ...read.data, t: UNUSED, d: null };
  }
}

/** Whether a connection to the Gateway can be opened there. */
export function isSocketAddress(url: string): boolean {
  return URL.canParse(url) && /^wss?:$/.test(new URL(url).protocol);
}

function parseJson(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
}
