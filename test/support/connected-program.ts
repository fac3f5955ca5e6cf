import { UPSTREAMS, type UpstreamId } from "../../src/upstream/limits.ts";
import { type SimulatedDiscord, simulatedDiscord } from "./discord.ts";
import { type FakeUpstream, fakeUpstream } from "./fake-upstream.ts";
import { type Program, type ProgramOptions, startProgram } from "./program.ts";
import { freshStateVariables } from "./replica-state.ts";
import { type SimulatedSlack, simulatedSlack, slackConfig } from "./slack.ts";

/** The bot as a process of its own, ready, with all four transports on loopback. */
export interface PlatformProgram {
  readonly slack: SimulatedSlack;
  readonly discord: SimulatedDiscord;
  readonly program: Program;
  /** Where its web server is, without a slash at its end. */
  readonly root: string;
  /** Ends it all. */
  close(): Promise<void>;
}

/** The same with every upstream on loopback, too. */
export interface ConnectedProgram extends PlatformProgram {
  readonly upstream: FakeUpstream;
}

/** Starts it with these variables beside those that it needs. */
export async function connectedProgram(env: Readonly<Record<string, string>> = {}): Promise<ConnectedProgram> {
  const upstream = await fakeUpstream();
  const ids = Object.keys(UPSTREAMS) as UpstreamId[];
  const connected = await platformProgram([], {
    ...Object.fromEntries(ids.map((id) => [UPSTREAMS[id].urlVariable, upstream.urlOf(id)])),
    GIPHY_API_KEY: "giphy-key-hush",
    GOOGLE_BOOKS_API_KEY: "books-key-hush",
    ...(await freshStateVariables()),
    ...env,
  });
  const close = async () => {
    await connected.close();
    await upstream.close();
  };
  return { ...connected, upstream, close };
}

/** Starts it as an operator tries it out, with the upstreams that ship with the bot. */
export function recordedProgram(env: Readonly<Record<string, string>> = {}): Promise<PlatformProgram> {
  return platformProgram(["--recorded"], env);
}

/** Starts it with exactly these arguments, and these variables beside those of the platforms. */
export async function platformProgram(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  options: ProgramOptions = {},
): Promise<PlatformProgram> {
  const [slack, discord] = await Promise.all([simulatedSlack(), simulatedDiscord()]);
  const { botToken, apiUrl, signingSecret = "", appToken = "" } = slackConfig(slack, ["http", "socket"]);
  const { token, applicationId, publicKey = "", apiUrl: discordUrl } = discord.config("both");
  const variables = {
    SLACK_BOT_TOKEN: botToken,
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_APP_TOKEN: appToken,
    SLACK_API_URL: apiUrl,
    DISCORD_TOKEN: token,
    DISCORD_APPLICATION_ID: applicationId,
    DISCORD_PUBLIC_KEY: publicKey,
    DISCORD_GATEWAY: "on",
    DISCORD_API_URL: discordUrl,
    ...env,
  };
  const program = startProgram(args, variables, "none", options);
  const ready = JSON.parse(await program.says(/"msg":"ready"/)) as { address: { port: number } };
  const root = `http://127.0.0.1:${ready.address.port}`;
  slack.deliversTo(`${root}/slack/events`);
  discord.interactionsUrl = `${root}/discord/interactions`;
  const close = async () => {
    program.kill("SIGKILL");
    await Promise.all([program.ended, slack.close(), discord.close()]);
  };
  return { slack, discord, program, root, close };
}
