import fc from "fast-check";
import { expect, inject, test } from "vitest";

/** What an attack is told: with which seed, and whether it may take its time. */
export interface AttackOrder {
  readonly seed: number;
  readonly isLong: boolean;
}

/** What became of it. */
export interface AttackResult {
  readonly tried: number;
  readonly gotThrough: number;
}

declare module "vitest" {
  interface ProvidedContext {
    /** Absent where all tests run: then the attacks are short ones. */
    readonly attack: AttackOrder | undefined;
  }
  interface TaskMeta {
    attack?: AttackResult;
  }
}

export interface AttackPlan<World> {
  /** Inputs tried among all tests, and by `npm run attack`. */
  readonly short: number;
  readonly long: number;
  /** Inputs under way at once; one by default. */
  readonly atOnce?: number;
  /** Opens what is attacked, where it is not there for the whole file; it closes itself when the test ends. */
  readonly open?: () => Promise<World>;
}

/** What an input must not do, in words; undefined where it has not done it. */
type Attempt<Input, World> = (input: Input, world: World) => Promise<string | undefined> | string | undefined;

const { seed, isLong }: AttackOrder = inject("attack") ?? { seed: 10, isLong: false };

/** Longest time for one attack, in milliseconds: the whole is to end within ten minutes. */
const PATIENCE_MS = isLong ? 480_000 : 60_000;

/** Inputs made at once: all 200,000 of an attack would take memory that is another's. */
const BATCH = 1_000;

/** Inputs that are shown of those that got through, and characters of each. */
const SHOWN = 3;
const LONGEST_SHOWN = 500;

/** Tries inputs made from a seed. What one of them gets through, or throws, fails the test. */
export function attack<Input, World = undefined>(
  what: string,
  { short, long, atOnce = 1, open }: AttackPlan<World>,
  inputs: fc.Arbitrary<Input>,
  attempt: Attempt<Input, World>,
): void {
  test(what, { timeout: PATIENCE_MS }, async ({ task }) => {
    const result = { tried: 0, gotThrough: 0 };
    task.meta.attack = result;
    const shown: string[] = [];
    const count = isLong ? long : short;
    const left = inputsOf(inputs, count);
    // Without `open` nobody looks at it
    const world = (await open?.()) as World;
    const workers = Array.from({ length: atOnce }, async () => {
      for (const input of left) {
        const harm = await tried(attempt, input, world);
        result.tried += 1;
        if (harm === undefined) continue;
        result.gotThrough += 1;
        if (shown.length < SHOWN) shown.push(`${harm}: ${fc.stringify(input).slice(0, LONGEST_SHOWN)}`);
      }
    });
    await Promise.all(workers);
    expect(shown, `${result.gotThrough} of ${result.tried} got through, with seed ${seed}`).toEqual([]);
    expect(result.tried).toBe(count);
  });
}

async function tried<Input, World>(
  attempt: Attempt<Input, World>,
  input: Input,
  world: World,
): Promise<string | undefined> {
  try {
    return await attempt(input, world);
  } catch (error) {
    return `it threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  }
}

function* inputsOf<Input>(inputs: fc.Arbitrary<Input>, count: number): Generator<Input, undefined> {
  for (let made = 0; made < count; made += BATCH) {
    yield* fc.sample(inputs, { seed: seed + made, numRuns: Math.min(BATCH, count - made) });
  }
}
