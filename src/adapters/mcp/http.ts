import { hash, timingSafeEqual } from "node:crypto";
import { createMcpHandler, type McpHttpHandler } from "@modelcontextprotocol/server";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Adapter, AdapterParts } from "../../core/adapter.ts";
import type { Logger } from "../../core/log.ts";
import { isLoopbackHost } from "../../core/loopback.ts";
import { createAgentServer } from "./server.ts";
import { Toolbox } from "./toolbox.ts";

export interface McpHttpParts extends Pick<AdapterParts, "dispatcher"> {
  readonly http: FastifyInstance;
  /** One for each agent; whoever has one is let in. */
  readonly tokens: readonly string[];
  /** How the world reaches the server. */
  readonly publicUrl: string | undefined;
  readonly log: Logger;
}

/** One token, and what serves who has it. */
interface Door {
  readonly digest: Buffer;
  readonly handler: McpHttpHandler;
}

/** `POST /mcp`: the commands for agents elsewhere. Nothing is kept between two requests. */
export function serveAgents({ http, dispatcher, tokens, publicUrl, log }: McpHttpParts): Adapter {
  const toolbox = new Toolbox(dispatcher.commands, false);
  const doors = tokens.map((token): Door => {
    const digest = digestOf(token);
    // A share of its own for each; not the token, because replicas count shares together
    const id = digest.toString("hex").slice(0, 16);
    const user = { id, key: `mcp:${id}`, name: "an agent", locale: "en" };
    const handler = createMcpHandler(() => createAgentServer({ dispatcher, toolbox, user }), {
      // There is nothing to hear of: tools do not change while the bot runs
      maxSubscriptions: 0,
      onerror: (error) => log.debug({ err: error }, "an agent sent what I can't use"),
    });
    return { digest, handler };
  });
  let isStopping = false;

  http.route({
    method: ["POST", "GET", "DELETE"],
    url: "/mcp",
    config: { counts: "refusals" },
    // Before the body has come
    onRequest: (request, reply, done) => {
      if (!isOurOrigin(request.headers.origin, publicUrl)) {
        void reply.code(403).type("text/plain").send("Pages of other sites may not ask here.\n");
      } else if (doorOf(doors, request) === undefined) {
        void reply
          .code(401)
          .header("www-authenticate", 'Bearer realm="Magpie"')
          .type("text/plain")
          .send("Send Authorization: Bearer and the MCP_TOKEN.\n");
      } else if (isStopping) {
        void reply
          .code(503)
          .header("retry-after", 60)
          .type("text/plain")
          .send("I am restarting. Ask me again in a minute.\n");
      } else done();
    },
    handler: async (request, reply) => {
      const body = parseBody(request);
      if (body === "unreadable") return refused(reply, -32_700, "The body is no JSON.");
      if (Array.isArray(body)) return refused(reply, -32_600, "One message at a time, please: no lists.");
      const response = await doorOf(doors, request)?.handler.fetch(webRequest(request, reply), { parsedBody: body });
      return reply.send(response);
    },
  });

  return {
    name: "mcp",
    ready: Promise.resolve(),
    state: () => ({
      isConnected: true,
      detail: tokens.length === 1 ? "listening on /mcp" : `listening on /mcp, ${tokens.length} tokens`,
    }),
    stop: async () => {
      isStopping = true;
    },
    close: async () => {
      await Promise.all(doors.map(({ handler }) => handler.close()));
    },
  };
}

/** The door that the request's token opens. Every one is tried, so that no time tells how near a guess is. */
function doorOf(doors: readonly Door[], { headers }: FastifyRequest): Door | undefined {
  const given = digestOf(/^Bearer +(\S+)$/i.exec(headers.authorization ?? "")?.[1] ?? "");
  return doors.filter(({ digest }) => timingSafeEqual(digest, given))[0];
}

function digestOf(token: string): Buffer {
  return hash("sha256", token, "buffer");
}

/**
 * Programs send no origin; a page in a browser does, and none but our own has any business here.
 * https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#security-warning (2026-11-28)
 */
function isOurOrigin(origin: string | undefined, publicUrl: string | undefined): boolean {
  if (origin === undefined) return true;
  if (!URL.canParse(origin)) return false;
  return isLoopbackHost(new URL(origin).hostname) || (publicUrl !== undefined && origin === new URL(publicUrl).origin);
}

function parseBody({ method, body }: FastifyRequest): unknown {
  if (method !== "POST") return undefined;
  try {
    return JSON.parse(Buffer.isBuffer(body) ? body.toString("utf8") : "");
  } catch {
    return "unreadable";
  }
}

function refused(reply: FastifyReply, code: number, message: string): FastifyReply {
  return reply.code(400).send({ jsonrpc: "2.0", id: null, error: { code, message } });
}

/** The request as the web has it; its body goes along parsed. It ends when the agent hangs up. */
function webRequest({ method, headers }: FastifyRequest, reply: FastifyReply): Request {
  const gone = new AbortController();
  reply.raw.once("close", () => gone.abort());
  const given = Object.entries(headers).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, String(value)]],
  );
  return new Request("http://localhost/mcp", { method, headers: given, signal: gone.signal });
}
