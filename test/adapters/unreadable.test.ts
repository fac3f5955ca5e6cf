import { describe, expect, onTestFinished, test } from "vitest";
import { discordBot } from "../support/discord-bot.ts";
import { dog } from "../support/sample-commands.ts";
import { slackBot } from "../support/slack-bot.ts";

const words = (platform: string) =>
  `I can't read what ${platform} sent me. Ask me again; if it stays so, tell my operator.`;

/** Stands for what people typed: never in the log. */
const HUSH = "hush-hush";

describe.each(["http", "gateway"] as const)("Discord over %s", (via) => {
  async function start() {
    const bot = await discordBot({ commands: [dog], via });
    onTestFinished(() => bot[Symbol.asyncDispose]());
    return { ...bot, ann: bot.discord.person("ann"), logged: () => JSON.stringify(bot.log.lines) };
  }

  const user = { id: "80351110224678912", username: "ann" };

  test.each<[kind: string, made: 2 | 3, spoilt: object, type: string, field: string]>([
    ["a command without its name", 2, { type: 2, user, data: { name: 7, of: HUSH } }, "command", "data.name"],
    ["a command without a person", 2, { type: 2, data: { name: "dog", options: [] } }, "command", "user"],
    ["a press of nothing", 3, { type: 3, user, data: { of: HUSH } }, "press", "data.custom_id"],
    ["a form of nothing", 3, { type: 5, user, data: HUSH }, "form", "data"],
    [
      "a person without an id",
      2,
      { type: 2, user: { id: HUSH, username: "a" }, data: { name: "dog" } },
      "command",
      "user.id",
    ],
  ])("%s is told to the person alone", async (_, made, spoilt, type, field) => {
    const { discord, ann, logged } = await start();
    const interaction = discord.interactions.add(made, ann.id);
    const { id, token } = interaction;
    await discord.deliver(interaction, { id, token, application_id: "1", ...spoilt }, via);
    await discord.until(() => interaction.answeredWith !== undefined, "an answer");
    expect([ann.sees(), ann.seesAlone()]).toEqual([words("Discord"), true]);
    expect(logged()).toContain(`"type":"${type}","fields":["${field}"]`);
    expect(logged()).not.toContain(HUSH);
  });

  test("what is typed into an option is offered nothing", async () => {
    const { discord, ann, logged } = await start();
    const interaction = discord.interactions.add(4, ann.id);
    const { id, token } = interaction;
    const data = { name: "dog", options: HUSH };
    await discord.deliver(interaction, { id, token, type: 4, application_id: "1", user, data }, via);
    await discord.until(() => interaction.choices !== undefined, "choices");
    expect(interaction.choices).toEqual([]);
    expect(logged()).toContain('"type":"suggestions","fields":["data.options"]');
    expect(logged()).not.toContain(HUSH);
  });

  test.each([
    ["a kind that nobody knows", { type: 99, user }],
    ["no token", { type: 2, token: null, user, data: { name: 7 } }],
  ])("%s can only be logged", async (_, spoilt) => {
    const { discord, ann, logged } = await start();
    const interaction = discord.interactions.add(2, ann.id);
    const { id, token } = interaction;
    const payload = { id, token, application_id: "1", of: HUSH, ...spoilt };
    expect(await discord.deliver(interaction, payload, via)).toBe(via === "http" ? 400 : 0);
    await expect.poll(logged).toContain('"type":"unknown"');
    expect([ann.seesAll(), logged().includes(HUSH)]).toEqual([[], false]);
  });
});

describe.each(["http", "socket"] as const)("Slack over %s", (via) => {
  async function start() {
    const bot = await slackBot({ commands: [dog], transports: [via] });
    onTestFinished(() => bot.close());
    await bot.adapter.ready;
    const { slack } = bot;
    slack.api.memberOf.add("C1");
    /** Gives what the acknowledgement carries. */
    const delivers = async (payload: object): Promise<unknown> => {
      const kind = "command" in payload ? "slash_commands" : "event" in payload ? "events_api" : "interactive";
      if (via === "socket")
        return await slack.sockets.deliver(kind, payload, !("actions" in payload || "event" in payload));
      const json = JSON.stringify(payload);
      const form = kind === "slash_commands" ? { ...payload } : { payload: json };
      const { status, text } =
        kind === "events_api"
          ? await slack.sends(json, { contentType: "application/json" })
          : await slack.sends(new URLSearchParams(form as Record<string, string>).toString());
      expect(status).toBe(200);
      return text === "" ? undefined : JSON.parse(text);
    };
    return { slack, delivers, ann: slack.person("ann", { channel: "C1" }), logged: () => bot.log.join("") };
  }

  const view = { callback_id: "command-form", private_metadata: 7, blocks: [{ block_id: "query" }] };
  const event = { type: "app_mention", user: "U-ann", channel: "C1", text: HUSH };

  test("a command: in the acknowledgement", async () => {
    const { delivers, logged } = await start();
    const ack = await delivers({ command: "/dog", text: HUSH, user_id: "" });
    expect(ack).toMatchObject({ response_type: "ephemeral", text: words("Slack") });
    expect(logged()).toContain('"type":"command","fields":["user_id"]');
    expect(logged()).not.toContain(HUSH);
  });

  test("a form: beside its first input", async () => {
    const { delivers, logged } = await start();
    const ack = await delivers({ type: "view_submission", user: { id: "U-ann" }, view, of: HUSH });
    expect(ack).toEqual({ response_action: "errors", errors: { query: words("Slack") } });
    expect(logged()).toContain('"type":"form","fields":["view.private_metadata"]');
    expect(logged()).not.toContain(HUSH);
  });

  test("what is typed into a select is offered nothing", async () => {
    const { delivers, logged } = await start();
    const ack = await delivers({
      type: "block_suggestion",
      user: { id: "U-ann" },
      block_id: "query",
      value: HUSH,
      view,
    });
    expect(ack).toEqual({ options: [] });
    expect(logged()).toContain('"type":"suggestions","fields":["view.private_metadata"]');
    expect(logged()).not.toContain(HUSH);
  });

  test.each<[kind: string, payload: object, type: string, field: string]>([
    [
      "a press of nothing",
      { type: "block_actions", actions: [{ type: "button", value: { of: HUSH } }] },
      "press",
      "actions.0.value",
    ],
    ["a press whose buttons are gone", { type: "block_actions", of: HUSH }, "press", "actions"],
    ["a mention without a time", { type: "event_callback", event_id: "Ev1", event }, "mention", "event.ts"],
    ["a mention without an id", { type: "event_callback", event: { ...event, ts: "1.2" } }, "mention", "event_id"],
  ])("%s: told to the person alone", async (_, payload, type, field) => {
    const { delivers, ann, logged } = await start();
    const who = "event" in payload ? {} : { user: { id: "U-ann" }, channel: { id: "C1" } };
    expect(await delivers({ ...who, ...payload })).toBeUndefined();
    await ann.reads(words("Slack"));
    expect([ann.messages().length, ann.seesAlone()]).toEqual([1, true]);
    expect(logged()).toContain(`"type":"${type}","fields":["${field}"]`);
    expect(logged()).not.toContain(HUSH);
  });

  test.each([
    ["a bot's mention", { type: "event_callback", event: { ...event, bot_id: "B1" } }],
    ["an edited mention", { type: "event_callback", event: { ...event, edited: { ts: "1.2" } } }],
    ["another app's form", { type: "view_submission", user: { id: "U-ann" }, view: { ...view, callback_id: "other" } }],
  ])("%s is none of ours", async (_, payload) => {
    const { delivers, slack, logged } = await start();
    expect(await delivers(payload)).toBeUndefined();
    expect([slack.messages.all, logged()]).toEqual([[], expect.not.stringContaining("can't read")]);
  });

  test("null where a field may be absent is absent, also for the library between", async () => {
    const { delivers, ann } = await start();
    const absent = { channel: null, team: null, enterprise: null, message: null };
    const container = { channel_id: "C1", is_ephemeral: true, thread_ts: null };
    const actions = [{ type: "button", value: "0@forgotten" }];
    await delivers({ ...absent, type: "block_actions", user: { id: "U-ann", team_id: null }, container, actions });
    await ann.reads("This button has had its time.");
  });
});
