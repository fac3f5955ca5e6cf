import type { FastifyInstance } from "fastify";
import type { DiscordConfig } from "../../config.ts";

/** What `?for=` chooses. https://docs.discord.com/developers/resources/application#installation-context (2026-11-22) */
const INSTALLS = {
  server: { integration_type: "0", scope: "applications.commands bot", permissions: "0" },
  user: { integration_type: "1", scope: "applications.commands" },
} as const;

/**
 * `GET /discord/install` sends people to Discord's page that adds the bot to a server, or with `?for=user` to their own
 * account. No permissions are asked for: answers to interactions need none. Nothing comes back to us.
 */
export function serveInstallLink(http: FastifyInstance, config: DiscordConfig): void {
  http.get<{ Querystring: { readonly for?: unknown } }>("/discord/install", (request, reply) =>
    reply.redirect(installUrl(config, request.query.for === "user" ? "user" : "server")),
  );
}

/** Discord's page that adds the bot to a server or to one's own account. */
export function installUrl({ apiUrl, applicationId }: DiscordConfig, who: keyof typeof INSTALLS): string {
  const url = new URL(`${apiUrl}/../oauth2/authorize`);
  url.search = new URLSearchParams({ client_id: applicationId, ...INSTALLS[who] }).toString();
  return url.href;
}
