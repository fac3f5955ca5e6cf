import { z } from "zod";
import type { DiscordConfig } from "../../config.ts";
import type { ListedCommand } from "../../core/command.ts";
import { HOUR_MS } from "../../core/time.ts";
import { CHECK_MS, probe } from "../../net/probe.ts";
import { DISCORD_APPS } from "../../setup/consoles.ts";
import { bad, type Finding, good, skipped, unsure } from "../../setup/finding.ts";
import { type Application, askAsBot, lookUpApp, notDiscord } from "./check.ts";
import { registerCommands } from "./register.ts";

export interface DiscordSetup {
  readonly config: DiscordConfig;
  /** How the world reaches the web server, without a slash at its end. */
  readonly publicUrl?: string | undefined;
  readonly commands: readonly ListedCommand[];
  /** Where the commands are registered in one server only. */
  readonly guildId?: string | undefined;
}

/** The application, the way its interactions take to the bot, and whether Discord knows the commands as they are. */
export async function checkDiscord(
  setup: DiscordSetup,
  signal: AbortSignal = AbortSignal.timeout(CHECK_MS),
): Promise<readonly Finding[]> {
  const { config, publicUrl } = setup;
  const [{ findings, found }, refusal] = await Promise.all([
    lookUpApp(config, signal),
    config.publicKey === undefined || publicUrl === undefined ? [] : checkUnsigned(publicUrl, signal),
  ]);
  if (found === undefined) return [...findings, ...refusal];
  const [gateway, registration] = await Promise.all([
    checkGateway(config, signal),
    checkRegistration(setup, found, signal),
  ]);
  return [...findings, checkEndpoint(found, config, publicUrl), ...refusal, ...gateway, INTENTS, registration];
}

const INTENTS = good("Intents", "None are needed, so there is none to switch on.");

/** Discord sends interactions either to an address or through the Gateway, never both. */
function checkEndpoint(
  { interactions_endpoint_url: endpoint }: Application,
  { publicKey }: DiscordConfig,
  publicUrl: string | undefined,
): Finding {
  const subject = "Interactions endpoint";
  const where = `at ${DISCORD_APPS} → your app → General Information → Interactions Endpoint URL`;
  const isSet = endpoint !== undefined && endpoint !== null && endpoint !== "";
  if (publicKey === undefined) {
    return isSet
      ? bad(
          subject,
          "Discord sends interactions to an address, so none come through the Gateway.",
          `Empty it ${where}; or set DISCORD_PUBLIC_KEY if the address is this bot's.`,
        )
      : good(subject, "It is empty, as the Gateway wants it.");
  }
  if (publicUrl === undefined) {
    return isSet
      ? unsure(subject, "Discord has one; whether it is the bot's I can't see.", "Set PUBLIC_URL to find out.")
      : bad(subject, "Discord has none, so nothing comes over HTTP.", `Enter the bot's address ${where}.`);
  }
  const ours = `${publicUrl}/discord/interactions`;
  if (endpoint === ours) return good(subject, "Discord sends interactions to this bot.");
  return bad(
    subject,
    isSet ? "Discord sends interactions to another address." : "Discord has none, so nothing comes over HTTP.",
    `Start the bot, then enter ${ours} ${where}.`,
  );
}

/** Discord tries wrong signatures now and then, and drops an address that takes them. */
async function checkUnsigned(publicUrl: string, signal: AbortSignal): Promise<readonly Finding[]> {
  const subject = "Unsigned requests";
  const answer = await probe(`${publicUrl}/discord/interactions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ type: 1 }),
    signal,
  });
  if ("noAnswer" in answer) {
    return [unsure(subject, `/discord/interactions gives no answer: ${answer.noAnswer}.`)];
  }
  if (answer.status === 401) return [good(subject, "They are refused.")];
  return answer.status === 404
    ? [
        bad(
          subject,
          "The bot that runs there does not take Discord over HTTP.",
          "Restart it with DISCORD_PUBLIC_KEY set.",
        ),
      ]
    : [bad(subject, "They are not refused.", "Let PUBLIC_URL lead straight to the bot: nothing may answer for it.")];
}

/** https://docs.discord.com/developers/events/gateway#get-gateway-bot (2026-11-22) */
const gatewayBot = z.object({
  /** How many Discord recommends. */
  shards: z.number().int().positive(),
  session_start_limit: z.object({
    total: z.number(),
    remaining: z.number(),
    reset_after: z.number(),
    max_concurrency: z.number().int().positive(),
  }),
});

type GatewayBot = z.infer<typeof gatewayBot>;

/** Servers that one shard may have at most, and for how many Discord recommends one. https://docs.discord.com/developers/events/gateway#sharding (2026-11-22) */
const MAX_GUILDS_A_SHARD = 2_500;
const RECOMMENDED_GUILDS_A_SHARD = 1_000;

/** Between two turns to begin a session. https://docs.discord.com/developers/events/gateway#rate-limiting (2026-11-22) */
const SECONDS_A_TURN = 5;

async function checkGateway(config: DiscordConfig, signal: AbortSignal): Promise<readonly Finding[]> {
  const subject = "Gateway";
  if (!config.useGateway) return [skipped(subject, "Not in use: interactions come over HTTP.")];
  const answer = await askAsBot(subject, "/gateway/bot", config, signal);
  if ("state" in answer) return [answer];
  const { data: gateway } = gatewayBot.safeParse(answer.body);
  if (gateway === undefined) return [notDiscord(subject)];
  return [checkStarts(gateway), ...(config.shards === undefined ? [] : [checkShards(config.shards, gateway)])];
}

/** Whether the number of shards suits the bot. Where it is `auto`, the bot takes what Discord recommends. */
function checkShards(
  { ids, of }: NonNullable<DiscordConfig["shards"]>,
  { shards, session_start_limit: limit }: GatewayBot,
): Finding {
  const subject = "Shards";
  const sentence = `${ids.length} of ${of} are this process's, and Discord recommends ${shards}.`;
  const advice = `Give all processes parts of ${shards}, such as DISCORD_SHARDS=0-${shards - 1}/${shards}.`;
  const demanded = Math.ceil((shards * RECOMMENDED_GUILDS_A_SHARD) / MAX_GUILDS_A_SHARD);
  if (of < demanded) return bad(subject, `${sentence} It lets so few in no more.`, advice);
  if (of < shards) return unsure(subject, sentence, advice);
  if (ids.length > limit.remaining) {
    return bad(subject, `${sentence} Of its starts, ${limit.remaining} are left today.`, "Wait until tomorrow.");
  }
  const seconds = Math.ceil(of / limit.max_concurrency) * SECONDS_A_TURN;
  return good(subject, `${sentence} All ${of} have begun after ${seconds} s, ${limit.max_concurrency} at a time.`);
}

function checkStarts({ session_start_limit: limit }: GatewayBot): Finding {
  const subject = "Gateway";
  const left = `${limit.remaining} of ${limit.total} starts`;
  if (limit.remaining > 0) return good(subject, `Discord lets the bot in: ${left} are left today.`);
  const hours = Math.max(1, Math.ceil(limit.reset_after / HOUR_MS));
  return bad(
    subject,
    `All ${limit.total} starts of the day are used up.`,
    `Wait ${hours} h, and see in the log why the bot starts so often.`,
  );
}

async function checkRegistration(
  { config, commands, guildId }: DiscordSetup,
  { id }: Application,
  signal: AbortSignal,
): Promise<Finding> {
  const subject = "Commands";
  const advice = guildId === undefined ? "Run npm run register." : `Run npm run register -- --guild ${guildId}.`;
  try {
    // The token's own application: a wrong number is told already
    const ours = { ...config, applicationId: id };
    const lines = await registerCommands({ config: ours, commands, guildId, isDryRun: true, signal });
    if (lines.length === 0) return good(subject, `Discord knows all ${commands.length} as they are.`);
    if (lines.length === commands.length && lines.every((line) => line.startsWith("+"))) {
      const else_ = " Where you registered them in one server only, look with npm run doctor -- --guild ID.";
      return bad(subject, `Discord knows none of them.`, guildId === undefined ? advice + else_ : advice);
    }
    return bad(subject, `Discord knows another list: ${lines.map(inWords).join(", ")}.`, advice);
  } catch (error) {
    const isTold = error instanceof Error && !signal.aborted;
    return unsure(subject, isTold ? error.message : "Discord did not tell in time which it knows.");
  }
}

/** `+ /gif  new` as `/gif is new`. */
function inWords(line: string): string {
  const [, name, what] = line.split(/\s+/);
  return `${name} is ${what}`;
}
