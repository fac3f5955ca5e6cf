import { afterEach, describe, expect, test } from "vitest";
import { defineCommand } from "../../../src/core/command.ts";
import { buttons, card, filePart, privateReply, type Reply, reply } from "../../../src/core/reply.ts";
import type { SimulatedSlack, SlackPerson, Transport } from "../../support/slack.ts";
import { type SlackBot, slackBot } from "../../support/slack-bot.ts";

const JPEG = { name: "goat.jpg", mediaType: "image/jpeg", bytes: Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]) };
const CSV = { name: "shelf.csv", mediaType: "text/csv", bytes: Buffer.from("Title\nMoby-Dick\n") };

const picture = card({
  accent: 0x7d8c4e,
  title: "A goat",
  images: [{ file: JPEG, alt: "A goat on a cliff" }],
  footer: "Wikimedia Commons",
});

const again = buttons({ label: "Another", press: { do: "run", command: "goat", options: {}, into: "update" } });

const commands = [
  says("goat", reply(picture, again)),
  says("secret", privateReply(picture)),
  says("list", reply(filePart(CSV, "1 book"))),
  says("shelf", privateReply(filePart(CSV, "1 book"))),
  says("cover", reply(card({ accent: 1, title: "Moby-Dick", thumbnail: { file: JPEG, alt: "Cover" } }))),
];

function says(name: string, said: Reply) {
  return defineCommand({
    name,
    description: "Says it",
    options: {},
    visibility: () => said.visibility,
    run: async () => said,
  });
}

let bot: SlackBot | undefined;

afterEach(async () => {
  await bot?.close();
  bot = undefined;
});

async function start(
  via: Transport = "http",
): Promise<{ ann: SlackPerson; bob: SlackPerson; slack: SimulatedSlack; log: readonly string[] }> {
  bot = await slackBot({ commands, transports: [via] });
  await bot.adapter.ready;
  const { slack, log } = bot;
  return { slack, log, ann: slack.person("ann", { via }), bob: slack.person("bob", { via }) };
}

const SHOWN = "A goat\n[picture: A goat on a cliff]\nWikimedia Commons\n[Another]";

describe.each<Transport>(["http", "socket"])("over %s", (via) => {
  test("a picture is uploaded, then shown inside the message", async () => {
    const { ann, bob, slack } = await start(via);
    await ann.types("/goat");
    await bob.reads("[picture: A goat on a cliff]");
    expect(bob.sees()).toBe(SHOWN);
    expect(ann.failures).toEqual([]);
    expect(ann.messages().map(({ by }) => by)).toEqual(["response_url"]);
    const [file] = slack.api.files.all;
    expect(file).toMatchObject({ name: "goat.jpg", altText: "A goat on a cliff" });
    expect(file?.bytes).toEqual(JPEG.bytes);
    expect(file?.channel).toBeUndefined();
  });

  test("a button puts another picture in the place of the first", async () => {
    const { ann, slack } = await start(via);
    await ann.types("/goat");
    await ann.reads("[picture: A goat on a cliff]");
    await ann.presses("Another");
    await slack.messages.until(
      () => JSON.stringify(ann.messages().at(-1)?.payload).includes("F00000002"),
      () => "the picture stayed",
    );
    expect(ann.messages()).toHaveLength(1);
  });
});

test("a small picture beside the text", async () => {
  const { ann } = await start();
  await ann.types("/cover");
  await ann.reads("[picture: Cover]");
});

test("Slack is still looking at the file: the bot, which may ask, waits", async () => {
  const { ann, slack } = await start();
  slack.api.files.processingMs = 500;
  await ann.types("/goat");
  await ann.reads("[picture: A goat on a cliff]");
  expect(slack.api.calls.filter((call) => call === "response_url")).toHaveLength(1);
});

test("Slack is still looking at the file: the bot, which may not ask, tries again", async () => {
  const { ann, slack } = await start();
  slack.api.lacks("files:read");
  slack.api.files.processingMs = 500;
  await ann.types("/goat");
  await ann.reads("[picture: A goat on a cliff]");
  expect(slack.api.calls.filter((call) => call === "response_url")).toHaveLength(2);
});

test("Slack never gets done with the file: it comes as a message of its own", async () => {
  const { bob, ann, slack } = await start();
  slack.api.lacks("files:read");
  slack.api.files.processingMs = Number.POSITIVE_INFINITY;
  slack.api.memberOf.add("C111");
  await ann.types("/goat");
  await bob.reads("Picture: A goat on a cliff, in a message of its own");
  expect(bob.messages().map(({ by }) => by)).toEqual(["files.completeUploadExternal", "response_url"]);
});

test("Slack never gets done with the file, in a channel that the bot is not in: words", async () => {
  const { bob, ann, slack } = await start();
  slack.api.lacks("files:read");
  slack.api.files.processingMs = Number.POSITIVE_INFINITY;
  await ann.types("/goat");
  await bob.reads("Picture: A goat on a cliff. Slack did not take the file.");
  expect(bob.messages()).toHaveLength(1);
  expect(slack.api.calls.filter((call) => call === "response_url").length).toBeLessThanOrEqual(5);
});

test("a private picture that cannot be shown goes to the person, not to the channel", async () => {
  const { ann, bob, slack } = await start();
  slack.api.lacks("files:read");
  slack.api.files.processingMs = Number.POSITIVE_INFINITY;
  slack.api.memberOf.add("C111");
  await ann.types("/secret");
  await ann.reads("Picture: A goat on a cliff, in our direct messages");
  expect(bob.messages()).toEqual([]);
  expect(slack.messages.all.map(({ channel }) => channel)).toEqual(["D-ann", "D-ann", "C111"]);
});

test.each([
  ["the scope is missing", "files.getUploadURLExternal", { body: { ok: false, error: "missing_scope" } }],
  ["too many uploads", "files.getUploadURLExternal", { status: 429, headers: { "retry-after": "60" } }],
  ["an answer without an address", "files.getUploadURLExternal", { body: { ok: true } }],
  [
    "a foreign address",
    "files.getUploadURLExternal",
    { body: { ok: true, upload_url: "https://files.slack.com.evil.example/", file_id: "F1" } },
  ],
  ["the bytes are refused", "upload", { status: 500, body: "" }],
  ["the end is refused", "files.completeUploadExternal", { body: { ok: false, error: "access_denied" } }],
])("%s: the reply comes without the picture, and says so", async (_, method, answer) => {
  const { ann, slack, log } = await start();
  slack.api.plays(method, answer);
  await ann.types("/goat");
  await ann.reads("Picture: A goat on a cliff. Slack did not take the file.");
  expect(ann.messages()).toHaveLength(1);
  expect(log.join("")).toContain("a file did not get through");
});

test.each(["files.getUploadURLExternal", "upload", "files.completeUploadExternal"])(
  "Slack fails for good at %s: the words alone, in time",
  async (method) => {
    const { ann, slack } = await start();
    const failure = { status: 503, body: "" };
    slack.api.plays(method, failure, failure, failure);
    await ann.types("/goat");
    await ann.reads("Picture: A goat on a cliff. Slack did not take the file.");
    expect(ann.messages()).toHaveLength(1);
  },
);

test("a file for all, where the bot is a member", async () => {
  const { bob, ann, slack } = await start();
  slack.api.memberOf.add("C111");
  await ann.types("/list");
  await bob.reads("*shelf.csv*: 1 book, in a message of its own");
  expect(slack.api.files.all[0]).toMatchObject({ name: "shelf.csv", altText: undefined, channel: "C111" });
});

test("a file for all, where the bot is not: its text", async () => {
  const { bob, ann } = await start();
  await ann.types("/list");
  await bob.reads("Moby-Dick");
  expect(bob.sees()).toBe("*shelf.csv*: 1 book. Slack did not take the file.\nTitle\nMoby-Dick");
});

test("a file for one person alone", async () => {
  const { bob, ann, slack } = await start();
  await ann.types("/shelf");
  await ann.reads("*shelf.csv*: 1 book, in our direct messages");
  expect(bob.messages()).toEqual([]);
  expect(slack.messages.all.map(({ channel }) => channel)).toEqual(["D-ann", "D-ann", "C111"]);
});
