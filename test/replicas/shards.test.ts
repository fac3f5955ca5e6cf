import { expect, onTestFinished, test } from "vitest";
import { type SimulatedDiscord, simulatedDiscord } from "../support/discord.ts";
import { guildOfShard } from "../support/discord-person.ts";
import { type Program, startProgram } from "../support/program.ts";
import { redisServer } from "../support/redis.ts";
import { eventually } from "../support/shared.ts";

const SHARDS = 4;

/** A process of the bot with its part of the shards. */
function process(discord: SimulatedDiscord, redisUrl: string, shards: string): Program {
  const { token, applicationId, apiUrl } = discord.config("gateway");
  const program = startProgram(["--recorded"], {
    DISCORD_TOKEN: token,
    DISCORD_APPLICATION_ID: applicationId,
    DISCORD_API_URL: apiUrl,
    DISCORD_SHARDS: shards,
    REDIS_URL: redisUrl,
    FAIR_SHARE: "off",
  });
  onTestFinished(async () => {
    program.kill("SIGKILL");
    await program.ended;
  });
  return program;
}

async function rootOf(program: Program): Promise<string> {
  const { address } = JSON.parse(await program.says(/"msg":"ready"/)) as { address: { port: number } };
  return `http://127.0.0.1:${address.port}`;
}

/** It starts three processes. */
const PATIENCE_MS = 180_000;

test(
  "one of two processes with halves of four shards is killed: who gets its shards answers what came meanwhile",
  async () => {
    const { url, client } = await redisServer();
    // For them the interactions have just been made, however long a busy machine takes to start a process
    const discord = await simulatedDiscord({ clockAheadMs: 30 * 60_000, answerWithinMs: 10 * 60_000 });
    onTestFinished(() => discord.close());
    Object.assign(discord.gateway, { maxConcurrency: 2, boundsIdentifies: true });
    const ask = (shard: number) =>
      discord.person("ann").sends("help", {}, { via: "gateway", guildId: guildOfShard(shard, SHARDS) });
    const answered = async (...asked: { readonly interaction: { readonly answeredWith: unknown } }[]) =>
      await discord.until(() => asked.every(({ interaction }) => interaction.answeredWith !== undefined), "an answer");

    const one = process(discord, url, "0-1/4");
    const two = process(discord, url, "2-3/4");
    const roots = await Promise.all([one, two].map(rootOf));
    expect(discord.gateway.connectedShards).toEqual(["0/4", "1/4", "2/4", "3/4"]);
    const lookAt = async (root = "") => ((await (await fetch(`${root}/readyz`)).json()) as ReadyAnswer).parts.discord;
    expect(await Promise.all(roots.map(lookAt))).toEqual([
      {
        isConnected: true,
        detail: "gateway: 2 of 2 shards connected",
        shards: { of: 4, own: { 0: "connected", 1: "connected" } },
      },
      {
        isConnected: true,
        detail: "gateway: 2 of 2 shards connected",
        shards: { of: 4, own: { 2: "connected", 3: "connected" } },
      },
    ]);
    const metrics = await (await fetch(`${roots[1]}/metrics`)).text();
    expect(metrics).toContain('magpie_shards{platform="discord"} 4');
    expect(metrics).toContain('magpie_shard_connected{platform="discord",shard="2"} 1');
    expect(metrics).not.toContain('shard="0"');

    await eventually(
      async () => (await client.exists("magpie:value:discord-shard:0/4", "magpie:value:discord-shard:1/4")) === 2,
    );
    const before = await Promise.all([0, 1, 2, 3].map(ask));
    await answered(...before);
    // Before it has told how far it has come: Discord will repeat these
    one.kill("SIGKILL");
    await one.ended;
    expect(discord.gateway.connectedShards).toEqual(["2/4", "3/4"]);
    const meanwhile = await Promise.all([0, 1, 2, 3, 0, 1].map(ask));
    const three = process(discord, url, "0-1/4");
    await rootOf(three);
    await answered(...meanwhile);
    await answered(...(await Promise.all([0, 1, 2, 3].map(ask))));
    expect(discord.gateway.connectedShards).toEqual(["0/4", "1/4", "2/4", "3/4"]);
    expect(discord.gateway.events.filter((event) => !event.startsWith("identify"))).toEqual(
      expect.arrayContaining(["resume 0/4", "resume 1/4"]),
    );
    expect(discord.gateway.events.filter((event) => event.startsWith("identify")).toSorted()).toEqual(
      [0, 1, 2, 3].map((shard) => `identify ${shard}/4`),
    );
    // Each once: a second answer would have been refused
    expect(discord.calls.filter((call) => call.startsWith("POST callback"))).toEqual(
      Array(14).fill("POST callback 204"),
    );
  },
  PATIENCE_MS,
);

interface ReadyAnswer {
  readonly parts: { readonly discord: unknown };
}
