import { afterEach, describe, expect, test } from "vitest";
import { BEAGLE, book, dog, echo, find, gate, gif } from "../../support/sample-commands.ts";
import type { SimulatedSlack, SlackPerson, Transport } from "../../support/slack.ts";
import { type SlackBot, type SlackBotOptions, slackBot } from "../../support/slack-bot.ts";

let bot: SlackBot | undefined;

afterEach(async () => {
  await bot?.close();
  bot = undefined;
});

async function start(
  via: Transport,
  options: Partial<SlackBotOptions> = {},
): Promise<{ ann: SlackPerson; bob: SlackPerson; slack: SimulatedSlack }> {
  bot = await slackBot({ commands: [dog, gif, book, echo], transports: [via], ...options });
  await bot.adapter.ready;
  const { slack } = bot;
  return { slack, ann: slack.person("ann", { via }), bob: slack.person("bob", { via }) };
}

describe.each<Transport>(["http", "socket"])("over %s", (via) => {
  test("a button that only opens a page", async () => {
    const { ann, slack } = await start(via);
    await ann.types("/dog");
    await ann.presses("Page");
    expect(ann.failures).toEqual([]);
    expect(slack.api.calls).not.toContain("response_url");
  });

  test("a missing option opens the form; its answer goes to the channel", async () => {
    const { ann, bob } = await start(via);
    await ann.types("/book language:de");
    const form = await ann.opensForm();
    expect(form.title.text).toBe("/book");
    expect(form.blocks.map((block) => [block.block_id, block.element?.type])).toEqual([
      ["query", "plain_text_input"],
      ["language", "static_select"],
      ["pages", "number_input"],
      ["since", "datepicker"],
      ["breed", "external_select"],
      ["private", "checkboxes"],
    ]);
    expect(form.blocks[1]?.element?.initial_option?.value).toBe("de");
    await ann.fillsForm({ query: "moby dick", language: "de", pages: "300", since: "2020-06-10" });
    expect(ann.form()).toBeUndefined();
    await bob.reads('"query":"moby dick","language":"de","pages":300,"since":"2020-06-10"');
    expect(bob.messages().map(({ by }) => by)).toEqual(["response_url"]);
  });

  test("a form says what is wrong next to the input, and stays open", async () => {
    const { ann } = await start(via);
    await ann.types("/book");
    await ann.opensForm();
    await ann.fillsForm({ query: "moby dick", pages: "3.5" });
    expect(ann.formErrors()).toEqual({
      pages: "pages is a whole number from 1 to 2000, not “3.5”. Try /book moby dick pages:4.",
    });
    await ann.fillsForm({ query: "moby dick", private: true });
    await ann.reads("Found");
    expect(ann.seesAlone()).toBe(true);
  });

  test("a submitted form that finds nothing says so in private", async () => {
    const { ann } = await start(via);
    await ann.types("/book");
    await ann.opensForm();
    await ann.fillsForm({ query: "nothing at all" });
    await ann.reads("No book for that.");
    expect(ann.seesAlone()).toBe(true);
  });

  test("a select offers what the command offers, and what was typed", async () => {
    const { ann } = await start(via);
    await ann.types("/book");
    await ann.opensForm();
    expect(await ann.searches("breed", "")).toEqual(["Beagle", "Bulldog", "Poodle"]);
    expect(await ann.searches("breed", "b")).toEqual(["Beagle", "Bulldog", "b"]);
    expect(await ann.searches("breed", "beagle")).toEqual(["Beagle"]);
    expect(await ann.searches("nonsense", "x")).toEqual(["x"]);
  });

  test("a form that is filled in while the bot stops stays open, and says so", async () => {
    const { ann } = await start(via);
    await ann.types("/book");
    await ann.opensForm();
    await bot?.adapter.stop();
    await ann.fillsForm({ query: "moby dick" });
    expect(ann.formErrors()).toEqual({ query: "I am restarting. Ask me again in a minute." });
    expect(ann.form()).toBeDefined();
  });

  test("a form asks for one of two, and takes either", async () => {
    const { ann } = await start(via, { commands: [find] });
    await ann.types("/find author:melville");
    await ann.opensForm();
    await ann.fillsForm({ author: "melville" });
    expect(ann.formErrors()).toEqual({ query: "Which one? Type /find moby dick author:melville." });
    await ann.fillsForm({ isbn: "9780063159471" });
    await ann.reads("Found by no words and 9780063159471");
  });

  test("a form that can't be opened: the sentence instead", async () => {
    const { ann, slack } = await start(via);
    slack.api.plays("views.open", { body: { ok: false, error: "expired_trigger_id" } });
    await ann.types("/book");
    await ann.reads("Which book? Type `/book moby dick`.");
    expect(ann.seesAlone()).toBe(true);
  });

  test("a picture that Slack cannot fetch: the same reply with a link", async () => {
    const { slow, open } = gate();
    const { ann, slack } = await start(via, { commands: [slow], inlineBudgetMs: 20 });
    slack.api.unfetchable.add(BEAGLE);
    await ann.types("/slow");
    open();
    await ann.reads(`Picture: <${BEAGLE}|A beagle>`);
    expect(ann.sees()).not.toContain("[picture");
    expect(slack.api.calls.filter((call) => call === "response_url")).toHaveLength(2);
  });

  test("a dead response_url: a message of the bot's own", async () => {
    const { slow, open } = gate();
    const { ann, slack } = await start(via, { commands: [slow], inlineBudgetMs: 20 });
    slack.api.memberOf.add("C111");
    slack.api.plays("response_url", { status: 404, body: { ok: false, error: "expired_url" } });
    await ann.types("/slow");
    open();
    await ann.reads("Beagle");
    expect(ann.messages().map(({ by }) => by)).toEqual(["chat.postMessage"]);
  });

  test("a dead response_url, a busy Web API and a picture it cannot fetch", async () => {
    const { slow, open } = gate();
    const { ann, slack } = await start(via, { commands: [slow], inlineBudgetMs: 20 });
    slack.api.memberOf.add("C111");
    slack.api.unfetchable.add(BEAGLE);
    slack.api.plays("response_url", { status: 404 });
    slack.api.plays("chat.postMessage", { status: 429, headers: { "retry-after": "0" } });
    await ann.types("/slow");
    open();
    await ann.reads(`Picture: <${BEAGLE}|A beagle>`);
    expect(slack.api.calls.filter((call) => call === "chat.postMessage")).toHaveLength(3);
  });

  test("a dead response_url and a private reply", async () => {
    const { ann, bob, slack } = await start(via);
    slack.api.memberOf.add("C111");
    slack.api.plays("response_url", { status: 404 });
    await ann.types("/dog");
    await bob.presses("Broken");
    await bob.reads("I know no dog breed");
    expect(bob.messages().at(-1)?.by).toBe("chat.postEphemeral");
    expect(ann.sees()).toContain("Beagle");
  });

  test("no way to answer at all: the log says so, nothing else happens", async () => {
    const { slow, open } = gate();
    const { ann, slack } = await start(via, { commands: [slow, dog], inlineBudgetMs: 20 });
    slack.api.plays("response_url", { status: 404 });
    await ann.types("/slow");
    open();
    await bot?.dispatcher.drain(30_000);
    expect(ann.messages()).toEqual([]);
    expect(bot?.log.join("")).toContain("the reply did not get through");
    await ann.types("/dog");
    await ann.reads("Beagle");
  });

  test("a prefix before every command", async () => {
    const { ann } = await start(via, { prefix: "magpie-" });
    await ann.types("/magpie-dog Poodle");
    expect(ann.sees()).toContain("Poodle");
    await ann.types("/magpie-dgo");
    expect(ann.sees()).toBe("I know no command `/magpie-dgo`. Did you mean `/magpie-dog`?\n[/dog]");
  });

  test.each([
    ["a mention of everybody", "<!channel> &lt;!here&gt;", "You said @channel &lt;!here&gt;"],
    [
      "people and channels as Slack escapes them",
      "&lt;3 <@U123|ann> in <#C1|general>",
      "You said &lt;3 @ann in #general",
    ],
    ["markup", "*bold* _it_ `code` ~no~ 2*3*4", "You said ∗bold∗ ˍitˍ ˋcodeˋ ∼no∼ 2*3*4"],
    ["right to left, and emoji only", "שלום 🐶", "You said \u2068שלום 🐶\u2069"],
  ])("%s", async (_, typed, words) => {
    const { ann } = await start(via);
    await ann.types(`/echo ${typed}`);
    expect(ann.sees()).toBe(words);
  });

  test("ten thousand characters", async () => {
    const { ann } = await start(via);
    await ann.types(`/echo ${"a&".repeat(5_000)}`);
    expect(ann.sees()).toMatch(/^That is too long for me: at most 2000 characters/);
  });
});
