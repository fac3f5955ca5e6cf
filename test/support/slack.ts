import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { APP_TOKEN, BOT_TOKEN, SlackApi } from "./slack-api.ts";
import { mentionEvent, type Written } from "./slack-events.ts";
import { buttonsOf, labelOf, onScreen, type SlackMessage, SlackMessages } from "./slack-messages.ts";
import { optionsProblems, type SlackOption, type SlackPayload, type SlackView } from "./slack-rules.ts";
import { ACK_MS, SlackSockets } from "./slack-sockets.ts";

const SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5";

export type Transport = "http" | "socket";

/** A pretend person in a channel of the simulated workspace. */
export interface SlackPerson {
  /** Types a line with a command; resolves when Slack has the ack. */
  types(line: string, delivery?: { readonly triggerId?: string; readonly onConnection?: number }): Promise<void>;
  /** Writes a message that names the bot, as Slack escapes it: `<@UBOT> dog beagle`. */
  writes(text: string, how?: Written): Promise<void>;
  /** Presses a button of the last message she sees that has it. */
  presses(label: string): Promise<void>;
  /** The last message she sees, as words; fails when there is none. */
  sees(): string;
  /** Waits until the last message she sees matches. */
  reads(words: string | RegExp): Promise<void>;
  seesAlone(): boolean;
  /** All messages she sees. */
  messages(): readonly SlackMessage[];
  /** What Slack tells her when a command fails: no ack, a refused message. */
  readonly failures: readonly string[];
  /** The form on her screen, if any, and what it says is wrong. */
  form(): SlackView | undefined;
  opensForm(): Promise<SlackView>;
  formErrors(): Readonly<Record<string, string>>;
  /** Fills inputs by their option's name and submits: text as typed, selects by value, checkboxes by `true`, files by id. */
  fillsForm(values: Readonly<Record<string, string | true>>): Promise<void>;
  /** Types into a select of the form; what it offers. */
  searches(option: string, typed: string): Promise<readonly string[]>;
}

export interface PersonOptions {
  readonly channel?: string;
  readonly via?: Transport;
  readonly team?: string;
  /** The organisation that installed the app for all its workspaces. */
  readonly enterprise?: string;
}

export interface SimulatedSlack {
  readonly apiUrl: string;
  readonly api: SlackApi;
  readonly sockets: SlackSockets;
  readonly messages: SlackMessages;
  person(name: string, options?: PersonOptions): SlackPerson;
  /** Where the bot takes events over HTTP. */
  deliversTo(eventsUrl: string): void;
  /** Sends raw bytes as Slack would, signed unless told otherwise; the status of the answer. */
  sends(body: string, options?: SendOptions): Promise<{ readonly status: number; readonly text: string }>;
  /** Rules that the bot broke. */
  problems(): readonly string[];
  close(): Promise<void>;
}

export interface SendOptions {
  readonly contentType?: string;
  readonly timestamp?: number;
  readonly signature?: string;
}

/** A Slack workspace on loopback that speaks Slack's protocols and enforces its rules. */
export async function simulatedSlack(): Promise<SimulatedSlack> {
  const messages = new SlackMessages();
  const sockets = new SlackSockets(() => messages.changed());
  const api = new SlackApi(messages, sockets);
  const server = createServer((request, response) => void api.handle(request, response));
  server.on("upgrade", (request, socket, head) => sockets.upgrade(request, socket, head));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  api.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  let eventsUrl = "";

  const sends: SimulatedSlack["sends"] = async (body, options = {}) => {
    const timestamp = String(options.timestamp ?? Math.floor(Date.now() / 1_000));
    const hmac = createHmac("sha256", SIGNING_SECRET).update(`v0:${timestamp}:${body}`).digest("hex");
    const response = await fetch(eventsUrl, {
      method: "POST",
      headers: {
        "content-type": options.contentType ?? "application/x-www-form-urlencoded",
        "x-slack-signature": options.signature ?? `v0=${hmac}`,
        "x-slack-request-timestamp": timestamp,
      },
      body,
      signal: AbortSignal.timeout(ACK_MS),
    });
    return { status: response.status, text: await response.text() };
  };

  return {
    apiUrl: `${api.origin}/api/`,
    api,
    sockets,
    messages,
    sends,
    deliversTo: (url) => {
      eventsUrl = url;
    },
    problems: () => [...api.problems, ...api.files.problems, ...sockets.problems],
    person: (name, options = {}) =>
      person(name, options.channel ?? "C111", {
        api,
        messages,
        workspace: { team: options.team ?? "T111", enterprise: options.enterprise },
        deliver: async (kind, payload, onConnection) => {
          if (kind === "command" && !api.delivers("slash_commands")) throw new Error("the app has no slash commands");
          if (kind === "event") {
            if (!api.delivers("app_mention")) return undefined;
            if (options.via === "socket") return sockets.deliver("events_api", payload, false);
            const { status, text } = await sends(JSON.stringify(payload), { contentType: "application/json" });
            if (status !== 200 || text !== "") throw new Error(`an event answered ${status} ${text}`);
            return undefined;
          }
          if (options.via === "socket") {
            const takesPayload = !("actions" in payload);
            return sockets.deliver(
              kind === "command" ? "slash_commands" : "interactive",
              payload,
              takesPayload,
              onConnection,
            );
          }
          const form =
            kind === "command"
              ? new URLSearchParams({ ...payload })
              : new URLSearchParams({ payload: JSON.stringify(payload) });
          const { status, text } = await sends(form.toString());
          if (status !== 200) throw new Error(`http_status_${status}`);
          return text === "" ? undefined : JSON.parse(text);
        },
      }),
    close: async () => {
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface PersonParts {
  readonly api: SlackApi;
  readonly messages: SlackMessages;
  readonly workspace: { readonly team: string; readonly enterprise: string | undefined };
  /** Delivers and gives the payload of the ack; rejects when there is none in time. */
  readonly deliver: (
    kind: "command" | "interactive" | "event",
    payload: object,
    onConnection?: number,
  ) => Promise<unknown>;
}

function person(name: string, channel: string, { api, messages, workspace, deliver }: PersonParts): SlackPerson {
  const id = `U-${name}`;
  const failures: string[] = [];
  let formErrors: Readonly<Record<string, string>> = {};
  const user = { id, username: name, name, team_id: workspace.team };
  const { team, enterprise = "E111" } = workspace;
  const common = {
    user,
    // Slack names no workspace where an organisation installed the app for all of them
    team: workspace.enterprise === undefined ? { id: team, domain: "magpies" } : null,
    enterprise: { id: enterprise, name: "Birds" },
    is_enterprise_install: workspace.enterprise !== undefined,
    api_app_id: "A111",
    token: "legacy",
  };
  const seen = () => messages.all.filter((message) => message.channel === channel && (message.onlyFor ?? id) === id);
  const last = () => {
    const message = seen().at(-1);
    if (message === undefined) throw new Error(`${name} sees nothing`);
    return message;
  };
  const view = () => {
    const open = api.views.get(id);
    if (open === undefined) throw new Error(`${name} has no form`);
    return open;
  };
  const viewPayload = (values: Readonly<Record<string, string | true>>) => {
    const open = view();
    const inputs = open.blocks.map((block) => {
      const given = values[block.block_id ?? ""];
      const { type = "", action_id = "" } = block.element ?? {};
      return [block.block_id ?? "", { [action_id]: { type, ...inputState(type, given) } }];
    });
    return { ...open, id: "V111", state: { values: Object.fromEntries(inputs) } };
  };
  return {
    failures,
    types: async (line, { triggerId = api.trigger(id), onConnection } = {}) => {
      const [, command = "", text = ""] = /^(\/\S+)\s?(.*)$/s.exec(line) ?? [];
      const payload = {
        token: "legacy",
        team_id: team,
        team_domain: "magpies",
        enterprise_id: enterprise,
        channel_id: channel,
        channel_name: "random",
        user_id: id,
        user_name: name,
        command,
        text,
        api_app_id: "A111",
        is_enterprise_install: String(workspace.enterprise !== undefined),
        response_url: api.responseUrl("commands", channel, id),
        trigger_id: triggerId,
      };
      try {
        const answer = (await deliver("command", payload, onConnection)) as SlackPayload | undefined;
        if (answer === undefined) return;
        const onlyFor = answer.response_type === "in_channel" ? undefined : id;
        const posted = api.accept(answer, { channel, onlyFor, by: "ack" });
        if (typeof posted === "string") failures.push(posted);
      } catch (error) {
        failures.push(error instanceof Error ? error.message : String(error));
      }
    },
    writes: async (text, how = {}) => {
      // Slack tells of mentions only where the bot is a member
      api.memberOf.add(channel);
      if (how.thread !== undefined) api.activeThreads.add(how.thread);
      const where = { person: id, channel, team, ...(workspace.enterprise === undefined ? {} : { enterprise }) };
      await deliver("event", mentionEvent(text, where, { eventId: `Ev-${api.trigger(id)}`, ...how }));
    },
    presses: async (label) => {
      const message = seen().findLast(({ payload }) => buttonsOf(payload).some((button) => labelOf(button) === label));
      if (message === undefined) throw new Error(`${name} sees no button “${label}”`);
      const button = buttonsOf(message.payload).find((candidate) => labelOf(candidate) === label);
      const isEphemeral = message.onlyFor !== undefined;
      const thread = message.thread === undefined ? {} : { thread_ts: message.thread };
      const place = { channel_id: channel, is_ephemeral: isEphemeral, ...thread };
      const container = { type: "message", message_ts: message.id, ...place };
      const payload = {
        ...common,
        type: "block_actions",
        container,
        // Slack does not describe a message that only one person sees
        ...(isEphemeral ? {} : { message: { ...message.payload, type: "message", ts: message.id, ...thread } }),
        trigger_id: api.trigger(id),
        channel: { id: channel, name: "random" },
        response_url: api.responseUrl("actions", channel, id, message),
        actions: [{ ...button, block_id: "b", action_ts: "1700000000.1" }],
      };
      try {
        const answer = await deliver("interactive", payload);
        if (answer !== undefined) api.problems.push("the ack of a button carries something");
      } catch (error) {
        failures.push(error instanceof Error ? error.message : String(error));
      }
    },
    sees: () => onScreen(last().payload),
    reads: async (words) => {
      const matches = () => {
        const message = seen().at(-1);
        const screen = message === undefined ? "" : onScreen(message.payload);
        return typeof words === "string" ? screen.includes(words) : words.test(screen);
      };
      await messages.until(matches, () => {
        const message = seen().at(-1);
        return `${name} does not read ${String(words)} but: ${message === undefined ? "nothing" : onScreen(message.payload)}`;
      });
    },
    seesAlone: () => last().onlyFor === id,
    messages: seen,
    form: () => api.views.get(id),
    opensForm: async () => {
      await messages.until(
        () => api.views.has(id),
        () => `${name} sees no form`,
      );
      return view();
    },
    formErrors: () => formErrors,
    fillsForm: async (values) => {
      const payload = {
        ...common,
        type: "view_submission",
        trigger_id: api.trigger(id),
        view: viewPayload(values),
        response_urls: [],
      };
      const answer = (await deliver("interactive", payload)) as
        | { response_action?: string; errors?: Readonly<Record<string, string>> }
        | undefined;
      formErrors = answer?.response_action === "errors" ? (answer.errors ?? {}) : {};
      if (answer?.response_action !== "errors") api.views.delete(id);
    },
    searches: async (option, typed) => {
      const payload = {
        ...common,
        type: "block_suggestion",
        action_id: "value",
        block_id: option,
        value: typed,
        view: viewPayload({}),
      };
      const answer = (await deliver("interactive", payload)) as { options: readonly SlackOption[] };
      api.problems.push(...optionsProblems(answer.options));
      return answer.options.map(({ text }) => text.text);
    },
  };
}

function inputState(type: string, given: string | true | undefined): object {
  const option = { text: { type: "plain_text", text: String(given) }, value: String(given) };
  switch (type) {
    case "static_select":
    case "external_select":
      return { selected_option: given === undefined ? null : option };
    case "file_input":
      return { files: given === undefined ? [] : [{ id: String(given), name: "books.csv", filetype: "csv" }] };
    case "datepicker":
      return { selected_date: given ?? null };
    case "checkboxes":
      return { selected_options: given === true ? [{ ...option, value: "yes" }] : [] };
    default:
      return { value: given ?? null };
  }
}

/** Configuration of a bot in the simulated workspace. */
export function slackConfig(slack: SimulatedSlack, transports: readonly Transport[], commandPrefix = "") {
  return {
    botToken: BOT_TOKEN,
    apiUrl: slack.apiUrl,
    commandPrefix,
    ...(transports.includes("http") ? { signingSecret: SIGNING_SECRET } : {}),
    ...(transports.includes("socket") ? { appToken: APP_TOKEN } : {}),
  };
}
