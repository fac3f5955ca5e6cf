import { setTimeout as sleep } from "node:timers/promises";
import { Load } from "./load.ts";
import type { Contender } from "./process.ts";
import type { OpenSession } from "./transports.ts";

const CONCURRENCY = 50;

/** What one contender did in one round. */
export interface Round {
  readonly perSecond: number;
  readonly cpuMicrosEach: number;
  /** Part of the time that the contender's core was its own and busy, 0 to 1. */
  readonly busy: number;
  /** Part of the answers that came in the platform's first answer, 0 to 1. */
  readonly inAck: number;
}

export interface Duration {
  readonly rounds: number;
  readonly roundMs: number;
  /** Not measured: connections open, code gets compiled. */
  readonly warmUpMs: number;
}

export interface Entrant {
  readonly contender: Contender;
  readonly open: OpenSession;
  /** Makes the id of the next question. */
  readonly nextFact: () => string;
}

/** Every entrant in turn, round after round, so that whatever else the machine does hits all alike. */
export async function alternate(
  entrants: readonly Entrant[],
  { rounds, roundMs, warmUpMs }: Duration,
): Promise<readonly (readonly Round[])[]> {
  const sleepAgain = stayAwake();
  for (const entrant of entrants) await measureRound(entrant, warmUpMs);
  const results: Round[][] = entrants.map(() => []);
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, entrant] of entrants.entries()) results[index]?.push(await measureRound(entrant, roundMs));
  }
  sleepAgain();
  return results;
}

/**
 * Waking a core that sleeps costs whoever sends it something, and only contenders slow enough to let the bench sleep would
 * pay for it. Gives the end of it.
 */
function stayAwake(): () => void {
  let isDone = false;
  const turn = () => {
    if (!isDone) setImmediate(turn);
  };
  turn();
  return () => {
    isDone = true;
  };
}

async function measureRound({ contender, open, nextFact }: Entrant, roundMs: number): Promise<Round> {
  const session = await open(contender.port, CONCURRENCY);
  const load = new Load(CONCURRENCY, async (slot) => {
    await session.ask(slot, nextFact());
  });
  await sleep(roundMs / 5);
  const before = await snapshot(contender, load);
  await sleep(roundMs);
  const after = await snapshot(contender, load);
  await load.stop();
  const inAck = session.inAck() / load.finished;
  session.close();
  const micros = (after.at - before.at) * 1_000;
  const cpuMicros = after.cpuMicros - before.cpuMicros;
  const finished = after.finished - before.finished;
  if (finished === 0) throw new Error("no answers at all");
  return { perSecond: (finished / micros) * 1e6, cpuMicrosEach: cpuMicros / finished, busy: cpuMicros / micros, inAck };
}

async function snapshot(contender: Contender, load: Load) {
  const { cpuMicros } = await contender.usage();
  return { cpuMicros, finished: load.finished, at: performance.now() };
}

/** From this part of its core's time on, a contender was the limit itself. */
const SATURATED = 0.9;

/** How a contender compares with the floor: 1 is as fast, 0.5 takes twice as long. */
export interface Ratio {
  /** By requests a second. */
  readonly byRate: number;
  /** By CPU time a request. */
  readonly byCpu: number;
  /** Whether both were limited by their core alone, so that the rates can be compared. */
  readonly isSaturated: boolean;
}

/** The median of the rounds' ratios. */
export function compare(rounds: readonly Round[], floor: readonly Round[]): Ratio {
  const ratios = (of: (round: Round) => number) =>
    median(rounds.map((round, index) => of(round) / of(floor[index] ?? round)));
  return {
    byRate: ratios((round) => round.perSecond),
    byCpu: 1 / ratios((round) => round.cpuMicrosEach),
    isSaturated: [rounds, floor].every((all) => median(all.map((round) => round.busy)) >= SATURATED),
  };
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** `part` from 0 to 1. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}
