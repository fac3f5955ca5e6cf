import { randomUUID } from "node:crypto";
import { pino } from "pino";
import { commands } from "../../commands/index.ts";
import { createBot } from "../../src/bot.ts";
import { readConfig } from "../../src/config.ts";
import { defineCommand, integer } from "../../src/core/command.ts";
import type { Exchange } from "../../src/core/invocation.ts";
import { card, type Reply, reply } from "../../src/core/reply.ts";
import { draws } from "./draws.ts";
import { FIRST_DAY, figures } from "./figures.ts";

/** The whole bot, and one command more: a chart of figures that are there already. */
const chart = defineCommand({
  name: "chart",
  description: "A chart",
  options: { number: integer({ description: "Which figures", required: true, min: 0, max: 10_000 }) },
  async run({ options, services, user: { locale } }) {
    const series = [{ name: "Germany", from: FIRST_DAY, stepDays: 7, totals: figures(options.number) }] as const;
    const words = { title: "Confirmed COVID-19 cases in Germany", noun: "cases", source: "Source: the bench", locale };
    const image = await services.chart({
      chart: { type: "time", ...words, series },
      fileName: "cases.png",
      alt: "Invented figures",
    });
    return reply(card({ accent: 0x0e7c7b, title: words.title, images: [image] }));
  },
});

const config = readConfig({ ...process.env, FAIR_SHARE: "off" });
const bot = await createBot(config, [...commands, chart], pino({ level: "silent" }));

draws(async (number) => {
  const { parts } = await ask(number);
  const image = parts.find((part) => part.type === "card")?.images[0];
  if (image === undefined || !("file" in image)) throw new Error("the reply came without its chart");
  return image.file.bytes;
});

function ask(number: number): Promise<Reply> {
  return new Promise((resolve) => {
    const show = async (shown: Reply) => resolve(shown);
    const exchange: Exchange = { answer: show, complete: show, defer: async () => {}, ignore: async () => {} };
    const user = { id: "U1", key: "chat:U1", name: "ann", locale: "en" };
    const invocation = { deliveryId: randomUUID(), platform: "chat", command: "chart", user } as const;
    void bot.dispatcher.dispatch({ ...invocation, input: { values: { number } }, source: "command" }, exchange);
  });
}
