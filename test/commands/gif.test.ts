import { describe, expect, test } from "vitest";
import { commandsFor } from "../../commands/index.ts";
import { commandsToDiscord } from "../../src/adapters/discord/register.ts";
import { commandToView } from "../../src/adapters/slack/form.ts";
import { parseOptions } from "../../src/core/options.ts";
import { talk } from "../support/conversation.ts";

test("a shrug, looked at alone", async () => {
  const { ann, bob } = await talk({ isRecorded: true });
  await ann.types("/gif shrug");
  expect(ann.seesAlone()).toBe(true);
  expect(ann.card()).toMatchObject({
    title: "Always Sunny Fx GIF",
    url: "https://giphy.com/gifs/fx-charlie-always-sunny-l0IylOPCNkiqOgMyA",
    images: [{ url: "https://media3.giphy.com/media/l0IylOPCNkiqOgMyA/giphy.gif", alt: "Always Sunny Fx GIF" }],
    footer: "Powered By GIPHY · recorded sample",
  });
  expect(ann.buttons()).toEqual(["Send", "Shuffle", "Cancel"]);
  expect(bob.messageCount()).toBe(0);
});

test("sent to the channel", async () => {
  const { ann, bob } = await talk();
  await ann.types("/gif shrug");
  await ann.presses("Send");
  expect(bob.sees()).toBe(
    ["Always Sunny Fx GIF", "ann searched for “shrug”", "Picture: Always Sunny Fx GIF", "Powered By GIPHY"].join("\n"),
  );
  expect(bob.buttons()).toEqual([]);
  // The preview is gone
  expect(ann.messageCount()).toBe(1);
});

test("shuffled until the first comes again, then sent", async () => {
  const { ann, bob, upstream } = await talk();
  await ann.types("/gif shrug");
  const titles = [];
  for (let shuffles = 0; shuffles < 5; shuffles += 1) {
    titles.push(ann.card().title);
    await ann.presses("Shuffle");
  }
  expect(new Set(titles.slice(0, 4)).size).toBe(4);
  expect(titles[4]).toBe(titles[0]);
  expect(ann.messageCount()).toBe(1);
  await ann.presses("Send");
  expect(bob.card().title).toBe(titles[1]);
  expect(upstream.calls("giphy")).toHaveLength(1);
});

test("thought better of it", async () => {
  const { ann, bob } = await talk();
  await ann.types("/gif shrug");
  await ann.presses("Cancel");
  expect(ann.messageCount()).toBe(0);
  expect(bob.messageCount()).toBe(0);
});

test("GIPHY goes down between the look and the sending", async () => {
  const { ann, bob, upstream } = await talk();
  await ann.types("/gif shrug");
  const { title } = ann.card();
  upstream.plays("giphy", { status: 500 });
  await ann.presses("Send");
  expect(bob.card().title).toBe(title);
});

test("somebody else presses the private button", async () => {
  const { ann, bob } = await talk();
  await ann.types("/gif shrug");
  await bob.pressesOf(ann, "Send");
  expect(bob.sees()).toBe("Only ann can press this one. Ask me yourself with /gif shrug.");
  expect(bob.seesAlone()).toBe(true);
});

test("the only GIF there is has nothing to shuffle", async () => {
  const { ann } = await talk();
  await ann.types("/gif relaxing sunny rating:pg");
  expect(ann.buttons()).toEqual(["Send", "Cancel"]);
});

test("a rating is a ceiling, and stays through the buttons", async () => {
  const { ann, upstream } = await talk();
  await ann.types("/gif relaxing sunny");
  expect(ann.sees()).toBe("No GIF for “relaxing sunny”. Try other words.");
  await ann.types("/gif always sunny rating:pg");
  await ann.presses("Shuffle");
  await ann.presses("Send");
  expect(upstream.calls("giphy").every((line) => /rating=(?:g|pg)&/.test(line))).toBe(true);
});

test.each([
  ["r", "pg-13", "My operator keeps GIFs at pg-13 here, so there are none up to r. Try /gif shrug rating:pg-13."],
  ["R", "pg", "My operator keeps GIFs at pg here, so there are none up to r. Try /gif shrug rating:pg."],
  ["nsfw", "g", "My operator keeps GIFs at g here, so there are none up to nsfw. Try /gif shrug."],
  ["z", "pg-13", "I know no rating called “z”. It can be g, pg, pg-13."],
] as const)("a rating that nobody gets: %s, where the operator's ceiling is %s", async (typed, gifRating, sentence) => {
  const { ann, upstream } = await talk({ commands: commandsFor({ gifRating }) });
  await ann.types(`/gif shrug rating:${typed}`);
  expect(ann.sees()).toBe(sentence);
  expect(upstream.calls("giphy")).toEqual([]);
});

test.each([
  ["/gif re:zero", "re:zero"],
  ["/gif lol:D", "lol:d"],
  ["/gif 'always sunny'", "always sunny"],
  ["/gif “always sunny”", "always sunny"],
  ["/gif rock ’n’ roll", "rock ’n’ roll"],
])("%s: free text is not syntax", async (line, words) => {
  const { ann, upstream } = await talk();
  await ann.types(line);
  const [call = ""] = upstream.calls("giphy");
  expect(new URLSearchParams(call.split("?")[1]).get("q")).toBe(words);
});

test("a slip of a key is asked about", async () => {
  const { ann, upstream } = await talk();
  await ann.types("/gif shrug raitng:pg");
  expect(ann.sees()).toMatch(/^\/gif has no option raitng\. Did you mean rating\?/);
  expect(upstream.calls("giphy")).toEqual([]);
});

describe("the operator's ceiling", () => {
  const MILD = commandsFor({ gifRating: "g" });

  test.each([
    ["g", MILD, "My operator keeps GIFs at g here, so there are none up to pg-13."],
    ["pg", commandsFor({ gifRating: "pg" }), "My operator keeps GIFs at pg here, so there are none up to pg-13."],
  ])("%s: a higher one is answered with a sentence, typed or from an old button", async (_, commands, sentence) => {
    const { ann, bot, upstream } = await talk({ commands });
    for (const line of ["/gif shrug rating:pg-13", "/gif shrug rating:PG–13", "/gif rating：pg-13"]) {
      await ann.types(line);
      expect(ann.sees()).toContain(`${sentence} Try /gif`);
      expect(ann.seesAlone()).toBe(true);
    }
    const gif = bot.dispatcher.command("gif");
    if (gif === undefined) throw new Error("no /gif");
    await expect(parseOptions(gif, { search: "shrug", rating: "pg-13", pick: 3 })).rejects.toMatchObject({
      userText: expect.arrayContaining([expect.stringContaining("My operator keeps GIFs at ")]),
    });
    expect(upstream.calls("giphy")).toEqual([]);
  });

  test.each([
    ["raitng:pg cat", "My operator keeps GIFs at g here, so there are none up to pg. Try /gif cat."],
    ["cat raitng:“pg-13”", "My operator keeps GIFs at g here, so there are none up to pg-13. Try /gif cat."],
    ["cat ratnig:z", "I know no rating called “z”. It can be g."],
  ])("where the option is gone, a slip of it is read as it: %s", async (words, sentence) => {
    const { ann, upstream } = await talk({ commands: MILD });
    await ann.types(`/gif ${words}`);
    expect(ann.sees()).toBe(sentence);
    expect(upstream.calls("giphy")).toEqual([]);
    await ann.types("/gif shrug raitng:g");
    expect(upstream.calls("giphy")[0]).toMatch(/[?&]q=shrug&/);
  });

  test("no web API is asked for more, whoever answers", async () => {
    const { ann, upstream } = await talk({ commands: MILD });
    await ann.types("/gif shrug rating:g");
    await ann.types("/gif");
    upstream.plays("giphy", { status: 500 }, 10);
    await ann.types("/gif relaxing sunny");
    const calls = [...upstream.calls("giphy"), ...upstream.calls("klipy")];
    expect(upstream.calls("klipy")).toHaveLength(1);
    expect(calls.filter((call) => !/rating=g(&|$)/.test(call))).toEqual([]);
  });

  test("with one left, the option is gone: from help, suggestions, Discord's list and Slack's form", async () => {
    const { ann, bot, suggests } = await talk({ commands: MILD });
    await ann.types("/help gif");
    expect(ann.sees()).not.toContain("rating");
    expect(await suggests("gif", "rating", "")).toEqual(["g"]);
    expect(JSON.stringify(commandsToDiscord(MILD, "global")[0])).not.toContain("rating");
    const gif = bot.dispatcher.command("gif");
    if (gif === undefined) throw new Error("no /gif");
    expect(JSON.stringify(await commandToView(gif, {}, { command: "gif" }))).not.toContain("rating");
  });

  test("with two, the choices end there", async () => {
    const commands = commandsFor({ gifRating: "pg" });
    const { ann, bot, suggests } = await talk({ commands });
    expect(await suggests("gif", "rating", "")).toEqual(["g", "pg"]);
    await ann.types("/help gif");
    expect(ann.sees()).toContain("One of g and pg.");
    expect(ann.sees()).not.toContain("pg-13");
    expect(JSON.stringify(commandsToDiscord(commands, "global")[0])).not.toContain("pg-13");
    const gif = bot.dispatcher.command("gif");
    if (gif === undefined) throw new Error("no /gif");
    expect(JSON.stringify(await commandToView(gif, {}, { command: "gif" }))).not.toContain("pg-13");
  });
});

test("what is trending, for all to see", async () => {
  const { ann } = await talk();
  await ann.types("/gif");
  expect(ann.seesAlone()).toBe(false);
  expect(ann.sees()).toMatch(/^Trending on GIPHY\n/);
  expect(ann.cards()).toMatchObject([
    { title: "Always Sunny Fx GIF", url: expect.stringContaining("https://giphy.com/gifs/"), footer: undefined },
    { title: "always sunny charlie GIF by It's Always Sunny in Philadelphia", footer: undefined },
    { title: "its always sunny in philadelphia shut up GIF", footer: "Powered By GIPHY" },
  ]);
});

test("GIPHY is down: KLIPY answers and is named", async () => {
  const { ann, bob, upstream } = await talk();
  upstream.plays("giphy", "html503");
  await ann.types("/gif");
  expect(ann.sees()).toMatch(/^Trending on KLIPY\n.*Powered By KLIPY$/s);
  await ann.types("/gif happy dance");
  expect(ann.card().title).toBe("Happy Dance");
  upstream.plays("giphy", undefined);
  await ann.presses("Send");
  expect(bob.card()).toMatchObject({ title: "Happy Dance", footer: "Powered By KLIPY" });
});

test("both are down", async () => {
  const { ann, upstream } = await talk();
  upstream.plays("giphy", "reset");
  upstream.plays("klipy", { status: 500 });
  await ann.types("/gif shrug");
  expect(ann.sees()).toMatch(/^GIPHY is not answering right now\. /);
  expect(ann.seesAlone()).toBe(true);
});

test("no key for either", async () => {
  const { ann } = await talk({ keys: {} });
  await ann.types("/gif shrug");
  expect(ann.sees()).toBe("/gif needs a GIPHY key that my operator has not set.");
});

test.each([
  ["nothing found", "/gif zzzz nothing at all", "No GIF for “zzzz nothing at all”. Try other words."],
  ["only emoji", "/gif 🤷🤷", "No GIF for “🤷🤷”. Try other words."],
  ["right to left", "/gif كتفين", "No GIF for “كتفين”. Try other words."],
  ["a mention", "/gif <!channel> @everyone", "No GIF for “<!channel> @everyone”. Try other words."],
  ["markup", "/gif *[x](http://e.test)*", "No GIF for “*[x](http://e.test)*”. Try other words."],
  [
    "far too long",
    `/gif ${"x".repeat(10_000)}`,
    "That is too long for me: at most 50 characters, please. Try /gif shrug.",
  ],
])("%s", async (_, line, answer) => {
  const { ann, log } = await talk();
  await ann.types(line);
  expect(ann.sees()).toBe(answer);
  expect(ann.seesAlone()).toBe(true);
  expect(log()).not.toContain(line.slice(5, 30));
});

test("hostile text from the upstream stays plain characters", async () => {
  const title = "<!channel> @everyone [x](https://e.test)";
  const gif = { id: "1", title, images: { downsized: { url: "https://media.giphy.com/1.gif" } } };
  const { ann, upstream } = await talk();
  upstream.plays("giphy", { body: { data: [gif], meta: { response_id: "1" } } });
  await ann.types("/gif shrug");
  expect(ann.card()).toMatchObject({ title, images: [{ alt: title }] });
  await ann.presses("Send");
  expect(ann.card().lines).toEqual([["ann", " searched for “", "shrug", "”"]]);
});

test("trending GIFs say since when, where GIPHY knows it", async () => {
  const { ann } = await talk();
  await ann.types("/gif");
  expect(ann.cards().map(({ lines }) => lines)).toEqual([
    [["Trending since ", "7 March 2020", "."]],
    [],
    [["Trending since ", "23 July 2019", "."]],
  ]);
  await ann.types("/gif shrug");
  expect(ann.card().lines).toEqual([]);
});

test("GIPHY has none, KLIPY has some", async () => {
  const { ann, upstream } = await talk();
  upstream.plays("giphy", { body: { data: [], pagination: { total_count: 0 }, meta: { response_id: "abc" } } });
  await ann.types("/gif hello july");
  expect(ann.sees()).toContain("KLIPY");
});

test("GIPHY can't be asked, and KLIPY has none: told as that", async () => {
  const { ann, upstream } = await talk();
  upstream.plays("giphy", { status: 503 });
  await ann.types("/gif zzzz nothing at all");
  expect(ann.sees()).toMatch(
    /^I found no GIF for “zzzz nothing at all”, but could not look everywhere\. GIPHY is not answering right now\./,
  );
});
