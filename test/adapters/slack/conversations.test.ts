import { afterEach, describe, expect, test } from "vitest";
import type { SimulatedSlack, SlackPerson, Transport } from "../../support/slack.ts";
import { type SlackBot, type SlackBotOptions, slackBot } from "../../support/slack-bot.ts";
import { BEAGLE, book, dog, echo, gate, gif } from "./commands.ts";

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
  test("what is ready answers in the ack", async () => {
    const { ann, bob, slack } = await start(via);
    await ann.types("/dog Beagle");
    expect(bob.sees()).toBe(
      [
        "*<https://example.com/dogs|Beagle>*",
        "Amiable, even tempered.",
        "*Group* Hound",
        "[picture: A beagle]",
        "The Dog API",
        "[Another] [Broken] [Page]",
      ].join("\n"),
    );
    expect(ann.messages().map(({ by }) => by)).toEqual(["ack"]);
    expect(slack.api.calls).not.toContain("response_url");
  });

  test("what takes longer comes through the response_url", async () => {
    const { slow, open } = gate();
    const { ann, bob } = await start(via, { commands: [slow, dog], inlineBudgetMs: 20 });
    await ann.types("/slow");
    expect(ann.messages()).toEqual([]);
    open();
    await bob.reads("Beagle");
    expect(bob.messages().map(({ by }) => by)).toEqual(["response_url"]);
  });

  test("a breed nobody knows, then the one that was meant", async () => {
    const { ann, bob, slack } = await start(via);
    await ann.types("/dog beegle");
    expect(ann.sees()).toBe("I know no dog breed called “beegle”. Did you mean *Beagle*?\n[Beagle]");
    expect(ann.seesAlone()).toBe(true);
    expect(bob.messages()).toEqual([]);
    await ann.presses("Beagle");
    await bob.reads("*<https://example.com/dogs|Beagle>*");
    await slack.messages.until(
      () => ann.messages().length === 1,
      () => "the question stayed",
    );
    expect(ann.sees()).toContain("Beagle");
  });

  test("a button that puts another picture in the place of the first", async () => {
    const { ann, bob } = await start(via);
    await ann.types("/dog");
    await bob.presses("Another");
    await ann.reads("Poodle");
    expect(ann.messages()).toHaveLength(1);
  });

  test("an error after a press leaves what all see alone", async () => {
    const { ann, bob } = await start(via);
    await ann.types("/dog");
    await bob.presses("Broken");
    await bob.reads("I know no dog breed called “Cat”");
    expect(bob.seesAlone()).toBe(true);
    expect(ann.sees()).toContain("Beagle");
  });

  test("a button that only opens a page", async () => {
    const { ann, slack } = await start(via);
    await ann.types("/dog");
    await ann.presses("Page");
    expect(ann.failures).toEqual([]);
    expect(slack.api.calls).not.toContain("response_url");
  });

  test("a private preview: shuffled, then sent", async () => {
    const { ann, bob } = await start(via);
    await ann.types("/gif shrug");
    expect(ann.seesAlone()).toBe(true);
    await ann.presses("Shuffle");
    await ann.reads("Preview of “shrug again”");
    expect(ann.messages()).toHaveLength(1);
    await ann.presses("Send");
    await bob.reads("ann searched for “shrug again”");
    await ann.reads("ann searched for");
    expect(bob.messages()).toHaveLength(1);
  });

  test("a private preview: shuffled until there is no more, and it stays", async () => {
    const { ann } = await start(via);
    await ann.types("/gif shrug");
    await ann.presses("Shuffle");
    await ann.reads("Preview of “shrug again”");
    await ann.presses("Shuffle");
    await ann.reads("No more of those.");
    expect(ann.messages()).toHaveLength(2);
  });

  test("a private preview: cancelled", async () => {
    const { ann, slack } = await start(via);
    await ann.types("/gif shrug");
    await ann.presses("Cancel");
    await slack.messages.until(
      () => ann.messages().length === 0,
      () => "the preview stayed",
    );
  });

  test("a private reply is shared by the person who asked, however long its options are", async () => {
    const { ann, bob, slack } = await start(via);
    const words = "so many words ".repeat(100).trim();
    await ann.types(`/echo ${words} private:yes`);
    expect(ann.sees()).toBe(`You said ${words}\n[Share to channel]`);
    expect(ann.seesAlone()).toBe(true);
    await ann.presses("Share to channel");
    await bob.reads(words);
    await slack.messages.until(
      () => ann.messages().length === 1,
      () => "the private one stayed",
    );
    expect(ann.sees()).toBe(`You said ${words}`);
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
      pages: "pages is a whole number from 1 to 2000, not “3.5”. Try /book pages:1.",
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
    await bot?.dispatcher.drain(5_000);
    expect(ann.messages()).toEqual([]);
    expect(bot?.log.join("")).toContain("the reply did not get through");
    await ann.types("/dog");
    expect(ann.sees()).toContain("Beagle");
  });

  test("a button whose state has been forgotten", async () => {
    const { ann, slack } = await start(via);
    const value = "0@forgotten";
    const text = { type: "plain_text", text: "Old" };
    const elements = [{ type: "button", action_id: "press:0", text, value }];
    slack.messages.post({
      channel: "C111",
      onlyFor: undefined,
      by: "long ago",
      payload: { text: "Old", blocks: [{ type: "actions", elements }] },
    });
    await ann.presses("Old");
    await ann.reads("This button has had its time. Ask me again.");
    expect(ann.seesAlone()).toBe(true);
  });

  test("a delivery that comes twice runs once", async () => {
    const { slow, open, runs } = gate();
    const { ann } = await start(via, { commands: [slow], inlineBudgetMs: 20 });
    await ann.types("/slow", { triggerId: "111.222.same" });
    await ann.types("/slow", { triggerId: "111.222.same" });
    open();
    await ann.reads("Beagle");
    expect(runs()).toBe(1);
    expect(ann.messages()).toHaveLength(1);
    expect(ann.failures).toEqual([]);
  });

  test("a prefix before every command", async () => {
    const { ann } = await start(via, { prefix: "magpie-" });
    await ann.types("/magpie-dog Poodle");
    expect(ann.sees()).toContain("Poodle");
    await ann.types("/magpie-dgo");
    expect(ann.sees()).toBe("I know no command `/magpie-dgo`. Did you mean `/magpie-dog`?");
  });

  test("a command nobody knows", async () => {
    const { ann } = await start(via);
    await ann.types("/dgo");
    expect(ann.sees()).toBe("I know no command `/dgo`. Did you mean `/dog`?");
    expect(ann.seesAlone()).toBe(true);
  });

  test.each([
    ["a mention of everybody", "<!channel> &lt;!here&gt;", "You said @channel &lt;!here&gt;"],
    [
      "people and channels as Slack escapes them",
      "&lt;3 <@U123|ann> in <#C1|general>",
      "You said &lt;3 @ann in #general",
    ],
    ["markup", "*bold* _it_ `code` ~no~ 2*3*4", "You said ∗bold∗ ˍitˍ ˋcodeˋ ∼no∼ 2*3*4"],
    ["right to left, and emoji only", "שלום 🐶", "You said שלום 🐶"],
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

  test("nothing typed, no token and no URL is logged", async () => {
    const { ann, slack } = await start(via);
    slack.api.plays("response_url", { status: 404 });
    await ann.types("/dog zebrafinch");
    await ann.presses("Beagle");
    await ann.types("/echo secret words");
    await bot?.adapter.stop();
    await bot?.dispatcher.drain(5_000);
    const log = bot?.log.join("") ?? "";
    expect(log).toContain('"command":"echo"');
    expect(log).not.toMatch(/zebrafinch|secret words|xoxb-|xapp-|\/actions\/|\/commands\/|8f742231/);
  });
});
