import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Interactions, Verdict } from "./discord-interactions.ts";
import type { ReceivedFile } from "./discord-messages.ts";
import type { MessageBody } from "./discord-rules.ts";

/** Something that goes wrong with the next call of this name, such as `POST callback` or `PATCH @original`. */
export interface Fault {
  readonly on: string;
  /** `hang`: never answers. `lose`: does what was asked, then cuts the connection. `reset`: cuts it at once. */
  readonly how:
    | "hang"
    | "lose"
    | "reset"
    | { readonly status: number; readonly headers?: Record<string, string>; readonly body?: unknown };
}

/** What a request asks for. */
interface Call {
  readonly name: string;
  handle(): Verdict & { readonly headers?: Record<string, string> };
}

export interface RestParts {
  readonly interactions: Interactions;
  readonly token: string;
  readonly applicationId: string;
  /** What is told of the Gateway. */
  readonly gateway: () => { readonly url: string; readonly shards: number; readonly maxConcurrency: number };
  /** 64 hex digits. */
  readonly publicKey: string;
  readonly changed: () => void;
}

/** Discord's REST API as far as a bot of slash commands meets it. */
export class SimulatedRest {
  readonly server: Server;
  /** Calls in the order they came, each with its status: `POST callback 204`. */
  readonly calls: string[] = [];
  /** Every try in the order they came, with or without an answer: `PATCH @original with files`. */
  readonly tries: string[] = [];
  readonly faults: Fault[] = [];
  /** Calls that are not among these, since nobody waits for them. */
  readonly unlisted = new Set<string>();
  /** What is registered: by `global` or the guild's id. */
  readonly registered = new Map<string, unknown>();
  /** What is entered on the application's page. */
  endpointUrl: string | null = null;
  /** Why nothing can be posted in a channel, by its id: Discord's code. */
  readonly closed = new Map<string, number>();
  /** Messages that a channel takes in a moment, and how long that is, in milliseconds. */
  bucket = { limit: 5, perMs: 250 };
  /** How often the bot was told to slow down. */
  slowedDown = 0;
  /** Whose direct messages a channel is. */
  readonly #directMessages = new Map<string, string>();
  readonly #posts: { readonly channel: string; readonly at: number }[] = [];
  /** Files that people attached, by id. */
  readonly attachments = new Map<string, Uint8Array>();
  readonly #parts: RestParts;

  constructor(parts: RestParts) {
    this.#parts = parts;
    this.server = createServer((request, response) => void this.#serve(request, response));
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, attachmentId] = /^\/ephemeral-attachments\/\d+\/(\d+)\//.exec(request.url ?? "") ?? [];
    if (attachmentId !== undefined) {
      const bytes = this.attachments.get(attachmentId);
      response.writeHead(bytes === undefined ? 404 : 200).end(bytes ?? "This content is no longer available.");
      return;
    }
    const { body, files } = await parseBody(request);
    const call = this.#route(request, body, files);
    const isListed = !this.unlisted.has(call.name);
    if (isListed) this.tries.push(`${call.name}${files.length === 0 ? "" : " with files"}`);
    const at = this.faults.findIndex((fault) => fault.on === call.name);
    const [fault] = at === -1 ? [] : this.faults.splice(at, 1);
    const how = fault?.how;
    if (how === "hang") return;
    if (how === "reset") {
      response.destroy();
      return;
    }
    const verdict = typeof how === "object" ? how : call.handle();
    if (isListed) this.calls.push(`${call.name} ${verdict.status}`);
    this.#parts.changed();
    if (how === "lose") {
      response.destroy();
      return;
    }
    response.writeHead(verdict.status, { "content-type": "application/json", ...verdict.headers });
    response.end(verdict.status === 204 ? undefined : JSON.stringify(verdict.body ?? {}));
  }

  #route(request: IncomingMessage, body: unknown, files: readonly ReceivedFile[]): Call {
    const { interactions, gateway, applicationId } = this.#parts;
    const method = request.method ?? "";
    const path = decodeURIComponent((request.url ?? "").split("?")[0] ?? "").replace(/^\/api\/v10/, "");
    const parts = path.split("/").slice(1);
    const call = (name: string, handle: Call["handle"]): Call => ({
      name,
      handle: () => this.#headerProblem(request, body) ?? handle(),
    });
    const find = (token: string | undefined) => interactions.all.get(token ?? "");
    if (parts[0] === "interactions" && parts[3] === "callback") {
      return call("POST callback", () => interactions.answer(find(parts[2]), body, files));
    }
    if (parts[0] === "webhooks" && parts[1] === applicationId) {
      const messageId = parts[4];
      if (method === "POST" && messageId === undefined) {
        return call("POST followup", () => interactions.followUp(find(parts[2]), body, files));
      }
      if (method === "PATCH" && messageId !== undefined) {
        return call(`PATCH ${messageId}`, () => interactions.edit(find(parts[2]), messageId, body, files));
      }
      if (method === "DELETE" && messageId !== undefined) {
        return call(`DELETE ${messageId}`, () => interactions.remove(find(parts[2]), messageId));
      }
    }
    if (parts[0] === "channels" && parts[2] === "messages" && method === "POST") {
      return call("POST channel message", () => this.#asBot(request) ?? this.#post(parts[1] ?? "", body, files));
    }
    if (path === "/users/@me/channels" && method === "POST") {
      return call("POST direct messages", () => this.#asBot(request) ?? this.#openDirectMessages(body));
    }
    if (path === "/gateway") return call("GET gateway url", () => ({ status: 200, body: { url: gateway().url } }));
    if (path === "/applications/@me") {
      return call("GET application", () => this.#asBot(request) ?? { status: 200, body: this.#application() });
    }
    if (path === "/gateway/bot") {
      return call("GET gateway", () => this.#asBot(request) ?? { status: 200, body: gatewayBody(gateway()) });
    }
    if (parts[0] === "applications" && parts.at(-1) === "commands") {
      const scope = parts[2] === "guilds" ? (parts[3] ?? "") : "global";
      return call(
        `${method} commands`,
        () =>
          this.#asBot(request) ??
          this.#commands(method, parts[1], scope, body, /[?&]with_localizations=true/.test(request.url ?? "")),
      );
    }
    return call(`${method} ${path}`, () => ({ status: 404, body: { code: 0, message: "404: Not Found" } }));
  }

  /** A channel has a bucket of its own, and all calls together the 50 a second. */
  #post(
    channel: string,
    body: unknown,
    files: readonly ReceivedFile[],
  ): Verdict & { headers?: Record<string, string> } {
    const now = performance.now();
    const { limit, perMs } = this.bucket;
    const here = this.#posts.filter((post) => post.channel === channel && now - post.at < perMs);
    const isTooMany = this.#posts.filter(({ at }) => now - at < 1_000).length >= 50;
    const first = here[0]?.at ?? now;
    const resetAfter = Math.max(0.001, (first + perMs - now) / 1_000).toFixed(3);
    if (here.length >= limit || isTooMany) {
      this.slowedDown += 1;
      const headers = { "retry-after": resetAfter, ...(isTooMany ? { "x-ratelimit-global": "true" } : {}) };
      return {
        status: 429,
        headers,
        body: { message: "slow down", retry_after: Number(resetAfter), global: isTooMany },
      };
    }
    const closed = this.closed.get(channel);
    if (closed !== undefined) return { status: closed === 10_003 ? 404 : 403, body: { code: closed, message: "no" } };
    this.#posts.push({ channel, at: now });
    const person = this.#directMessages.get(channel);
    const headers = {
      "x-ratelimit-bucket": `messages-${channel}`,
      "x-ratelimit-limit": String(limit),
      "x-ratelimit-remaining": String(limit - here.length - 1),
      "x-ratelimit-reset-after": resetAfter,
    };
    return { ...this.#parts.interactions.post(body as MessageBody, files, person), headers };
  }

  /** The channel of what the bot and a person write to each other alone. */
  #openDirectMessages(body: unknown): Verdict {
    const { recipient_id: person } = body as { readonly recipient_id: string };
    const id = `7${person.slice(1)}`;
    this.#directMessages.set(id, person);
    return { status: 200, body: { id, type: 1 } };
  }

  #application() {
    const { applicationId, publicKey } = this.#parts;
    return {
      id: applicationId,
      name: "Magpie",
      icon: null,
      description: "",
      verify_key: publicKey,
      flags: 0,
      interactions_endpoint_url: this.endpointUrl,
    };
  }

  #commands(
    method: string,
    applicationId: string | undefined,
    scope: string,
    body: unknown,
    isWhole: boolean,
  ): Verdict {
    if (applicationId !== this.#parts.applicationId)
      return { status: 404, body: { code: 10_002, message: "Unknown Application" } };
    if (method === "PUT") this.registered.set(scope, body);
    const list = (this.registered.get(scope) ?? []) as readonly { readonly name: string }[];
    const known = { application_id: applicationId, version: "1", ...(scope === "global" ? {} : { guild_id: scope }) };
    // Texts in other languages come only to who asks for them, in an order of Discord's own
    const shown = JSON.parse(JSON.stringify(list), (key, value) =>
      key !== "description_localizations"
        ? value
        : isWhole
          ? Object.fromEntries(Object.entries(value).toReversed())
          : undefined,
    );
    return {
      status: 200,
      body: (shown as typeof list).map((command) => ({ id: commandId(command.name), ...known, ...command })),
    };
  }

  #asBot(request: IncomingMessage): Verdict | undefined {
    if (request.headers.authorization === `Bot ${this.#parts.token}`) return undefined;
    return { status: 401, body: { code: 0, message: "401: Unauthorized" } };
  }

  #headerProblem(request: IncomingMessage, body: unknown): Verdict | undefined {
    const agent = request.headers["user-agent"] ?? "";
    if (!/^DiscordBot \(https?:\/\/\S+, \S+\)/.test(agent)) return this.#violation(`User-Agent ${agent}`);
    const type = request.headers["content-type"] ?? "";
    if (body !== undefined && !/^(application\/json|multipart\/form-data)/.test(type))
      return this.#violation(`Content-Type ${type}`);
    return undefined;
  }

  #violation(what: string): Verdict {
    this.#parts.interactions.violations.push(what);
    return { status: 400, body: { code: 50_035, message: "Invalid Form Body" } };
  }
}

/** The id that the simulated Discord gives to a command. */
export function commandId(name: string): string {
  return String([...name].reduce((id, letter) => id * 31n + BigInt(letter.codePointAt(0) ?? 0), 7n) % 10n ** 18n);
}

function gatewayBody({ url, shards, maxConcurrency }: ReturnType<RestParts["gateway"]>) {
  return {
    url,
    shards,
    session_start_limit: { total: 1_000, remaining: 999, reset_after: 14_400_000, max_concurrency: maxConcurrency },
  };
}

async function parseBody(
  request: IncomingMessage,
): Promise<{ readonly body: unknown; readonly files: readonly ReceivedFile[] }> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return decodeBody(Buffer.concat(chunks), request.headers["content-type"] ?? "");
}

/** JSON, or the multipart form of JSON and files. */
export async function decodeBody(
  bytes: Buffer,
  contentType: string,
): Promise<{ readonly body: unknown; readonly files: readonly ReceivedFile[] }> {
  if (!contentType.startsWith("multipart/")) {
    return { body: bytes.length === 0 ? undefined : JSON.parse(bytes.toString()), files: [] };
  }
  const form = await new Response(new Uint8Array(bytes), { headers: { "content-type": contentType } }).formData();
  const files: ReceivedFile[] = [];
  for (let index = 0; ; index += 1) {
    const file = form.get(`files[${index}]`);
    if (!(file instanceof File)) break;
    files.push({ name: file.name, mediaType: file.type, bytes: new Uint8Array(await file.arrayBuffer()) });
  }
  return { body: JSON.parse(String(form.get("payload_json"))), files };
}
