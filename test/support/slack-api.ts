import type { IncomingMessage, ServerResponse } from "node:http";
import { slackManifest } from "../../src/adapters/slack/register.ts";
import NEEDED from "../platforms/slack/scopes.json" with { type: "json" };
import { BOT_USER } from "./slack-events.ts";
import { SlackFiles } from "./slack-files.ts";
import type { SlackMessage, SlackMessages } from "./slack-messages.ts";
import { SlackOauth } from "./slack-oauth.ts";
import {
  blocksOf,
  messageProblems,
  picturesOf,
  type SlackPayload,
  type SlackView,
  viewProblems,
} from "./slack-rules.ts";
import { ACK_MS, type SlackSockets } from "./slack-sockets.ts";

export const BOT_TOKEN = "xoxb-111-simulated";
export const APP_TOKEN = "xapp-1-A111-simulated";

/** https://docs.slack.dev/interactivity/handling-user-interaction#message_responses */
const RESPONSE_URL_USES = 5;
const RESPONSE_URL_MS = 30 * 60_000;
const TRIGGER_MS = ACK_MS;

/** An answer in place of the real one, once. `hang`: none at all. `cut`: the connection ends. */
export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly hang?: boolean;
  readonly cut?: boolean;
}

interface ResponseUrlState {
  readonly channel: string;
  readonly person: string;
  readonly expiresAt: number;
  /** What `replace_original` acts on: the message of the button, else what was posted through this URL. */
  original: SlackMessage | undefined;
  uses: number;
}

/** The Web API and the `response_url`s of one simulated workspace. */
export class SlackApi {
  /** `POST chat.postMessage` and so on, in order; `response_url` for those. */
  readonly calls: string[] = [];
  /** Workspace of each call's token, in order. */
  readonly callers: string[] = [];
  readonly oauth = new SlackOauth();
  /** What the bot token may do: what the manifest asked for when the app was installed. */
  scopes: readonly string[] = slackManifest([], { prefix: "", useSocketMode: true }).oauth_config.scopes.bot;
  /** The scopes that something was done with. */
  readonly usedScopes = new Set<string>();
  /** Rules that the bot broke: a test that ends with one has failed. */
  readonly problems: string[] = [];
  /** Pictures that Slack cannot fetch. */
  readonly unfetchable = new Set<string>();
  /** Kinds of blocks that the workspace does not take yet. */
  readonly unknownBlocks = new Set<string>();
  /** Channels that the bot is a member of. */
  readonly memberOf = new Set<string>();
  /** What `users.info` tells of people, by their id. */
  readonly profiles = new Map<string, { readonly tz?: string; readonly is_admin?: boolean }>();
  /** Why nothing can be posted in a channel, by its id. */
  readonly closed = new Map<string, string>();
  /** Threads with a reply: in others Slack shows nothing private. */
  readonly activeThreads = new Set<string>();
  readonly views = new Map<string, SlackView>();
  readonly files = new SlackFiles();
  origin = "";
  readonly #injected = new Map<string, Answer[]>();
  readonly #responseUrls = new Map<string, ResponseUrlState>();
  readonly #triggers = new Map<string, { person: string; expiresAt: number }>();
  readonly #messages: SlackMessages;
  readonly #sockets: SlackSockets;
  #count = 0;

  constructor(messages: SlackMessages, sockets: SlackSockets) {
    this.#messages = messages;
    this.#sockets = sockets;
  }

  /** The next calls of a method (or of `response_url`) get these answers. */
  plays(method: string, ...answers: readonly Answer[]): void {
    this.#injected.set(method, [...(this.#injected.get(method) ?? []), ...answers]);
  }

  responseUrl(kind: "commands" | "actions", channel: string, person: string, original?: SlackMessage): string {
    this.#count += 1;
    const path = `/${kind}/T111/${this.#count}`;
    this.#responseUrls.set(path, { channel, person, original, uses: 0, expiresAt: Date.now() + RESPONSE_URL_MS });
    return this.origin + path;
  }

  trigger(person: string): string {
    this.#count += 1;
    const id = `111.222.${this.#count}`;
    this.#triggers.set(id, { person, expiresAt: Date.now() + TRIGGER_MS });
    return id;
  }

  /** Puts a message on screen unless a rule or a picture forbids it; says what Slack says then. */
  accept(payload: SlackPayload, place: Omit<SlackMessage, "id" | "payload" | "thread">): SlackMessage | string {
    const refusal = this.#refusal(payload);
    if (refusal !== undefined) return refusal;
    const { thread_ts: thread } = payload;
    if (thread !== undefined && place.onlyFor === undefined) this.activeThreads.add(thread);
    if (thread !== undefined && !this.activeThreads.has(thread)) {
      this.problems.push("nobody sees a private message in a thread without replies");
    }
    return this.#messages.post({ ...place, payload, thread });
  }

  /** The app was installed before it asked for this scope. */
  lacks(scope: string): void {
    this.scopes = this.scopes.filter((granted) => granted !== scope);
  }

  /** The app was installed with an optional scope, too. */
  grants(scope: string): void {
    this.scopes = [...this.scopes, scope];
  }

  /** Whether Slack delivers this kind of thing to the app. */
  delivers(kind: keyof typeof NEEDED.deliveries): boolean {
    const needed = NEEDED.deliveries[kind];
    this.usedScopes.add(needed);
    return this.scopes.includes(needed);
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const raw = Buffer.concat(chunks);
    const body = raw.toString("utf8");
    const path = new URL(request.url ?? "/", "http://slack.test").pathname;
    const isUpload = this.files.isUpload(path);
    const isDownload = this.files.isDownload(path);
    const elsewhere = isUpload ? "upload" : isDownload ? "download" : "response_url";
    const method = path.startsWith("/api/") ? path.slice("/api/".length) : elsewhere;
    this.calls.push(method);
    const injected = this.#injected.get(method)?.shift();
    const answer = injected ?? this.#answer(method, path, request, raw, body);
    if (answer.hang === true) return;
    if (answer.cut === true) {
      response.destroy();
      return;
    }
    response.writeHead(answer.status ?? 200, { "content-type": "application/json", ...answer.headers });
    const isRaw = typeof answer.body === "string" || Buffer.isBuffer(answer.body);
    response.end(isRaw ? answer.body : JSON.stringify(answer.body ?? { ok: true }));
  }

  #answer(method: string, path: string, request: IncomingMessage, raw: Buffer, body: string): Answer {
    if (method === "upload") return this.files.receive(path, request, raw);
    if (method === "download") return this.files.download(path, this.#isKnown(request));
    return method === "response_url" ? this.#respond(path, body) : this.#call(method, request, body);
  }

  /** Whether a request comes with the token of some workspace. */
  #isKnown({ headers }: IncomingMessage): boolean {
    const [, token] = /^Bearer (.+)$/.exec(headers.authorization ?? "") ?? [];
    return token === BOT_TOKEN || this.oauth.refusal(token) === undefined;
  }

  #respond(path: string, body: string): Answer {
    const state = this.#responseUrls.get(path);
    if (state === undefined || Date.now() > state.expiresAt) return gone("expired_url");
    state.uses += 1;
    if (state.uses > RESPONSE_URL_USES) return gone("used_url");
    const payload = JSON.parse(body) as SlackPayload;
    const { original } = state;
    if (payload.delete_original === true) {
      if (original !== undefined) this.#messages.remove(original);
      return { body: { ok: true } };
    }
    const isPublic = payload.response_type === "in_channel";
    if (payload.replace_original === true && original !== undefined) {
      if (isPublic && original.onlyFor !== undefined) {
        this.problems.push("an ephemeral message cannot become a public one");
        return { status: 400, body: { ok: false, error: "cannot_replace_ephemeral" } };
      }
      const refusal = this.#refusal(payload);
      if (refusal !== undefined) return { status: 400, body: invalidBlocks(refusal) };
      this.#messages.replace(original, payload);
      return { body: { ok: true } };
    }
    const posted = this.accept(payload, {
      channel: state.channel,
      onlyFor: isPublic ? undefined : state.person,
      by: "response_url",
    });
    if (typeof posted === "string") return { status: 400, body: invalidBlocks(posted) };
    state.original ??= posted;
    return { body: "ok" };
  }

  #call(method: string, request: IncomingMessage, body: string): Answer {
    const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1];
    const args = Object.fromEntries(new URLSearchParams(body));
    if (method === "oauth.v2.access") return this.oauth.access(args);
    if (method === "api.test") return { body: { ok: true, args } };
    const isOurs = token === (method === "apps.connections.open" ? APP_TOKEN : BOT_TOKEN);
    const refusal = isOurs ? undefined : this.oauth.refusal(token);
    if (refusal !== undefined) return failed(refusal);
    const lack = this.#lack(method, token);
    if (lack !== undefined) return lack;
    this.callers.push(`${method} ${this.oauth.teamOf(token) ?? "T111"}`);
    switch (method) {
      case "auth.test":
        return {
          headers: { "x-oauth-scopes": this.scopes.join(",") },
          body: { ok: true, team: "Magpies", team_id: "T111", user: "magpie", user_id: BOT_USER, bot_id: "B111" },
        };
      case "apps.connections.open":
        return { body: { ok: true, url: this.origin.replace("http:", "ws:") + this.#sockets.link() } };
      case "chat.postMessage":
      case "chat.postEphemeral": {
        const channel = (args["channel"] ?? "").replace(/^U-/, "D-");
        const closed = this.closed.get(channel);
        if (closed !== undefined) return failed(closed);
        if (!this.#mayPost(method, channel)) return failed("not_in_channel");
        const posted = this.accept(fromForm(args), {
          channel,
          onlyFor: method === "chat.postEphemeral" ? (args["user"] ?? "") : undefined,
          by: method,
        });
        if (typeof posted === "string") return { body: invalidBlocks(posted) };
        return { body: { ok: true, channel, ts: posted.id, message_ts: posted.id } };
      }
      case "chat.update": {
        const message = this.#messages.all.find(({ id, channel }) => id === args["ts"] && channel === args["channel"]);
        if (message === undefined || message.by !== "chat.postMessage") return failed("cant_update_message");
        // What is left out stays, and what is empty goes. https://docs.slack.dev/reference/methods/chat.update
        const payload = withoutEmpty({ ...message.payload, ...fromForm(args) });
        const refused = this.#refusal(payload);
        if (refused !== undefined) return { body: invalidBlocks(refused) };
        this.#messages.replace(message, payload);
        return { body: { ok: true, channel: message.channel, ts: message.id, text: "" } };
      }
      case "chat.delete": {
        const message = this.#messages.all.find(({ id, channel }) => id === args["ts"] && channel === args["channel"]);
        if (message === undefined || message.by !== "chat.postMessage") return failed("message_not_found");
        this.#messages.remove(message);
        return { body: { ok: true, channel: message.channel, ts: message.id } };
      }
      case "users.info": {
        const user = args["user"] ?? "";
        return { body: { ok: true, user: { id: user, ...this.profiles.get(user) } } };
      }
      case "views.open":
        return this.#openView(args);
      case "files.getUploadURLExternal":
        return this.files.ticket(args, this.origin);
      case "files.completeUploadExternal":
        return this.#completeUpload(args);
      case "files.info":
        return this.files.info(args, this.origin);
      default:
        return failed("unknown_method");
    }
  }

  /** The refusal of a call that the token's scopes do not cover. */
  #lack(method: string, token: string | undefined): Answer | undefined {
    const needed = new Map(Object.entries(NEEDED.methods)).get(method);
    if (needed === undefined) this.problems.push(`nobody knows what ${method} needs`);
    if (needed === undefined || needed === "" || token === APP_TOKEN) return undefined;
    this.usedScopes.add(needed);
    const granted = this.oauth.scopesOf(token) ?? this.scopes;
    if (granted.includes(needed)) return undefined;
    return { body: { ok: false, error: "missing_scope", needed, provided: granted.join(",") } };
  }

  #mayPost(method: string, channel: string): boolean {
    if (this.#isMember(channel)) return true;
    const isAllowed = method === "chat.postMessage" && this.scopes.includes("chat:write.public");
    if (isAllowed) this.usedScopes.add("chat:write.public");
    return isAllowed;
  }

  /** What people and the bot write to each other alone is a channel, too. */
  #isMember(channel: string): boolean {
    return channel.startsWith("D-") || this.memberOf.has(channel);
  }

  #completeUpload(args: Readonly<Record<string, string>>): Answer {
    const answer = this.files.complete(args, (channel) => this.#isMember(channel));
    const channel = args["channel_id"];
    const shared = this.files.all.at(-1);
    if (channel !== undefined && shared?.channel === channel) {
      const payload = { text: `[file: ${shared.name}]` };
      const place = { channel, thread: args["thread_ts"], onlyFor: undefined };
      this.#messages.post({ ...place, by: "files.completeUploadExternal", payload });
    }
    return answer;
  }

  #openView(args: Readonly<Record<string, string>>): Answer {
    const trigger = this.#triggers.get(args["trigger_id"] ?? "");
    this.#triggers.delete(args["trigger_id"] ?? "");
    if (trigger === undefined) return failed("invalid_trigger_id");
    if (Date.now() > trigger.expiresAt) return failed("expired_trigger_id");
    const view = JSON.parse(args["view"] ?? "{}") as SlackView;
    const problems = viewProblems(view);
    if (problems.length > 0) {
      this.problems.push(...problems);
      return failed("invalid_arguments");
    }
    this.views.set(trigger.person, view);
    this.#messages.changed();
    return { body: { ok: true, view: { id: "V111" } } };
  }

  #refusal(payload: SlackPayload): string | undefined {
    const problems = messageProblems(payload);
    this.problems.push(...problems);
    if (problems.length > 0) return problems.join("; ");
    const unknown = blocksOf(payload).find(({ type }) => this.unknownBlocks.has(type));
    if (unknown !== undefined) return `unsupported type: ${unknown.type}`;
    if (picturesOf(payload).some((url) => this.unfetchable.has(url))) return "downloading image failed";
    return this.files.refusal(payload);
  }
}

function fromForm(args: Readonly<Record<string, string>>): SlackPayload {
  return {
    ...(args["text"] === undefined ? {} : { text: args["text"] }),
    ...(args["thread_ts"] === undefined ? {} : { thread_ts: args["thread_ts"] }),
    ...(args["blocks"] === undefined ? {} : { blocks: JSON.parse(args["blocks"]) }),
    ...(args["attachments"] === undefined ? {} : { attachments: JSON.parse(args["attachments"]) }),
  };
}

function withoutEmpty(payload: SlackPayload): SlackPayload {
  return Object.fromEntries(Object.entries(payload).filter(([, value]) => value !== "" && value.length !== 0));
}

function failed(error: string): Answer {
  return { body: { ok: false, error } };
}

function gone(error: string): Answer {
  return { status: 404, body: { ok: false, error } };
}

function invalidBlocks(detail: string): object {
  return { ok: false, error: "invalid_blocks", response_metadata: { messages: [`[ERROR] ${detail}`] } };
}
