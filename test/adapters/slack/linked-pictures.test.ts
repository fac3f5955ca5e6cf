import { afterEach, describe, expect, test } from "vitest";
import type { PictureLinks } from "../../../src/adapters/slack/files.ts";
import { defineCommand } from "../../../src/core/command.ts";
import { card, filePart, type Reply, reply } from "../../../src/core/reply.ts";
import { MediaLinks } from "../../../src/http/media.ts";
import type { SlackPerson, Transport } from "../../support/slack.ts";
import { PUBLIC_URL, type SlackBot, slackBot } from "../../support/slack-bot.ts";
import { picturesOf } from "../../support/slack-rules.ts";

const PNG = { name: "covid-cases.png", mediaType: "image/png", bytes: Buffer.from("the bytes of a picture") };
const CSV = { name: "shelf.csv", mediaType: "text/csv", bytes: Buffer.from("Title\nMoby-Dick\n") };

const chart = card({ accent: 0x0e7c7b, title: "COVID-19 in Germany", images: [{ file: PNG, alt: "Cases rose" }] });

const commands = [says("covid", reply(chart)), says("both", reply(chart, filePart(CSV, "1 book")))];

function says(name: string, said: Reply) {
  return defineCommand({ name, description: "Says it", options: {}, run: async () => said });
}

let bot: SlackBot | undefined;

afterEach(async () => {
  await bot?.close();
  bot = undefined;
});

async function start(links: NonNullable<Parameters<typeof slackBot>[0]["links"]>, via: Transport = "http") {
  bot = await slackBot({ commands, transports: [via], links });
  await bot.adapter.ready;
  const { slack, url } = bot;
  return { slack, url, ann: slack.person("ann", { via }), bob: slack.person("bob", { via }) };
}

/** The addresses of the pictures in the last message that she sees. */
function linksSeenBy(person: SlackPerson): readonly string[] {
  const message = person.messages().at(-1);
  return message === undefined ? [] : picturesOf(message.payload);
}

describe.each<Transport>(["http", "socket"])("over %s", (via) => {
  test("a picture that Slack fetches from the bot; once it has, the next one goes into the ack", async () => {
    const { ann, bob, slack, url } = await start(new MediaLinks({ publicUrl: PUBLIC_URL, secret: "of the test" }), via);
    await ann.types("/covid");
    await bob.reads("[picture: Cases rose]");
    const [link = ""] = linksSeenBy(bob);
    const fetched = await fetch(url + link.slice(PUBLIC_URL.length));
    expect(Buffer.from(await fetched.arrayBuffer())).toEqual(PNG.bytes);
    await ann.types("/covid");
    await expect.poll(() => bob.messages().map(({ by }) => by)).toEqual(["response_url", "ack"]);
    expect(linksSeenBy(bob)).toHaveLength(1);
    expect(slack.api.files.all).toEqual([]);
  });
});

test("Slack can't reach the bot: the picture is uploaded", async () => {
  const address = `${PUBLIC_URL}/media/unreachable.png`;
  const links: PictureLinks = { linkTo: () => address, areProven: false };
  const { ann, bob, slack } = await start(links);
  slack.api.unfetchable.add(address);
  await ann.types("/covid");
  await bob.reads("[picture: Cases rose]");
  expect(linksSeenBy(bob)).toEqual([]);
  expect(slack.api.files.all.at(0)?.bytes).toEqual(PNG.bytes);
});

test("Slack can't reach the bot, and takes no upload: words, within the five uses of a response_url", async () => {
  const address = `${PUBLIC_URL}/media/unreachable.png`;
  const { ann, bob, slack } = await start({ linkTo: () => address, areProven: false });
  slack.api.unfetchable.add(address);
  slack.api.lacks("files:read");
  slack.api.files.processingMs = Number.POSITIVE_INFINITY;
  await ann.types("/covid");
  await bob.reads("Picture: Cases rose. Slack did not take the file.");
  expect(slack.api.calls.filter((call) => call === "response_url").length).toBeLessThanOrEqual(5);
});

test("a file beside the picture is uploaded all the same", async () => {
  const { ann, bob, slack } = await start(new MediaLinks({ publicUrl: PUBLIC_URL, secret: "of the test" }));
  slack.api.memberOf.add("C111");
  await ann.types("/both");
  await bob.reads("*shelf.csv*: 1 book, in a message of its own");
  expect(linksSeenBy(bob)).toHaveLength(1);
  expect(slack.api.files.all.map(({ name }) => name)).toEqual(["shelf.csv"]);
});
