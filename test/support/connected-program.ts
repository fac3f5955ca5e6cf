import { UPSTREAMS, type UpstreamId } from "../../src/upstream/limits.ts";
import { type SimulatedDiscord, simulatedDiscord } from "./discord.ts";
import { type FakeUpstream, fakeUpstream } from "./fake-upstream.ts";
import { type Program, startProgram } from "./program.ts";
import { type SimulatedSlack, simulatedSlack, slackConfig } from "./slack.ts";

/** The bot as a process of its own, ready, with all four transports and every upstream on loopback. */
export interface ConnectedProgram {
  readonly slack: SimulatedSlack;
  readonly discord: SimulatedDiscord;
  readonly upstream: FakeUpstream;
  readonly program: Program;
  /** Where its web server is, without a slash at its end. */
  readonly root: string;
  /** Ends it all. */
  close(): Promise<void>;
}

/** Starts it with these variables beside those that it needs. */
export async function connectedProgram(env: Readonly<Record<string, string>> = {}): Promise<ConnectedProgram> {
  const [slack, discord, upstream] = await Promise.all([simulatedSlack(), simulatedDiscord(), fakeUpstream()]);
  const { botToken, apiUrl, signingSecret = "", appToken = "" } = slackConfig(slack, ["http", "socket"]);
  const { token, applicationId, publicKey = "", apiUrl: discordUrl } = discord.config("both");
  const ids = Object.keys(UPSTREAMS) as UpstreamId[];
  const program = startProgram([], {
    SLACK_BOT_TOKEN: botToken,
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_APP_TOKEN: appToken,
    SLACK_API_URL: apiUrl,
    DISCORD_TOKEN: token,
    DISCORD_APPLICATION_ID: applicationId,
    DISCORD_PUBLIC_KEY: publicKey,
    DISCORD_GATEWAY: "on",
    DISCORD_API_URL: discordUrl,
    ...Object.fromEntries(ids.map((id) => [UPSTREAMS[id].urlVariable, upstream.urlOf(id)])),
    GIPHY_API_KEY: "giphy-key-hush",
    GOOGLE_BOOKS_API_KEY: "books-key-hush",
    ...env,
  });
  const ready = JSON.parse(await program.says(/"msg":"ready"/)) as { address: { port: number } };
  const root = `http://127.0.0.1:${ready.address.port}`;
  slack.deliversTo(`${root}/slack/events`);
  discord.interactionsUrl = `${root}/discord/interactions`;
  const close = async () => {
    program.kill("SIGKILL");
    await Promise.all([program.ended, slack.close(), discord.close(), upstream.close()]);
  };
  return { slack, discord, upstream, program, root, close };
}
