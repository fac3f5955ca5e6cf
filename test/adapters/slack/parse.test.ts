import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseDelivery } from "../../../src/adapters/slack/parse.ts";
import { typedText, withoutMarks } from "../../../src/adapters/slack/typed-text.ts";

/** A payload as Slack sent it, ids masked. */
function received(name: string) {
  return JSON.parse(readFileSync(new URL(`../../platforms/slack/${name}.json`, import.meta.url), "utf8"));
}

describe("deliveries as received", () => {
  test("a slash command, from its raw body", () => {
    const body = Object.fromEntries(new URLSearchParams(received("payloads/slash_command").raw_body));
    expect(parseDelivery(body, "")).toEqual({
      type: "command",
      deliveryId: "111.111.xxx",
      command: "hello-world",
      line: "Hi",
      responseUrl: "https://hooks.slack.com/commands/T111/111/xxxxx",
      triggerId: "111.111.xxx",
      origin: {
        user: { id: "W111", key: "slack:T111:W111", name: "primary-owner", locale: "en" },
        channelId: "C111",
        workspaceId: "T111",
      },
    });
  });

  test("a slash command in an envelope, without text", () => {
    expect(parseDelivery(received("socket-mode/slash_commands").payload, "hi-")).toMatchObject({
      type: "command",
      command: "socket-mode",
      line: "",
    });
  });

  test("a command of a whole organisation has its id", () => {
    const body = { command: "/dog", user_id: "W1", enterprise_id: "E1", is_enterprise_install: "true" };
    expect(parseDelivery(body, "")).toMatchObject({ origin: { workspaceId: "E1", user: { name: "somebody" } } });
  });

  test.each([
    ["payloads/block_actions.button", true, "click_me_123"],
    ["socket-mode/interactive.block_actions", false, "underlying"],
  ])("a pressed button: %s", (name, isEphemeral, state) => {
    const fixture = received(name);
    expect(parseDelivery(fixture.payload ?? fixture, "")).toMatchObject({
      type: "press",
      isEphemeral,
      state,
      origin: { channelId: "C111", workspaceId: "T111" },
      responseUrl: expect.stringContaining("https://hooks.slack.com/actions/"),
    });
  });

  test("a button that opens a page has no state", () => {
    const fixture = received("payloads/block_actions.button");
    const actions = [{ type: "button", action_id: "open:0", url: "https://example.com" }];
    expect(parseDelivery({ ...fixture, actions }, "")).toMatchObject({ type: "press", state: undefined });
  });

  test.each([
    "payloads/view_submission",
    "payloads/view_closed",
    "payloads/shortcut.global",
    "payloads/message_action",
    "payloads/block_suggestion.external_select",
    "payloads/block_suggestion.multi_external_select",
    "socket-mode/hello",
  ])("none of ours: %s", (name) => {
    const fixture = received(name);
    expect(parseDelivery(fixture.payload ?? fixture, "")).toBeUndefined();
  });

  test("a mention in an envelope", () => {
    expect(parseDelivery(received("socket-mode/events_api.app_mention").payload, "")).toEqual({
      type: "mention",
      deliveryId: "Ev01ERKCFKK9",
      command: "hey",
      line: "",
      origin: {
        user: { id: "U111", key: "slack:T111:U111", name: "the person who asked", locale: "en" },
        channelId: "C111",
        workspaceId: "T111",
        thread: { ts: "1605853844.000800", isActive: false },
      },
    });
  });

  test("a pressed button in a thread, also under what only one person sees", () => {
    const fixture = received("payloads/block_actions.button");
    const thread = { ts: "1700000001.000001", isActive: true };
    const container = { ...fixture.container, thread_ts: thread.ts };
    expect(parseDelivery({ ...fixture, container }, "")).toMatchObject({ isEphemeral: true, origin: { thread } });
    const message = { ts: "1700000002.000002", thread_ts: thread.ts };
    expect(parseDelivery({ ...fixture, message }, "")).toMatchObject({ origin: { thread } });
    expect(parseDelivery(fixture, "")).toMatchObject({ origin: { thread: undefined } });
  });

  test("a form of ours, its values read by kind of input", () => {
    const fixture = received("payloads/view_submission");
    const view = {
      ...fixture.view,
      callback_id: "command-form",
      private_metadata: '{"c":"book","u":"https://hooks.slack.com/commands/1","ch":"C9"}',
      state: {
        values: {
          query: { value: { type: "plain_text_input", value: "moby dick" } },
          author: { value: { type: "plain_text_input", value: null } },
          language: { value: { type: "static_select", selected_option: { text: {}, value: "de" } } },
          since: { value: { type: "datepicker", selected_date: "2020-06-10" } },
          until: { value: { type: "datepicker", selected_date: null } },
          private: { value: { type: "checkboxes", selected_options: [{ value: "yes" }] } },
          loud: { value: { type: "checkboxes", selected_options: [] } },
          foreign: { other: { type: "plain_text_input", value: "x" } },
        },
      },
    };
    expect(parseDelivery({ ...fixture, view }, "")).toMatchObject({
      type: "form",
      command: "book",
      responseUrl: "https://hooks.slack.com/commands/1",
      values: { query: "moby dick", language: "de", since: "2020-06-10", private: true },
      origin: { channelId: "C9" },
    });
  });

  test.each([
    undefined,
    null,
    1,
    "text",
    [],
    {},
    { command: "dog", user_id: "U1" },
    { command: "/dog" },
    { type: "block_actions" },
  ])("rubbish: %j", (body) => {
    expect(parseDelivery(body, "")).toBeUndefined();
  });
});

test.each([
  ["*dog* beagle", "dog beagle"],
  ["dog *alaskan husky*", "dog alaskan husky"],
  ["*_~dog~_* beagle", "dog beagle"],
  ["`dog beagle`", "dog beagle"],
  ["```dog beagle```", "dog beagle"],
  ["mars rover:*curiosity*, please", "mars rover:curiosity, please"],
  ["book “*moby dick*”", "book “moby dick”"],
  ["gif snake_case_words 5*3*2", "gif snake_case_words 5*3*2"],
  ["gif * and ** and _", "gif * and ** and _"],
  ["gif *unclosed", "gif *unclosed"],
  ["gif *one_ *two*", "gif *one_ two"],
])("marks round the words of a mention: %s", (text, words) => {
  expect(withoutMarks(text)).toBe(words);
});

describe("one person of an organisation, whatever the delivery", () => {
  const user = { id: "U1", username: "ann", name: "ann", team_id: "T1" };
  const org = { user, team: null, enterprise: { id: "E1", name: "Birds" }, is_enterprise_install: true };
  const view = { callback_id: "command-form", private_metadata: '{"c":"book","u":null}', state: { values: {} } };
  const form = { ...org, view, trigger_id: null };
  const slash = { command: "/dog", user_id: "U1", team_id: "T1", enterprise_id: "E1", text: null, channel_id: null };
  const mentioned = { type: "app_mention", text: "dog", user: "U1", channel: "C1", ts: "1.1", team: "T1" };
  const authorizations = [{ user_id: "UBOT", team_id: null, enterprise_id: "E1", is_enterprise_install: true }];
  const event = { type: "event_callback", event_id: "Ev1", event: { ...mentioned, thread_ts: null }, authorizations };
  const deliveries = {
    command: { ...slash, is_enterprise_install: "true" },
    "command over the socket": { ...slash, is_enterprise_install: true, trigger_id: null, response_url: null },
    "command in another workspace": { ...slash, team_id: "T2", is_enterprise_install: "true" },
    press: { ...org, type: "block_actions", container: null, message: null, actions: [{ type: "button", value: "x" }] },
    form: { ...form, type: "view_submission" },
    suggestions: { ...form, type: "block_suggestion", block_id: "author", value: null },
    mention: { ...event, team_id: "T1", enterprise_id: "E1" },
    "mention without a workspace": { ...event, team_id: null, enterprise_id: null },
  };

  test.each(Object.entries(deliveries))("%s", (_, body) => {
    const { origin } = parseDelivery(body, "") ?? {};
    expect([origin?.user.key, origin?.workspaceId]).toEqual(["slack:E1:U1", "E1"]);
  });

  test("without the organisation's install, the workspace tells people apart", () => {
    const press = { ...deliveries.press, is_enterprise_install: false };
    expect(parseDelivery(press, "")?.origin.user.key).toBe("slack:T1:U1");
    expect(parseDelivery({ ...press, team: { id: "T3" } }, "")?.origin.user.key).toBe("slack:T3:U1");
    expect(parseDelivery({ ...slash, is_enterprise_install: "false" }, "")?.origin.user.key).toBe("slack:T1:U1");
  });
});

describe("what was typed", () => {
  test.each([
    ["moby dick", "moby dick"],
    ["AT&amp;T &lt;3", "AT&T <3"],
    ["&amp;lt;", "&lt;"],
    ["<@U123|ann> and <#C1|general>", "@ann and #general"],
    ["<@U123> and <#C1|> and <#C1>", "@someone and #channel and #channel"],
    ["<!here>, <!channel>, <!everyone>", "@here, @channel, @everyone"],
    ["<!here|@here>", "@here"],
    ["<!subteam^S123|@birds> and <!subteam^S123>", "@birds and @group"],
    ["<!date^1700000000^{date_short}|14 November>", "14 November"],
    ["<mailto:ann@example.com|ann@example.com>", "ann@example.com"],
    ["<mailto:ann@example.com>", "ann@example.com"],
    ["<tel:+491234|+49 1234>", "+49 1234"],
    ["<https://example.com|AT&amp;T &lt;3>", "AT&T <3"],
    ["<https://example.com|>", "https://example.com"],
    ["<https://example.com/a?b=1&amp;c=2>", "https://example.com/a?b=1&c=2"],
    ["<http://moby.dick|moby.dick>", "moby.dick"],
    ["<", "<"],
    ["<<<@U1", "<<<@U1"],
    ["<nothing of Slack's>", "<nothing of Slack's>"],
    ["&", "&"],
  ])("%s", (text, typed) => {
    expect(typedText(text)).toBe(typed);
  });
});
