import type { FastifyRequest } from "fastify";

/** What a request brings as JSON; undefined for rubbish. Bodies come as raw bytes. */
export function jsonOf({ body }: FastifyRequest): unknown {
  try {
    return JSON.parse(Buffer.isBuffer(body) ? body.toString() : "");
  } catch {
    return undefined;
  }
}
