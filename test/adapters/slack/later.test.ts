import { afterEach, expect, test } from "vitest";
import { defineCommand } from "../../../src/core/command.ts";
import { card, reply } from "../../../src/core/reply.ts";
import type { Transport } from "../../support/slack.ts";
import { type SlackBot, slackBot } from "../../support/slack-bot.ts";

const PNG = { name: "covid-cases.png", mediaType: "image/png", bytes: Buffer.from("the bytes of a picture") };
const totals = card({ accent: 0x0e7c7b, title: "COVID-19 in Germany", lines: [["137,698 confirmed cases"]] });

let bot: SlackBot | undefined;

afterEach(async () => {
  await bot?.close();
  bot = undefined;
});

test("a chart that comes later than the reply to a mention takes the place of the words", async () => {
  const { promise: drawn, resolve } = Promise.withResolvers<ReturnType<typeof reply>>();
  const covid = defineCommand({
    name: "covid",
    description: "Says it",
    options: {},
    run: async () => ({ ...reply(totals), later: drawn }),
  });
  bot = await slackBot({ commands: [covid], transports: ["socket"] });
  await bot.adapter.ready;
  const ann = bot.slack.person("ann", { via: "socket" });
  await ann.writes("<@UBOT> covid", { thread: "1700000000.000100" });
  await ann.reads("137,698 confirmed cases");
  resolve(reply({ ...totals, images: [{ file: PNG, alt: "Cases rose" }] }));
  await ann.reads("[picture: Cases rose]");
  expect(ann.messages()).toHaveLength(1);
});

test.each<Transport>(["http", "socket"])(
  "a chart that comes later over %s takes the place of the words",
  async (via) => {
    const { promise: drawn, resolve } = Promise.withResolvers<ReturnType<typeof reply>>();
    const covid = defineCommand({
      name: "covid",
      description: "Says it",
      options: {},
      run: async () => ({ ...reply(totals), later: drawn }),
    });
    bot = await slackBot({ commands: [covid], transports: [via] });
    await bot.adapter.ready;
    const ann = bot.slack.person("ann", { via });
    await ann.types("/covid");
    await ann.reads("137,698 confirmed cases");
    resolve(reply({ ...totals, images: [{ file: PNG, alt: "Cases rose" }] }));
    await ann.reads("[picture: Cases rose]");
    expect(ann.messages()).toHaveLength(1);
  },
);
