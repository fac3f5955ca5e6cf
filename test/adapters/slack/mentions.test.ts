import { afterEach, describe, expect, test, vi } from "vitest";
import { defineCommand, defineGroup } from "../../../src/core/command.ts";
import { card, filePart, reply } from "../../../src/core/reply.ts";
import { bring, take } from "../../support/file-commands.ts";
import { BEAGLE, book, dog, echo, farCommand, gate, gif } from "../../support/sample-commands.ts";
import type { SimulatedSlack, SlackPerson, Transport } from "../../support/slack.ts";
import { type SlackBot, type SlackBotOptions, slackBot } from "../../support/slack-bot.ts";
import { onScreen } from "../../support/slack-messages.ts";

/** A thread that people talk in already. */
const THREAD = "1700000001.000001";

/** A message in the channel, without replies. */
const MESSAGE = "1700000002.000002";

let bot: SlackBot | undefined;

afterEach(async () => {
  vi.useRealTimers();
  await bot?.close();
  bot = undefined;
});

const list = defineCommand({
  name: "list",
  description: "A file for all",
  options: {},
  run: async () =>
    reply(filePart({ name: "shelf.csv", mediaType: "text/csv", bytes: Buffer.from("Dune\n") }, "1 book")),
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

/** The last message a person sees: the thread it stands in, and how it came there. */
function last(person: SlackPerson) {
  const { thread, by } = person.messages().at(-1) ?? {};
  return { thread, by };
}

describe.each<Transport>(["http", "socket"])("over %s", (via) => {
  test("in a thread the reply stands in the thread", async () => {
    const { ann, bob } = await start(via);
    await ann.writes("<@UBOT> dog Beagle", { thread: THREAD });
    await bob.reads("*<https://example.com/dogs|Beagle>*");
    expect(last(bob)).toEqual({ thread: THREAD, by: "chat.postMessage" });
  });

  test("in the channel the reply begins a thread", async () => {
    const { ann, bob } = await start(via);
    await ann.writes("<@UBOT> dog Beagle", { ts: MESSAGE });
    await bob.reads("Beagle");
    expect(last(bob).thread).toBe(MESSAGE);
  });

  test("what takes longer comes later, once", async () => {
    const { slow, open, runs } = gate();
    const { ann, bob } = await start(via, { commands: [slow], inlineBudgetMs: 20 });
    await ann.writes("<@UBOT> slow", { thread: THREAD, eventId: "Ev1" });
    await ann.writes("<@UBOT> slow", { thread: THREAD, eventId: "Ev1" });
    expect(bob.messages()).toEqual([]);
    open();
    await bob.reads("Beagle");
    await bot?.dispatcher.drain(30_000);
    expect([runs(), bob.messages().length]).toEqual([1, 1]);
  });

  test("how far public work is stands where the answer will be", async () => {
    const { far, tell, open } = farCommand("channel");
    const { ann, bob } = await start(via, { commands: [far], inlineBudgetMs: 20 });
    await ann.writes("<@UBOT> far", { thread: THREAD });
    await tell("32 of 100 so far.");
    await bob.reads("32 of 100 so far.");
    expect(last(bob)).toEqual({ thread: THREAD, by: "chat.postMessage" });
    open();
    await bob.reads("There at last.");
    expect([bob.messages().length, ann.messages().length]).toEqual([1, 1]);
  });

  test("an error in the place of it is for one person alone", async () => {
    const { far, tell, open } = farCommand("channel");
    const { ann, bob } = await start(via, { commands: [far], inlineBudgetMs: 20 });
    await ann.writes("<@UBOT> far fails:yes", { thread: THREAD });
    await tell("32 of 100 so far.");
    await bob.reads("32 of 100 so far.");
    open();
    await ann.reads("There is nothing there.");
    expect([ann.messages().length, ann.seesAlone(), bob.messages()]).toEqual([1, true, []]);
  });

  test("how far private work is is said once: Slack lets nobody replace it", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    const { far, tell, open } = farCommand();
    const { ann, bob } = await start(via, { commands: [far], inlineBudgetMs: 20, progressPaceMs: 1 });
    await ann.writes("<@UBOT> far", { thread: THREAD });
    await tell("32 of 100 so far.");
    await ann.reads("32 of 100 so far.");
    expect(ann.seesAlone()).toBe(true);
    // Later than any word of progress has to wait
    vi.advanceTimersByTime(60_000);
    await tell("64 of 100 so far.");
    open();
    await ann.reads("There at last.");
    expect(ann.messages().map(({ payload }) => onScreen(payload))).toEqual(["32 of 100 so far.", "There at last."]);
    expect(bob.messages()).toEqual([]);
  });

  test("a breed nobody knows, then the one that was meant, all in the thread", async () => {
    const { ann, bob, slack } = await start(via);
    await ann.writes("<@UBOT> dog beegle", { thread: THREAD });
    await ann.reads("Did you mean *Beagle*?");
    expect(ann.seesAlone()).toBe(true);
    expect(last(ann)).toEqual({ thread: THREAD, by: "chat.postEphemeral" });
    await ann.presses("Beagle");
    await bob.reads("Amiable, even tempered.");
    expect(last(bob)).toEqual({ thread: THREAD, by: "response_url" });
    await slack.messages.until(
      () => ann.messages().length === 1,
      () => "the question stayed",
    );
  });

  test("a question asked in the channel is answered there when only one person may read it", async () => {
    const { ann } = await start(via);
    await ann.writes("<@UBOT> dog beegle", { ts: MESSAGE });
    await ann.reads("Did you mean *Beagle*?");
    expect([ann.seesAlone(), last(ann).thread]).toEqual([true, undefined]);
  });

  test("a button puts another picture in the place of the first, or says why not beside it", async () => {
    const { ann, bob } = await start(via);
    await ann.writes("<@UBOT> dog", { thread: THREAD });
    await bob.reads("Beagle");
    await bob.presses("Another");
    await ann.reads("Poodle");
    expect(ann.messages().map(({ thread }) => thread)).toEqual([THREAD]);
    await bob.presses("Broken");
    await bob.reads("I know no dog breed called “Cat”");
    expect([bob.seesAlone(), last(bob).thread]).toEqual([true, THREAD]);
  });

  test("a private preview is shuffled and sent, in the thread", async () => {
    const { ann, bob } = await start(via);
    await ann.writes("<@UBOT> gif shrug", { thread: THREAD });
    await ann.reads("Preview of “shrug”");
    await ann.presses("Shuffle");
    await ann.reads("Preview of “shrug again”");
    await ann.presses("Send");
    await bob.reads("ann searched for “shrug again”");
    expect(bob.messages().map(({ thread }) => thread)).toEqual([THREAD]);
  });

  test("a private reply is shared in the thread", async () => {
    const { ann, bob, slack } = await start(via);
    await ann.writes("<@UBOT> dog Poodle private:yes", { thread: THREAD });
    await ann.reads("[Share to channel]");
    expect([ann.seesAlone(), bob.messages().length]).toEqual([true, 0]);
    await ann.presses("Share to channel");
    await bob.reads("Poodle");
    expect(last(bob).thread).toBe(THREAD);
    await slack.messages.until(
      () => ann.messages().length === 1,
      () => "the private one stayed",
    );
  });

  test("a dead response_url: the answer to a press still finds the thread", async () => {
    const { ann, bob, slack } = await start(via);
    await ann.writes("<@UBOT> dog", { thread: THREAD });
    await bob.reads("Beagle");
    slack.api.plays("response_url", { status: 404 });
    await bob.presses("Broken");
    await bob.reads("I know no dog breed");
    expect(last(bob)).toEqual({ thread: THREAD, by: "chat.postEphemeral" });
  });

  test("a picture that Slack cannot fetch: a link in its place", async () => {
    const { ann, slack } = await start(via);
    slack.api.unfetchable.add(BEAGLE);
    await ann.writes("<@UBOT> dog", { thread: THREAD });
    await ann.reads(`Picture: <${BEAGLE}|A beagle>`);
    expect(last(ann).thread).toBe(THREAD);
  });

  test("a missing option is asked for in words, as it is typed here", async () => {
    const { ann, slack } = await start(via, { prefix: "mg-" });
    await ann.writes("<@UBOT> book", { thread: THREAD });
    await ann.reads("Which book? Type `@Magpie book moby dick`.");
    expect(ann.seesAlone()).toBe(true);
    expect(slack.api.calls).not.toContain("views.open");
  });

  test.each([
    ["nothing but the name", "<@UBOT>", "What shall I bring? Try `@Magpie dog`, or `@Magpie help` to see all I know."],
    ["a slip", "<@UBOT> dgo", "I know no command `@Magpie dgo`. Did you mean `@Magpie dog`?"],
    ["thanks", "<@UBOT> thanks!", "I know no command `@Magpie thanks`. Type `@Magpie help` to see what I know."],
  ])("%s: a word to the person alone", async (_, text, words) => {
    const { ann } = await start(via);
    await ann.writes(text, { thread: THREAD });
    await ann.reads(words);
    expect(ann.seesAlone()).toBe(true);
  });

  test.each([
    ["with a slash", "<@UBOT> /echo moby dick", "You said moby dick"],
    ["with the prefix", "<@UBOT> mg-echo moby dick", "You said moby dick"],
    ["with both", "<@UBOT> /mg-echo moby dick", "You said moby dick"],
    ["with a comma, in capitals", "<@UBOT>, Echo moby dick", "You said moby dick"],
    ["name last", "echo moby dick <@UBOT>", "You said moby dick"],
    ["after a word to somebody", "look <@U222>: <@UBOT|magpie> echo moby dick", "You said moby dick"],
    ["with a name among the words", "<@UBOT> echo hello <@U222>", "You said hello @someone"],
    ["in bold", "<@UBOT> *echo* moby dick", "You said moby dick"],
    ["all in bold", "<@UBOT> *echo moby dick*", "You said moby dick"],
    ["to all", "<@UBOT> echo <!here> <#C2|birds> <!subteam^S1|@team>", "You said @here #birds @team"],
    ["copied as code", "<@UBOT> `echo moby dick`", "You said moby dick"],
    ["with smart quotes", "<@UBOT> echo words:“moby dick”", "You said moby dick"],
    [
      "with entities and links",
      "<@UBOT> echo AT&amp;T &lt;3 <http://moby.dick|moby.dick>",
      "You said AT&amp;T &lt;3 moby.dick",
    ],
    ["over two lines", "<@UBOT> echo\nmoby dick", "You said moby dick"],
  ])("%s", async (_, text, words) => {
    const { ann } = await start(via, { prefix: "mg-" });
    await ann.writes(text, { thread: THREAD });
    await ann.reads(words);
    expect(ann.seesAlone()).toBe(false);
  });

  test("a group's command", async () => {
    const pets = defineGroup({ name: "pets", description: "Pets", subcommands: [dog] });
    const { ann } = await start(via, { commands: [pets] });
    await ann.writes("<@UBOT> pets dog Poodle", { thread: THREAD });
    await ann.reads("Poodle");
    await ann.writes("<@UBOT> pets dgo", { thread: THREAD });
    await ann.reads("`@Magpie pets` knows no `dgo`. Did you mean `@Magpie pets dog`?");
  });

  test.each([
    ["a bot", { bot_id: "B222" }],
    ["the bot itself", { user: "UBOT" }],
    ["an edit", { edited: { user: "U-ann", ts: "1700000100.000200" } }],
    ["a message of a bot", { subtype: "bot_message" }],
  ])("%s is not answered", async (_, event) => {
    const { ann } = await start(via);
    await ann.writes("<@UBOT> dog", { thread: THREAD, event });
    await ann.writes("<@UBOT> echo after it", { thread: THREAD });
    await ann.reads("You said after it");
    expect(ann.messages()).toHaveLength(1);
  });

  test("a busy Web API is asked once more", async () => {
    const { ann, slack } = await start(via);
    slack.api.plays("chat.postMessage", { status: 429, headers: { "retry-after": "0" } });
    await ann.writes("<@UBOT> dog", { thread: THREAD });
    await ann.reads("Beagle");
  });

  test("nothing written is logged", async () => {
    const { ann } = await start(via);
    await ann.writes("<@UBOT> echo secret words", { thread: THREAD });
    await ann.reads("secret words");
    await bot?.dispatcher.drain(30_000);
    const log = bot?.log.join("") ?? "";
    expect(log).toContain('"command":"echo"');
    expect(log).not.toMatch(/secret words|xoxb-/);
  });

  test("a file for all goes into the thread, one for the person into direct messages", async () => {
    const { ann, bob, slack } = await start(via, { commands: [list, take] });
    await ann.writes("<@UBOT> list", { thread: THREAD });
    await bob.reads("*shelf.csv*: 1 book, in a message of its own");
    expect(bob.messages().map(({ by, thread }) => [by, thread])).toEqual([
      ["files.completeUploadExternal", THREAD],
      ["chat.postMessage", THREAD],
    ]);
    await ann.writes("<@UBOT> take", { thread: THREAD });
    await ann.reads("1 book, in our direct messages");
    expect(slack.api.files.all.at(-1)?.channel).toBe("D-ann");
  });

  test("a file can't be brought: there is no form", async () => {
    const { ann } = await start(via, { commands: [bring] });
    await ann.writes("<@UBOT> bring", { thread: THREAD });
    await ann.reads("Which file? Type `@Magpie bring`.");
    await ann.writes("<@UBOT> bring books.csv", { thread: THREAD });
    await ann.reads("I take no files here. Use the slash command in a channel, and I ask for the file.");
  });
});

test("a chart that comes later takes the place of the words", async () => {
  const totals = card({ accent: 0x0e7c7b, title: "COVID-19 in Germany", lines: [["137,698 confirmed cases"]] });
  const png = { name: "covid-cases.png", mediaType: "image/png", bytes: Buffer.from("the bytes of a picture") };
  const { promise: later, resolve } = Promise.withResolvers<ReturnType<typeof reply>>();
  const run = async () => ({ ...reply(totals), later });
  const { ann } = await start("socket", {
    commands: [defineCommand({ name: "covid", description: "Says it", options: {}, run })],
  });
  await ann.writes("<@UBOT> covid", { thread: THREAD });
  await ann.reads("137,698 confirmed cases");
  resolve(reply({ ...totals, images: [{ file: png, alt: "Cases rose" }] }));
  await ann.reads("[picture: Cases rose]");
  expect(ann.messages()).toHaveLength(1);
});

test("a mention while the bot stops: a word that it restarts", async () => {
  const { ann } = await start("http");
  await bot?.adapter.stop();
  await ann.writes("<@UBOT> dog", { thread: THREAD });
  await ann.reads("I am restarting. Ask me again in a minute.");
  expect(ann.seesAlone()).toBe(true);
});

test("a channel that the bot is in no more: the log says so, and the next is answered", async () => {
  const { ann, slack } = await start("http");
  slack.api.plays("chat.postMessage", { body: { ok: false, error: "channel_not_found" } });
  await ann.writes("<@UBOT> dog", { thread: THREAD });
  await bot?.dispatcher.drain(30_000);
  expect(bot?.log.join("")).toContain("the reply did not get through");
  await ann.writes("<@UBOT> dog", { thread: THREAD });
  await ann.reads("Beagle");
});
