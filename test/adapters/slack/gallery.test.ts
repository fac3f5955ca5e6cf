import { afterEach, describe, expect, test } from "vitest";
import { gainsByNewest, OlderBlocks } from "../../../src/adapters/slack/gallery.ts";
import { replyToSlack } from "../../../src/adapters/slack/render.ts";
import { defineCommand, integer } from "../../../src/core/command.ts";
import { type Button, buttons, card, paragraph, reply } from "../../../src/core/reply.ts";
import { t } from "../../../src/core/text.ts";
import { gated } from "../../support/sample-commands.ts";
import type { Transport } from "../../support/slack.ts";
import { type SlackBot, slackBot } from "../../support/slack-bot.ts";
import { blocksOf, cardsOf, messageProblems, type SlackPayload } from "../../support/slack-rules.ts";

const photo = (index: number) => ({ url: `https://photos.example/${index}.jpg`, alt: `Photo ${index}` });
const bytes = { file: { name: "a.png", mediaType: "image/png", bytes: new Uint8Array(1) }, alt: "Bytes" };
const NO_STATES: ReadonlyMap<Button, string> = new Map();

function render(of: Parameters<typeof replyToSlack>[0], media: Parameters<typeof replyToSlack>[2]): SlackPayload {
  const payload = JSON.parse(JSON.stringify(replyToSlack(of, NO_STATES, media)));
  expect(messageProblems(payload)).toEqual([]);
  return payload;
}

const typesOf = (payload: SlackPayload) => blocksOf(payload).map(({ type }) => type);

describe("pictures side by side", () => {
  test("a carousel, in a message without bars", () => {
    const mars = reply(
      paragraph(t`above`),
      card({ accent: 1, title: "Mars", lines: [["25 photos"]], images: [1, 2].map(photo), footer: "NASA" }),
    );
    const payload = render(mars, { hasNewest: true });
    expect([typesOf(payload), payload.attachments, payload.text]).toEqual([
      ["section", "divider", "header", "section", "carousel", "context"],
      [],
      mars.text,
    ]);
    expect(blocksOf(payload).flatMap(cardsOf)[0]).toEqual({
      type: "card",
      hero_image: { type: "image", image_url: "https://photos.example/1.jpg", alt_text: "Photo 1" },
      title: { type: "mrkdwn", text: "Photo 1", verbatim: true },
    });
  });

  test("below each other in the frame of the bar, where the workspace is not known to take more", () => {
    const payload = render(reply(card({ accent: 1, title: "Mars", images: [1, 2].map(photo) })), {});
    expect([typesOf(payload), payload.blocks]).toEqual([["header", "image", "image"], undefined]);
  });

  test.each([
    ["one", [photo(1)]],
    ["one by its bytes", [photo(1), bytes]],
    ["one that Slack can't show", [photo(1), { url: "https://photos.example/2.webp", alt: "WebP" }]],
  ])("no carousel: %s", (_, images) => {
    const mars = reply(card({ accent: 1, title: "Mars", images }));
    expect([gainsByNewest(mars), typesOf(render(mars, { hasNewest: true }))]).toEqual([
      false,
      expect.not.arrayContaining(["carousel"]),
    ]);
  });

  test("titles are cut, just under and one over", () => {
    const title = (length: number) => {
      const images = [photo(1), { ...photo(2), alt: "x".repeat(length) }];
      const payload = render(reply(card({ accent: 1, title: "Mars", images })), { hasNewest: true });
      return blocksOf(payload).flatMap(cardsOf)[1]?.title?.text;
    };
    expect([title(150), title(151)]).toEqual(["x".repeat(150), `${"x".repeat(149)}…`]);
  });

  test("ten pictures, and no more", () => {
    const images = Array.from({ length: 11 }, (_, index) => photo(index));
    const row = (count: number) =>
      blocksOf(render(reply(card({ accent: 1, title: "Mars", images: images.slice(0, count) })), { hasNewest: true }));
    expect(row(10).flatMap(cardsOf)).toHaveLength(10);
    expect(row(11).map(({ type }) => type)).toEqual(["header", ...images.map(() => "image")]);
  });
});

test("a refusal is remembered, each workspace by itself", () => {
  const older = new OlderBlocks();
  older.remember("T1");
  expect([older.has("T1"), older.has("T2"), older.has(undefined)]).toEqual([true, false, false]);
});

/** As many photos as asked for. */
const photos = defineCommand({
  name: "photos",
  description: "Photos",
  options: { count: integer({ description: "How many", min: 1, max: 4 }) },
  run: async ({ options: { count = 2 } }) => {
    const turn = (wanted: number): Button => ({
      label: `${wanted}`,
      press: { do: "run", command: "photos", options: { count: wanted }, into: "update" },
    });
    const images = Array.from({ length: count }, (_, index) => photo(index + 1));
    return reply(card({ accent: 1, title: `${count} in all`, images }), buttons(turn(1), turn(2)));
  },
});

const TWO = "2 in all\n[picture: Photo 1]\n[picture: Photo 2]\n[1] [2]";

let bot: SlackBot | undefined;

afterEach(async () => {
  await bot?.close();
  bot = undefined;
});

describe.each<Transport>(["http", "socket"])("over %s", (via) => {
  async function start(command = photos, inlineBudgetMs?: number) {
    bot = await slackBot({ commands: [command], transports: [via], ...(inlineBudgetMs ? { inlineBudgetMs } : {}) });
    await bot.adapter.ready;
    const { slack } = bot;
    const ann = slack.person("ann", { via });
    const kinds = () => ann.messages().map(({ payload, by }) => `${by}: ${typesOf(payload).join(" ")}`);
    return { slack, ann, kinds };
  }

  const NEW = "response_url: header carousel actions";
  const OLD = "header image image actions";

  test("a carousel is not for an ack, of which nobody hears what comes", async () => {
    const { ann, kinds } = await start();
    await ann.types("/photos");
    await ann.reads(TWO);
    expect(kinds()).toEqual([NEW]);
    await ann.types("/photos count:1");
    await expect.poll(kinds).toEqual([NEW, "ack: header image actions"]);
  });

  test("a carousel and what takes its place", async () => {
    const { ann } = await start();
    await ann.types("/photos");
    await ann.reads(TWO);
    await ann.presses("1");
    await ann.reads("1 in all\n[picture: Photo 1]\n[1] [2]");
    await ann.presses("2");
    await ann.reads(TWO);
    expect(ann.messages()).toHaveLength(1);
  });

  test("a workspace that does not know carousels gets the older blocks, and from then on at once", async () => {
    const { ann, slack, kinds } = await start();
    slack.api.unknownBlocks.add("carousel");
    await ann.types("/photos");
    await ann.reads(TWO);
    expect(kinds()).toEqual([`response_url: ${OLD}`]);
    await expect.poll(() => bot?.log.join("")).toContain("gets older ones for a day");
    await ann.types("/photos");
    await expect.poll(kinds).toEqual([`response_url: ${OLD}`, `ack: ${OLD}`]);
    expect(slack.api.calls.filter((call) => call === "response_url")).toHaveLength(2);
  });

  test("a picture that Slack can't fetch is not the carousel's fault", async () => {
    const { ann, slack, kinds } = await start();
    slack.api.unfetchable.add(photo(2).url);
    await ann.types("/photos");
    await ann.reads("Picture: <https://photos.example/1.jpg|Photo 1>");
    slack.api.unfetchable.clear();
    await ann.types("/photos");
    await ann.reads(TWO);
    expect(kinds().at(-1)).toBe(NEW);
    expect(bot?.log.join("")).not.toContain("gets older ones for a day");
  });

  test("without a response_url, as a message of the bot's own", async () => {
    const { command, open } = gated(photos);
    const { ann, slack, kinds } = await start(command, 20);
    slack.api.memberOf.add("C111");
    slack.api.unknownBlocks.add("carousel");
    slack.api.plays("response_url", { status: 404 });
    await ann.types("/photos");
    open();
    await ann.reads(TWO);
    expect(kinds()).toEqual([`chat.postMessage: ${OLD}`]);
  });
});
