import { PassThrough } from "node:stream";
import type { FastifyInstance, FastifyReply } from "fastify";
import type { z } from "zod";
import type { KeptFiles } from "../../http/kept-files.ts";
import { type Connector, serveConnecting } from "./connect.ts";
import { type AnsweringBot, Conversation } from "./conversation.ts";
import type { Guard } from "./guard.ts";
import { jsonOf } from "./json-body.ts";
import { userOf } from "./people.ts";
import {
  type Answers,
  type FaultId,
  type PlaygroundEvent,
  type Posts,
  type Session,
  WANTS_HEADER,
} from "./protocol.ts";
import { REQUESTS } from "./requests.ts";

/** Largest request, in bytes: a form with a file, and everything else. Our choice. */
const MAX_FORM_BYTES = 8 * 1_048_576;
const MAX_BODY_BYTES = 65_536;

export interface RoutesParts {
  readonly guard: Guard;
  readonly session: () => Session;
  readonly files: KeptFiles;
  readonly slackCommandPrefix: string;
  /** What came by itself after a number. */
  readonly postsSince: (number: number | undefined) => Posts;
  /** The bot that gives these answers, with this fault. */
  readonly botOf: (answers: Answers, fault: FaultId) => Promise<AnsweringBot>;
  /** Absent where no platform can be connected from here. */
  readonly connector?: Connector | undefined;
  /** Whether the bot takes nothing new. */
  readonly isStopping: () => boolean;
}

/** Who asks, with the bot that answers: everything a request needs. */
type Asked<R> = { readonly request: R; readonly conversation: Conversation };

/** The routes that the page asks. `server` is a scope of its own: its hook is for these routes alone. */
export function servePlayground(server: FastifyInstance, parts: RoutesParts): void {
  server.addHook("onRequest", async (request, reply) => {
    const refusal = await parts.guard.refusal(request);
    if (refusal === undefined) return;
    if (refusal.wants !== undefined) reply.header(WANTS_HEADER, refusal.wants);
    if (refusal.status === 401) reply.header("www-authenticate", 'Basic realm="Magpie playground", charset="UTF-8"');
    return reply.code(refusal.status).type("text/plain; charset=utf-8").send(`${refusal.sentence}\n`);
  });

  if (parts.connector !== undefined) serveConnecting(server, parts.connector);

  server.get("/playground/session", () => parts.session());

  server.get<{ Querystring: { readonly after?: unknown } }>("/playground/posts", ({ query: { after } }) =>
    parts.postsSince(typeof after === "string" && /^\d{1,15}$/.test(after) ? Number(after) : undefined),
  );

  server.get<{ Params: { id: string } }>("/playground/files/:id", async (request, reply) => {
    const file = await parts.files.find(request.params.id);
    if (file === undefined) {
      reply.callNotFound();
      return reply;
    }
    return (
      reply
        .header("content-type", file.mediaType)
        .header("cache-control", "private, max-age=3600, immutable")
        // What a reply brings is shown or saved, never run
        .header("content-security-policy", "default-src 'none'; sandbox")
        .header("content-disposition", file.mediaType.startsWith("image/") ? "inline" : attachment(file.name))
        .send(file.bytes)
    );
  });

  const post = <R extends z.ZodType<AnyRequest>>(
    path: string,
    schema: R,
    answer: (asked: Asked<z.infer<R>>, reply: FastifyReply) => unknown,
  ) => {
    server.post(
      `/playground/${path}`,
      { bodyLimit: path === "submit" ? MAX_FORM_BYTES : MAX_BODY_BYTES },
      async (http, reply) => {
        const request = schema.safeParse(jsonOf(http));
        const user = request.success ? userOf(request.data.person) : undefined;
        if (!request.success || user === undefined) {
          return reply
            .code(400)
            .send({ error: "The page and the bot do not understand each other. Load the page again." });
        }
        const { files, slackCommandPrefix } = parts;
        const bot = await parts.botOf(request.data.answers, request.data.fault);
        const conversation = new Conversation({
          ...bot,
          files,
          slackCommandPrefix,
          user,
          isStopping: parts.isStopping(),
        });
        return await answer({ request: request.data, conversation }, reply);
      },
    );
  };

  post("type", REQUESTS.type, ({ request, conversation }, reply) =>
    streamed(reply, (tell) => conversation.type(request, tell)),
  );
  post("press", REQUESTS.press, ({ request, conversation }, reply) =>
    streamed(reply, (tell) => conversation.press(request, tell)),
  );
  post("submit", REQUESTS.submit, async ({ request, conversation }, reply) => {
    const errors = await conversation.errorsOf(request);
    if (Object.keys(errors).length > 0) return reply.code(422).send({ errors });
    return streamed(reply, (tell) => conversation.submit(request, tell));
  });
  post(
    "form",
    REQUESTS.form,
    async ({ request, conversation }, reply) => (await conversation.form(request)) ?? reply.callNotFound(),
  );
  post("suggest-line", REQUESTS.suggestLine, ({ request, conversation }) => conversation.suggestLine(request));
  post("suggest", REQUESTS.suggest, ({ request, conversation }) => conversation.suggest(request));
}

type AnyRequest = { readonly person: string; readonly answers: Answers; readonly fault: FaultId };

/** Answers with one line an event, as they come; ends when the work does. */
function streamed(reply: FastifyReply, work: (tell: (event: PlaygroundEvent) => void) => Promise<void>): FastifyReply {
  const lines = new PassThrough();
  const tell = (event: PlaygroundEvent) => void lines.write(`${JSON.stringify(event)}\n`);
  // A page that was closed hears no more; what it asked for is done all the same
  lines.on("error", () => {});
  void work(tell).finally(() => lines.end());
  return reply.type("application/x-ndjson").header("cache-control", "no-store").send(lines);
}

function attachment(name: string): string {
  return `attachment; filename*=UTF-8''${encodeURIComponent(name)}`;
}
