import { z } from "zod";

/** Imports what Magpie imports and connects as it does, and no more. */
const libraries = z.array(z.string()).parse(JSON.parse(process.env["BENCH_LIBRARIES"] ?? "[]"));
await Promise.all(libraries.map((library) => import(library)));

const { default: fastify } = await import("fastify");
await fastify().listen({ port: 0, host: "127.0.0.1" });

const { DISCORD_API_URL, DISCORD_TOKEN, SLACK_API_URL, SLACK_BOT_TOKEN } = process.env;
if (SLACK_API_URL !== undefined) {
  const { webApi } = await import("@slack/bolt");
  await new webApi.WebClient(SLACK_BOT_TOKEN, { slackApiUrl: `${SLACK_API_URL}/` }).auth.test();
}
if (DISCORD_API_URL !== undefined) {
  const { Client, Events } = await import("discord.js");
  const client = new Client({ intents: [], rest: { api: DISCORD_API_URL } });
  const ready = new Promise((resolve) => client.once(Events.ClientReady, resolve));
  await client.login(DISCORD_TOKEN);
  await ready;
}
process.stdout.write('{"msg":"ready"}\n');
