import type { FastifyInstance, FastifyReply } from "fastify";

/** Only Slack's and Discord's own servers post here, often, and no browser reads what they get. */
const PLATFORM_ROUTES: ReadonlySet<string> = new Set(["/slack/events", "/discord/interactions"]);

/** What a browser may do with an answer: nothing. A page that needs more says so in a policy of its own. */
const HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/** A year, in seconds. For this host alone: what else the operator has below it is not ours to decide. */
const HTTPS_ONLY = { "strict-transport-security": "max-age=31536000" };

/**
 * Puts security headers on every answer, also where a library writes it by itself, and gives the function that does it where
 * there is no request to speak of.
 */
export function addSecurityHeaders(http: FastifyInstance, publicUrl = ""): (reply: FastifyReply) => void {
  const headers = new Map(Object.entries({ ...HEADERS, ...(publicUrl.startsWith("https:") ? HTTPS_ONLY : {}) }));
  const protect = (reply: FastifyReply) => void reply.raw.setHeaders(headers);
  // Before all other hooks: one of them may be the one that answers
  http.addHook("onRequest", (request, reply, done) => {
    if (request.method !== "POST" || !PLATFORM_ROUTES.has(request.url)) protect(reply);
    done();
  });
  return protect;
}
