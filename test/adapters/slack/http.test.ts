import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { dog, echo } from "../../support/sample-commands.ts";
import { type SlackBot, slackBot } from "../../support/slack-bot.ts";

let bot: SlackBot;

beforeEach(async () => {
  bot = await slackBot({ commands: [dog, echo], transports: ["http"] });
});

afterEach(() => bot.close());

const DOG = "command=%2Fdog&text=Beagle&user_id=U1&user_name=ann&channel_id=C1&team_id=T1&trigger_id=1.2";

const payload = (value: object) => `payload=${encodeURIComponent(JSON.stringify(value))}`;

const now = () => Math.floor(Date.now() / 1_000);

describe("signatures", () => {
  test("a signed command", async () => {
    const { status, text } = await bot.slack.sends(DOG);
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({ response_type: "in_channel", unfurl_links: false, unfurl_media: false });
  });

  test.each([
    ["of other bytes", { signature: `v0=${"0".repeat(64)}` }],
    ["of the wrong length", { signature: "v0=00" }],
    ["in capitals", { signature: `v0=${"A".repeat(64)}` }],
    ["missing", { signature: "" }],
    ["with another version", { signature: `v1=${"0".repeat(64)}` }],
    ["5 minutes and more old", { offBy: -310 }],
    ["5 minutes and more ahead", { offBy: 600 }],
    ["without a time", { offBy: Number.NaN }],
  ])(
    "a signature %s",
    async (_, { offBy = 0, ...options }: { readonly offBy?: number; readonly signature?: string }) => {
      expect(await bot.slack.sends(DOG, { ...options, timestamp: now() + offBy })).toEqual({ status: 401, text: "" });
    },
  );

  test.each([-270, 299])("a clock that is %s s off", async (seconds) => {
    const { status } = await bot.slack.sends(DOG, { timestamp: now() + seconds });
    expect(status).toBe(200);
  });

  test("the check of the certificate needs no signature, a command beside it does", async () => {
    expect((await bot.slack.sends("ssl_check=1&token=abc", { signature: "" })).status).toBe(200);
    expect((await bot.slack.sends(`ssl_check=1&${DOG}`, { signature: "" })).status).toBe(401);
  });
});

describe("rubbish, signed", () => {
  test.each([
    ["broken JSON in the payload", "payload=%7Bbroken", {}, 400],
    ["an array in the payload", "payload=%5B1%5D", {}, 400],
    ["broken JSON", "{", { contentType: "application/json" }, 400],
    ["a kind without its parts", payload({ type: "shortcut" }), {}, 400],
    ["a kind we have no use for", payload({ type: "shortcut", user: { id: "U1" }, team: { id: "T1" } }), {}, 200],
    ["nothing", "", {}, 404],
    ["bytes that are no text", "%ff%fe=%00", {}, 404],
  ])("%s", async (_, body, options, status) => {
    expect((await bot.slack.sends(body, options)).status).toBe(status);
  });

  test("a button that is none of ours", async () => {
    const actions = [{ type: "button", action_id: "a", value: "foreign" }];
    const body = payload({ type: "block_actions", user: { id: "U1" }, actions, trigger_id: "1.3" });
    const { status } = await bot.slack.sends(body);
    expect(status).toBe(200);
  });

  test("a form that is none of ours", async () => {
    const view = { callback_id: "other", private_metadata: "{", state: { values: {} } };
    const { status } = await bot.slack.sends(payload({ type: "view_submission", user: { id: "U1" }, view }));
    expect(status).toBe(200);
  });

  const CANNOT_READ = "I can't read what Slack sent me. Ask me again; if it stays so, tell my operator.";

  test("a command that can't be read is answered with a sentence, and logged without its text", async () => {
    const { status, text } = await bot.slack.sends("command=%2Fdog&text=hush-hush&user_id=");
    expect(status).toBe(200);
    expect(JSON.parse(text)).toMatchObject({ response_type: "ephemeral", text: CANNOT_READ });
    const log = bot.log.join("");
    expect(log).toContain('"fields":["user_id"]');
    expect(log).not.toContain("hush");
  });

  test("a form that can't be read says so where it can", async () => {
    const view = { callback_id: "command-form", private_metadata: 7, blocks: [{ block_id: "query" }] };
    const { text } = await bot.slack.sends(payload({ type: "view_submission", user: { id: "U1" }, view }));
    expect(JSON.parse(text)).toEqual({ response_action: "errors", errors: { query: CANNOT_READ } });
  });

  test("a press that can't be read is answered beside its message", async () => {
    const ann = bot.slack.person("ann", { channel: "C1" });
    const response_url = bot.slack.api.responseUrl("actions", "C1", "U-ann");
    const actions = [{ type: "button", value: 7 }];
    const body = payload({ type: "block_actions", user: { id: "U-ann" }, actions, response_url });
    const { status } = await bot.slack.sends(body);
    expect(status).toBe(200);
    await ann.reads(CANNOT_READ);
    expect(ann.seesAlone()).toBe(true);
  });

  test("a body beyond a megabyte", async () => {
    const { status } = await bot.slack.sends(`text=${"x".repeat(1_100_000)}`);
    expect(status).toBe(413);
  });
});
