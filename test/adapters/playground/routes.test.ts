import { request } from "node:http";
import { describe, expect, test } from "vitest";
import type { FormEvent, LineSuggestions, Session } from "../../../src/adapters/playground/protocol.ts";
import { defineCommand } from "../../../src/core/command.ts";
import { card, reply } from "../../../src/core/reply.ts";
import { KEY_OF_RUN, messageOf, playground, statesOf } from "../../support/playground.ts";

describe("a line", () => {
  test("comes back as both platforms would get it, with how it came about", async () => {
    const { types } = await playground({ isRecorded: true });
    const { isPrivate, text, discord, slack, stages, answers } = await types("/dog beagle");
    expect(isPrivate).toBe(false);
    expect(text).toMatch(/^Beagle\nAmiable/);
    expect(discord.payload).toMatchObject({
      type: 4,
      data: { embeds: [{ title: "Beagle" }], allowed_mentions: { parse: [] } },
    });
    expect(slack.payload).toMatchObject({ response_type: "in_channel", attachments: [{ color: "#b5651d" }] });
    expect(stages.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["queue", "upstream", "command", "render for Discord", "render for Slack", "all"]),
    );
    expect(answers[0]).toEqual({ upstream: "The Dog API", from: "a call" });
    for (const { used, of } of [...discord.caps, ...slack.caps]) expect(used).toBeLessThanOrEqual(of);
    expect(discord.caps.find(({ name }) => name === "embeds")?.used).toBe(1);
  });

  test("asked again, it comes from the cache", async () => {
    const { types } = await playground();
    await types("/covid germany");
    const { answers } = await types("/covid germany");
    expect(new Set(answers.map(({ from }) => from))).toEqual(new Set(["cache"]));
  });

  test("what is hidden in foreign text is in none of its words", async () => {
    const odd = defineCommand({
      name: "odd",
      description: "Says what a web API might say",
      options: {},
      run: async () => reply(card({ accent: 0, title: "gpj\u202e\u200bexe", footer: "a\u2066b\ufeff" })),
    });
    const { types } = await playground({ commands: [odd] });
    const message = await types("/odd");
    expect(message.text).toBe("gpjexe\nab");
    expect(JSON.stringify(message)).not.toMatch(/[\u200b\u202a-\u202e\u2060-\u206f\ufeff]/);
  });

  test("numbers are written as the sentences are, whoever asks", async () => {
    const { types } = await playground();
    const [ann, dora] = [await types("/covid germany", "ann"), await types("/covid deutschland", "dora")];
    expect(dora.text).toContain("137,698 confirmed cases");
    expect(dora.text).toBe(ann.text);
  });

  test.each(["/DOG beagle", "@Magpie dog beagle"])("%s is asked as in the terminal", async (line) => {
    const { types } = await playground();
    expect((await types(line)).text).toMatch(/^Beagle\n/);
  });

  test("that is no command gets a word about the slash", async () => {
    const { types } = await playground();
    const { text, isPrivate } = await types("hello");
    expect(text).toBe("A command begins with a slash: type /help to see what I know.");
    expect(isPrivate).toBe(true);
    expect((await types("/dgo")).text).toContain("Did you mean /dog?");
  });

  test("that takes long is deferred first", async () => {
    const { does } = await playground({ inlineBudgetMs: 0 });
    const events = await does("type", { line: "/gif shrug" });
    expect(events.map(({ type }) => type)).toEqual(["deferred", "message"]);
    expect(events[0]).toEqual({ type: "deferred", isPrivate: false });
  });

  test("a file goes beside the reply, and can be fetched", async () => {
    const { types, url } = await playground();
    const { discord, slack } = await types("/goat 200 100");
    const [file] = discord.files;
    expect(file).toMatchObject({ mediaType: "image/jpeg", description: expect.stringMatching(/goat/i) });
    expect(JSON.stringify(discord.payload)).toContain(`"url":"${file?.key}"`);
    expect(JSON.stringify(slack.payload)).toContain(`"slack_file":{"id":"${slack.files[0]?.key}"}`);
    const response = await fetch(url + file?.url);
    expect(response.headers.get("content-type")).toBe("image/jpeg");
    expect((await response.arrayBuffer()).byteLength).toBe(file?.bytes);
    expect((await fetch(`${url}/playground/files/nothing`)).status).toBe(404);
  });
});

describe("a button", () => {
  test("works with what it carries on Discord and on Slack", async () => {
    const { types, does } = await playground();
    const message = await types("/mars 2020-06-10");
    for (const state of statesOf(message, "Next ▶")) {
      const events = await does("press", { state, isPrivate: false, askedBy: "ann" });
      expect(messageOf(events).place).toBe("update");
      expect(messageOf(events).message.discord.payload).toMatchObject({ type: 7 });
    }
  });

  test("of a private preview: only the owner may press; Send takes it away, Cancel too", async () => {
    const { types, does } = await playground();
    const message = await types("/gif shrug");
    expect(message.isPrivate).toBe(true);
    const [state] = statesOf(message, "Send");
    const press = { state, isPrivate: true, askedBy: "ann" };
    const refused = messageOf(await does("press", { ...press, person: "bob" }));
    expect([refused.place, refused.message.text]).toEqual([
      "new",
      expect.stringContaining("Only ann can press this one."),
    ]);
    expect(messageOf(await does("press", press))).toMatchObject({ place: "instead", message: { isPrivate: false } });
    const [cancel] = statesOf(message, "Cancel");
    expect(await does("press", { ...press, state: cancel })).toEqual([{ type: "removed" }]);
  });

  test("that means nothing any more says so", async () => {
    const { does } = await playground();
    const { message } = messageOf(await does("press", { state: "rubbish", isPrivate: false, askedBy: "ann" }));
    expect(message.text).toBe("This button has had its time. Ask me again.");
  });
});

test("a bot that stops says so to lines, buttons and forms, and suggests nothing", async () => {
  const { does, asks, types, stops } = await playground();
  const [state] = statesOf(await types("/gif shrug"), "Send");
  stops();
  const asked = [
    await does("type", { line: "/dog beagle" }),
    await does("press", { state, isPrivate: true, askedBy: "ann" }),
    await does("submit", { command: "dog", values: { breed: "beagle" }, files: {} }),
  ];
  for (const events of asked) {
    const { message, place } = messageOf(events);
    const words = "I am restarting. Ask me again in a minute.";
    expect([message.text, message.isPrivate, place]).toEqual([words, true, "new"]);
  }
  const suggest = await asks("suggest", { command: "dog", option: "breed", typed: "", values: {} });
  expect(await suggest.json()).toEqual({ options: [] });
  expect(await (await asks("suggest-line", { line: "/do" })).json()).toMatchObject({ candidates: [] });
});

describe("a form", () => {
  test("opens when an option is missing, says what is wrong, and runs the command", async () => {
    const { does, asks } = await playground();
    const [form] = await does("type", { line: "/book" });
    expect(form).toMatchObject({ type: "form", command: "book", view: { title: { text: "/book" } } });
    const wrong = await asks("submit", { command: "book", values: {}, files: {} });
    expect([wrong.status, await wrong.json()]).toEqual([
      422,
      { errors: { query: expect.stringContaining("Which book?") } },
    ]);
    const events = await does("submit", { command: "book", values: { query: "moby dick" }, files: {} });
    expect(messageOf(events).message.text).toContain("Moby-Dick");
  });

  test("of any command can be opened, takes a file, and suggests values", async () => {
    const { does, asks, bot } = await playground();
    const opened = (await (await asks("form", { command: "mars" })).json()) as FormEvent;
    expect(opened.view.blocks.length).toBeGreaterThan(2);
    expect((await asks("form", { command: "nothing" })).status).toBe(404);
    expect(bot.dispatcher.command("shelf import")).toBeDefined();
    const csv = Buffer.from("Title,Author\nEmma,Jane Austen\n").toString("base64");
    const files = { "books.csv": { mediaType: "text/csv", base64: csv } };
    const events = await does("submit", { command: "shelf import", values: { file: "books.csv" }, files });
    expect(messageOf(events).message.text).toContain("1 book");
    const suggestions = await asks("suggest", { command: "dog", option: "breed", typed: "beag", values: {} });
    expect(await suggestions.json()).toMatchObject({
      options: expect.arrayContaining([{ name: "Beagle", value: "Beagle" }]),
    });
  });
});

test("suggestions name commands, options and values", async () => {
  const { asks } = await playground();
  const suggestLine = async (line: string) => (await (await asks("suggest-line", { line })).json()) as LineSuggestions;
  expect(await suggestLine("/do")).toMatchObject({ from: 0, candidates: [{ insert: "/dog ", label: "/dog [breed]" }] });
  const { from, candidates } = await suggestLine("/dog beag");
  expect([from, candidates[0]]).toEqual([5, { insert: "Beagle", label: "Beagle", description: "" }]);
  expect(await suggestLine("/mars cam")).toMatchObject({ from: 6, candidates: [{ insert: "camera:" }] });
});

describe("who may use it", () => {
  /** A GET with headers that `fetch` would not send. */
  const statusWith = (url: string, headers: Readonly<Record<string, string>>) =>
    new Promise<number>((resolve, reject) => {
      request(`${url}/playground/session`, { headers }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      })
        .on("error", reject)
        .end();
    });

  test("without a password this machine only, under its own name and without a proxy", async () => {
    const { url } = await playground();
    const session = (await (await fetch(`${url}/playground/session`)).json()) as Session;
    expect(session.people.map(({ name }) => name)).toEqual(["ann", "bob", "dora"]);
    expect(await statusWith(url, { host: "localhost:3000" })).toBe(200);
    expect(await statusWith(url, { host: "evil.example" })).toBe(403);
  });

  test.each([
    "Via",
    "Forwarded",
    "CDN-Loop",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "X-Forwarded-Port",
    "X-Forwarded-Server",
    "X-Forwarded-Prefix",
    "X-Forwarded-Client-Cert",
    "X-Real-IP",
    "X-Scheme",
    "CF-Connecting-IP",
    "CF-Ray",
    "CF-Visitor",
    "CF-IPCountry",
    "True-Client-IP",
    "X-Client-IP",
    "X-Cluster-Client-IP",
    "Client-IP",
    "Fly-Client-IP",
    "Fly-Forwarded-Proto",
    "Fastly-Client-IP",
    "Fastly-FF",
    "X-Envoy-External-Address",
    "X-Envoy-Expected-Rq-Timeout-Ms",
    "X-Original-For",
    "X-Original-Host",
    "X-Original-URL",
    "X-Rewrite-URL",
    "X-Azure-ClientIP",
    "X-ARR-LOG-ID",
    "X-Amzn-Trace-Id",
    "CloudFront-Viewer-Country",
    "X-Cloud-Trace-Context",
    "X-AppEngine-User-IP",
    "X-Vercel-Id",
    "X-NF-Client-Connection-IP",
    "X-Request-Start",
    "Tailscale-User-Login",
    "X-Varnish",
    "X-Sucuri-ClientIP",
    "WL-Proxy-Client-IP",
    "X-ProxyUser-Ip",
  ])("%s alone tells that a proxy is in between", async (header) => {
    const { url } = await playground();
    expect(await statusWith(url, { [header]: "127.0.0.1" })).toBe(403);
  });

  test("what browsers send themselves lets everybody in who is here", async () => {
    const { url } = await playground();
    const headers = {
      "accept-language": "en",
      "cache-control": "no-cache",
      dnt: "1",
      "sec-ch-ua": '"Chromium"',
      "sec-fetch-site": "none",
      "upgrade-insecure-requests": "1",
      "user-agent": "Mozilla/5.0",
      "x-requested-with": "fetch",
    };
    expect(await statusWith(url, headers)).toBe(200);
  });

  test("a foreign page, or one that sends no JSON, is left unanswered", async () => {
    const { url, asks } = await playground();
    expect((await asks("type", { line: "/help" }, { origin: "https://evil.example" })).status).toBe(403);
    expect((await asks("type", { line: "/help" }, { origin: url })).status).toBe(200);
    expect((await asks("type", { line: "/help" }, { "content-type": "text/plain" })).status).toBe(403);
  });

  test("with a password whoever knows it, also while somebody guesses from the same address", async () => {
    const { url } = await playground({ password: "correct horse" });
    const withPassword = (password: string) => ({
      host: "bot.example",
      authorization: `Basic ${Buffer.from(`x:${password}`).toString("base64")}`,
    });
    expect(await statusWith(url, {})).toBe(401);
    expect(await statusWith(url, withPassword("correct horse"))).toBe(200);
    const guesses = Array.from({ length: 300 }, (_, n) => statusWith(url, withPassword(`guess ${n}`)));
    expect(await statusWith(url, withPassword("correct horse"))).toBe(200);
    expect((await Promise.all(guesses)).filter((status) => status !== 401 && status !== 429)).toEqual([]);
    expect(await statusWith(url, withPassword("correct horse"))).toBe(200);
    // Who mistypes then is asked again, not sent away
    expect(await statusWith(url, withPassword("correct hose"))).toBe(401);
  });
});

describe("once a platform is connected and there is no password", () => {
  test("only the page that has the key of the run goes on", async () => {
    const platforms: string[] = [];
    const { asks, url } = await playground({ isShared: () => platforms.length > 0 });
    const asked = async (headers: Readonly<Record<string, string>> = {}) => [
      (await fetch(`${url}/playground/session`, { headers })).status,
      ...(await Promise.all(
        [
          ["type", { line: "/help" }],
          ["press", { state: "x", isPrivate: false, askedBy: "ann" }],
          ["form", { command: "dog" }],
          ["submit", { command: "book", values: {}, files: {} }],
          ["suggest-line", { line: "/do" }],
          ["suggest", { command: "dog", option: "breed", typed: "", values: {} }],
        ].map(async ([path, body]) => (await asks(String(path), body as object, headers)).status),
      )),
    ];
    expect(await asked()).toEqual([200, 200, 200, 200, 422, 200, 200]);
    platforms.push("slack");
    expect(await asked()).toEqual([403, 403, 403, 403, 403, 403, 403]);
    expect(await asked({ "x-magpie-key": "guessed" })).toEqual([403, 403, 403, 403, 403, 403, 403]);
    expect(await asked({ "x-magpie-key": KEY_OF_RUN })).toEqual([200, 200, 200, 200, 422, 200, 200]);
  });

  test("with a password that is enough", async () => {
    const { url } = await playground({ isShared: () => true, password: "correct horse" });
    const authorization = `Basic ${Buffer.from("x:correct horse").toString("base64")}`;
    expect((await fetch(`${url}/playground/session`, { headers: { authorization } })).status).toBe(200);
  });
});

describe("connecting a platform", () => {
  const VALUES = { platform: "slack", values: { SLACK_BOT_TOKEN: "xoxb-1" } };

  function connector() {
    const asked: string[] = [];
    let finish = () => {};
    const until = new Promise<void>((resolve) => {
      finish = resolve;
    });
    return {
      asked,
      finish: () => finish(),
      slackAppUrl: () => "",
      check: async () => {
        asked.push("check");
        await until;
        return [];
      },
      connect: async () => {
        asked.push("connect");
        return { findings: [] };
      },
    };
  }

  test.each([
    ["no key", undefined, {}],
    ["an empty key", undefined, { "x-magpie-key": "" }],
    ["a wrong key", undefined, { "x-magpie-key": "key-of-another-run" }],
    ["the password and no key", "correct horse", { authorization: `Basic ${btoa("x:correct horse")}` }],
    ["the key and no password", "correct horse", { "x-magpie-key": KEY_OF_RUN }],
  ])("with %s nothing is asked and nothing written", async (_, password, headers) => {
    const to = connector();
    const { asks } = await playground({ connector: to, ...(password === undefined ? {} : { password }) });
    for (const step of ["connect/check", "connect/connect"]) {
      const refused = await asks(step, VALUES, headers);
      expect([401, 403]).toContain(refused.status);
      if (refused.status === 403) expect(refused.headers.get("x-magpie-wants")).toBe("key");
    }
    expect(to.asked).toEqual([]);
  });

  test("one thing at a time", async () => {
    const to = connector();
    const { asks } = await playground({ connector: to });
    const headers = { "x-magpie-key": KEY_OF_RUN };
    const first = asks("connect/check", VALUES, headers);
    await expect.poll(() => to.asked).toEqual(["check"]);
    const others = await Promise.all(Array.from({ length: 20 }, () => asks("connect/connect", VALUES, headers)));
    expect(new Set(others.map(({ status }) => status))).toEqual(new Set([429]));
    to.finish();
    expect((await first).status).toBe(200);
    expect((await asks("connect/connect", VALUES, headers)).status).toBe(200);
    expect(to.asked).toEqual(["check", "connect"]);
  });

  test("more than a few tokens is too much", async () => {
    const to = connector();
    const { asks } = await playground({ connector: to });
    const values = Object.fromEntries(Array.from({ length: 1_000 }, (_, n) => [`VALUE_${n}`, "x".repeat(400)]));
    const body = { platform: "slack", values };
    expect((await asks("connect/check", body, { "x-magpie-key": KEY_OF_RUN })).status).toBe(413);
    expect(to.asked).toEqual([]);
  });
});

test.each([
  ["no JSON", "rubbish"],
  ["nobody known", JSON.stringify({ person: "mallory", answers: "recorded", fault: "none", line: "/help" })],
  ["answers that there are not", JSON.stringify({ person: "ann", answers: "moon", fault: "none", line: "/help" })],
  ["no line", JSON.stringify({ person: "ann", answers: "recorded", fault: "none" })],
  [
    "an endless name",
    JSON.stringify({ person: "a".repeat(60_000), answers: "recorded", fault: "none", line: "/help" }),
  ],
  ["an endless line", JSON.stringify({ person: "ann", answers: "recorded", fault: "none", line: "x".repeat(5_000) })],
])("rubbish from a page, %s: a sentence, and the bot goes on", async (_, body) => {
  const { url, types } = await playground();
  const headers = { "content-type": "application/json" };
  const response = await fetch(`${url}/playground/type`, { method: "POST", headers, body });
  expect(response.status).toBe(400);
  expect(await response.json()).toEqual({
    error: "The page and the bot do not understand each other. Load the page again.",
  });
  expect((await types("/help")).text).toContain("What I know");
});

const MANY = Object.fromEntries(Array.from({ length: 2_000 }, (_, n) => [`o${n}`, "x"]));
const FILE = { mediaType: "text/csv", base64: "eA==" };

test.each([
  ["a value of 7 MB", "submit", { command: "dog", values: { breed: "x".repeat(7_000_000) }, files: {} }, 400],
  ["a value of 5,000 signs", "submit", { command: "dog", values: { breed: "x".repeat(5_000) }, files: {} }, 400],
  ["2,000 values", "submit", { command: "dog", values: MANY, files: {} }, 400],
  ["a name of 5,000 signs", "submit", { command: "dog", values: { ["x".repeat(5_000)]: "x" }, files: {} }, 400],
  ["a command of 7 MB", "submit", { command: "x".repeat(7_000_000), values: {}, files: {} }, 400],
  [
    "2,000 files",
    "submit",
    { command: "dog", values: {}, files: Object.fromEntries(Object.keys(MANY).map((name) => [name, FILE])) },
    400,
  ],
  [
    "a media type of 7 MB",
    "submit",
    { command: "dog", values: {}, files: { a: { ...FILE, mediaType: "x".repeat(7_000_000) } } },
    400,
  ],
  ["values that are a list", "submit", { command: "dog", values: ["x"], files: {} }, 400],
  ["values that are nothing", "submit", { command: "dog", values: null, files: {} }, 400],
  ["9 MB", "submit", { command: "dog", values: { breed: "x".repeat(9_000_000) }, files: {} }, 413],
  [
    "typed text of 5,000 signs",
    "suggest",
    { command: "dog", option: "breed", typed: "x".repeat(5_000), values: {} },
    400,
  ],
  [
    "other values of 5,000 signs",
    "suggest",
    { command: "dog", option: "breed", typed: "", values: { a: "x".repeat(5_000) } },
    400,
  ],
  ["a line of 100 kB", "suggest-line", { line: "x".repeat(100_000) }, 413],
  ["a command of 100 kB", "form", { command: "x".repeat(100_000) }, 413],
  ["a state of 100 kB", "press", { state: "x".repeat(100_000), isPrivate: false, askedBy: "ann" }, 413],
] as const)("a form is bounded: %s", async (_, path, body, status) => {
  const { asks, types } = await playground();
  expect((await asks(path, body)).status).toBe(status);
  expect((await types("/help")).text).toContain("What I know");
});

test("a hundred tabs at once: everybody gets an answer", async () => {
  const { types, url } = await playground();
  const tabs = Array.from({ length: 100 }, async (_, tab) => {
    const session = (await (await fetch(`${url}/playground/session`)).json()) as Session;
    const { name = "ann" } = session.people[tab % session.people.length] ?? {};
    return await types(tab % 2 === 0 ? "/dog beagle" : "/covid germany", name);
  });
  const texts = (await Promise.all(tabs)).map(({ text }) => text.split("\n")[0]);
  expect(texts.filter((title) => title === "Beagle")).toHaveLength(50);
  expect(texts.filter((title) => title === "COVID-19 in Germany")).toHaveLength(50);
});
