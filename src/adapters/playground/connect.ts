import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { Finding } from "../../setup/finding.ts";
import { jsonOf } from "./json-body.ts";
import { type Connected, PLATFORMS, type PlatformId } from "./protocol.ts";

/** Largest request, in bytes: a few tokens. Our choice. */
const MAX_BODY_BYTES = 8_192;

/** What the pages for connecting a platform need. Values are by the names of their variables. */
export interface Connector {
  /** Slack's page that makes the app, with our manifest filled in. */
  slackAppUrl(): string;
  /** What the platform says about the values. */
  check(platform: PlatformId, values: Readonly<Record<string, string>>): Promise<readonly Finding[]>;
  /** The same; then writes them for the next start, and connects at once. */
  connect(platform: PlatformId, values: Readonly<Record<string, string>>): Promise<Connected>;
}

const request = z.object({ platform: z.enum(PLATFORMS), values: z.record(z.string(), z.string().max(500)) });

/** The routes of those pages. One thing at a time: two at once might connect twice. */
export function serveConnecting(server: FastifyInstance, connector: Connector): void {
  let isBusy = false;

  server.get("/playground/connect", () => ({ slackAppUrl: connector.slackAppUrl() }));

  for (const step of ["check", "connect"] as const) {
    server.post(`/playground/connect/${step}`, { bodyLimit: MAX_BODY_BYTES }, async (http, reply) => {
      const asked = request.safeParse(jsonOf(http));
      if (!asked.success) return reply.code(400).send({ error: "Fill in the fields, and try again." });
      const { platform, values } = asked.data;
      reply.header("cache-control", "no-store");
      if (isBusy) return reply.code(429).send({ error: "I am still at the last one. Try again in a moment." });
      isBusy = true;
      try {
        return step === "check"
          ? { findings: await connector.check(platform, values) }
          : await connector.connect(platform, values);
      } finally {
        isBusy = false;
      }
    });
  }
}
