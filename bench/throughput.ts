import { discordEnvironment, slackEnvironment } from "./environment.ts";
import { type FakeDiscord, fakeDiscord } from "./fakes/discord.ts";
import { type FakeSlack, fakeSlack } from "./fakes/slack.ts";
import { type FakeUpstream, fakeUpstream } from "./fakes/upstream.ts";
import { newQuestions } from "./load.ts";
import { alternate, compare, type Duration, type Entrant, median, type Ratio, type Round } from "./measure.ts";
import { startContender } from "./process.ts";
import { discordOverGateway, discordOverHttp, type OpenSession, slackOverHttp } from "./transports.ts";

export interface Row {
  readonly title: string;
  readonly transport: "slack-http" | "discord-http" | "gateway";
  readonly answer: "ack" | "deferred";
  /** `cached`: one question over and over, which Magpie need not ask the upstream; else every question is new. */
  readonly question: "cached" | "new";
  /** What Magpie shall reach of the floor. */
  readonly wanted?: number;
}

export const ROWS: readonly Row[] = [
  {
    title: "Slack over HTTP, in the ack, cached",
    transport: "slack-http",
    answer: "ack",
    question: "cached",
    wanted: 1,
  },
  { title: "Slack over HTTP, in the ack", transport: "slack-http", answer: "ack", question: "new", wanted: 0.6 },
  { title: "Slack over HTTP, deferred", transport: "slack-http", answer: "deferred", question: "new", wanted: 0.6 },
  {
    title: "Discord over HTTP, in the response, cached",
    transport: "discord-http",
    answer: "ack",
    question: "cached",
    wanted: 1,
  },
  {
    title: "Discord over HTTP, in the response",
    transport: "discord-http",
    answer: "ack",
    question: "new",
    wanted: 0.8,
  },
  { title: "Discord over HTTP, deferred", transport: "discord-http", answer: "deferred", question: "new", wanted: 0.7 },
  { title: "Discord Gateway, direct", transport: "gateway", answer: "ack", question: "new" },
  { title: "Discord Gateway, deferred", transport: "gateway", answer: "deferred", question: "new", wanted: 0.5 },
];

const FLOORS = { "slack-http": "floor-slack", "discord-http": "floor-discord", gateway: "floor-gateway" } as const;
const LIBRARIES = { "slack-http": "bolt", "discord-http": "discord-interactions", gateway: "discord-js" } as const;

export interface RowResult {
  readonly row: Row;
  /** The platform's usual library; absent where it has no such transport. */
  readonly library?: Ratio;
  readonly magpie: Ratio;
  /** Part of Magpie's answers that came after the platform's first answer, 0 to 1. */
  readonly deferred: number;
}

/** One row of the table: floor, library and Magpie in alternating rounds. */
export async function measureRow(row: Row, duration: Duration, profileFolder?: string): Promise<RowResult> {
  const upstream = await fakeUpstream();
  const names = [FLOORS[row.transport], LIBRARIES[row.transport], "magpie"].filter((name) => name !== undefined);
  const closers: (() => unknown)[] = [() => upstream.close()];
  const entrants: Entrant[] = [];
  try {
    for (const name of names) {
      const { env, open, close } = await platform(row, upstream);
      closers.push(close);
      const isProfiled = profileFolder !== undefined && name === "magpie";
      const contender = await startContender(
        name,
        env,
        isProfiled ? ["--cpu-prof", `--cpu-prof-dir=${profileFolder}`] : [],
      );
      closers.unshift(() => contender.stop());
      const nextFact = row.question === "cached" ? () => "1" : newQuestions();
      entrants.push({ contender, open, nextFact });
    }
    const [floor = [], ...others] = await alternate(entrants, duration);
    const [magpie, library] = others.map((rounds) => compare(rounds, floor)).toReversed();
    if (process.env["BENCH_VERBOSE"] !== undefined) explain(names, [floor, ...others]);
    if (magpie === undefined) throw new Error("Magpie was not measured");
    return {
      row,
      magpie,
      ...(library === undefined ? {} : { library }),
      deferred: 1 - median(others.at(-1)?.map((round) => round.inAck) ?? []),
    };
  } finally {
    for (const close of closers) await close();
  }
}

/** A platform of its own for each contender, so that none sees another's traffic. */
async function platform(
  row: Row,
  upstream: FakeUpstream,
): Promise<{ env: Record<string, string>; open: OpenSession; close: () => void }> {
  const common = {
    DOG_CEO_URL: upstream.url,
    BENCH_ANSWER: row.answer,
    BENCH_OVERRIDES: JSON.stringify(row.answer === "deferred" ? { inlineBudgetMs: 0 } : {}),
  };
  if (row.transport === "slack-http") {
    const slack: FakeSlack = await fakeSlack();
    const env = { ...common, ...slackEnvironment(slack) };
    return { env, open: slackOverHttp(slack, row.answer), close: slack.close };
  }
  const discord: FakeDiscord = await fakeDiscord();
  const env = { ...common, ...discordEnvironment(discord, row.transport) };
  const open = row.transport === "gateway" ? discordOverGateway(discord) : discordOverHttp(discord, row.answer);
  return { env, open, close: discord.close };
}

/** The absolute figures, which say something about this machine only. */
function explain(names: readonly string[], results: readonly (readonly Round[])[]): void {
  for (const [index, rounds] of results.entries()) {
    const of = (pick: (round: Round) => number) => median(rounds.map(pick)).toFixed(2);
    const [rate, cpu, busy] = [
      of((round) => round.perSecond),
      of((round) => round.cpuMicrosEach),
      of((round) => round.busy),
    ];
    process.stderr.write(`  ${names[index]}: ${rate}/s, ${cpu} µs CPU each, core busy ${busy}\n`);
  }
}
