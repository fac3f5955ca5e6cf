import { startRecordedServer } from "../src/recorded/server.ts";
import {
  askDiscordOverGateway,
  askDiscordOverHttp,
  askSlackOverHttp,
  askSlackOverSocket,
  type OpenAsking,
} from "./asking.ts";
import { ASKS, type Asked } from "./asks.ts";
import { discordEnvironment, slackEnvironment } from "./environment.ts";
import { fakeDiscord } from "./fakes/discord.ts";
import { fakeSlack } from "./fakes/slack.ts";
import { fakeUpstream } from "./fakes/upstream.ts";
import { alternate, compare, type Duration, median, quantile } from "./measure.ts";
import { type Contender, startContender } from "./process.ts";

/** Floor and usual library of each transport, as files beside this one. */
const TRANSPORTS = {
  "slack-http": ["floor-slack", "bolt"],
  "slack-socket": ["floor-socket", "bolt"],
  "discord-http": ["floor-discord", "discord-interactions"],
  gateway: ["floor-gateway", "discord-js"],
} as const;

export type Transport = keyof typeof TRANSPORTS;

export const TYPED_TRANSPORTS = Object.keys(TRANSPORTS) as Transport[];

export interface TypedResult {
  readonly title: string;
  /** Microseconds of CPU one answer takes, of the median round. */
  readonly micros: { readonly floor: number; readonly library: number; readonly magpie: number };
  /** Of the floor, by CPU time: 1 is as cheap. */
  readonly library: number;
  readonly magpie: number;
}

interface Started {
  readonly contender: Contender;
  readonly asking: OpenAsking;
}

/** What people do on one transport, in alternating rounds of the floor, the library and the bot itself with all its commands. */
export async function measureTyped(
  transport: Transport,
  duration: Duration,
  profileFolder?: string,
): Promise<readonly TypedResult[]> {
  const [upstream, recorded] = await Promise.all([fakeUpstream(), startRecordedServer()]);
  const urls = { DOG_CEO_URL: upstream.url, BENCH_UPSTREAM: new URL(recorded.urlOf("dogApi")).origin };
  const started: Started[] = [];
  for (const name of [...TRANSPORTS[transport], "bot"]) {
    const { env, asking } = await platform(transport);
    const flags =
      profileFolder !== undefined && name === "bot" ? ["--cpu-prof", `--cpu-prof-dir=${profileFolder}`] : [];
    started.push({ contender: await startContender(name, { ...urls, ...env }, flags), asking });
  }
  const results: TypedResult[] = [];
  for (const asked of ASKS.filter(({ kind }) => kind !== "mention" || transport.startsWith("slack"))) {
    results.push(await measureAsk(asked, started, duration));
  }
  for (const { contender } of started) await contender.stop();
  upstream.close();
  await recorded.close();
  return results;
}

async function measureAsk(asked: Asked, started: readonly Started[], duration: Duration): Promise<TypedResult> {
  const entrants = started.map(({ contender, asking }, index) => ({
    contender,
    open: asking(asked, index === started.length - 1 ? asked.says : "Fact"),
    nextFact: () => "",
  }));
  const [floor = [], library = [], magpie = []] = await alternate(entrants, duration);
  const micros = (rounds: typeof floor) => median(rounds.map(({ cpuMicrosEach }) => cpuMicrosEach));
  return {
    title: asked.title,
    micros: { floor: micros(floor), library: micros(library), magpie: micros(magpie) },
    library: compare(library, floor).byCpu,
    magpie: compare(magpie, floor).byCpu,
  };
}

export interface Waits {
  readonly title: string;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** A thousand presses of one button, and as many autocompletes, in a second each: how long people wait. */
export async function measureThousands(): Promise<readonly Waits[]> {
  const recorded = await startRecordedServer();
  const urls = { BENCH_UPSTREAM: new URL(recorded.urlOf("dogApi")).origin };
  const waits: Waits[] = [];
  for (const transport of ["slack-http", "discord-http"] as const) {
    const { env, asking } = await platform(transport);
    const contender = await startContender("bot", { ...urls, ...env });
    for (const asked of ASKS.filter(({ kind }) => kind === "press" || kind === "suggestions")) {
      const session = await asking(asked, asked.says)(contender.port, THOUSAND.slots);
      for (const isWarm of [false, true]) {
        const times = await spread(session.ask.bind(session));
        if (isWarm)
          waits.push({
            title: `${transport}: ${asked.title}`,
            p50Ms: quantile(times, 0.5),
            p99Ms: quantile(times, 0.99),
          });
      }
      session.close();
    }
    await contender.stop();
  }
  await recorded.close();
  return waits;
}

const THOUSAND = { count: 1_000, everyMs: 1, slots: 100 } as const;

/** A thousand in a second, each at its own time whatever the others take. */
async function spread(ask: (slot: number, id: string) => Promise<number>): Promise<readonly number[]> {
  const free = Array.from({ length: THOUSAND.slots }, (_, slot) => slot);
  const times: Promise<number>[] = [];
  const startedAt = performance.now();
  for (let count = 0; count < THOUSAND.count; count += 1) {
    while (performance.now() < startedAt + count * THOUSAND.everyMs || free.length === 0)
      await new Promise((resolve) => setImmediate(resolve));
    const slot = free.pop() ?? 0;
    const dueAt = startedAt + count * THOUSAND.everyMs;
    times.push(
      ask(slot, "").then(() => {
        free.push(slot);
        return performance.now() - dueAt;
      }),
    );
  }
  return await Promise.all(times);
}

/** A platform of its own for each contender, so that none sees another's traffic. */
async function platform(
  transport: Transport,
): Promise<{ readonly env: Readonly<Record<string, string>>; readonly asking: OpenAsking }> {
  if (transport === "discord-http" || transport === "gateway") {
    const discord = await fakeDiscord();
    const asking = transport === "gateway" ? askDiscordOverGateway(discord) : askDiscordOverHttp(discord);
    return { env: discordEnvironment(discord, transport), asking };
  }
  const slack = await fakeSlack();
  const { SLACK_SIGNING_SECRET, ...common } = slackEnvironment(slack);
  const over = transport === "slack-http" ? { SLACK_SIGNING_SECRET } : { SLACK_APP_TOKEN: "xapp-1-A0001-1-bench" };
  const env = { ...common, ...over, PUBLIC_URL: "https://magpie.example" } as Record<string, string>;
  return { env, asking: transport === "slack-http" ? askSlackOverHttp(slack) : askSlackOverSocket(slack) };
}
