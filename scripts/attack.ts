import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { startVitest } from "vitest/node";

const ROOT = resolve(import.meta.dirname, "..");
const ENDING = ".test.ts";

/** Every area, by the file that attacks it. */
const AREAS = readdirSync(join(ROOT, "test/attacks"))
  .filter((file) => file.endsWith(ENDING))
  .map((file) => file.slice(0, -ENDING.length));

const USAGE = `npm run attack [-- AREA…] [--seed N]

Attacks the bot on this machine, at length, and prints how many inputs were tried and how many got through. Ends with 1 if any did.

AREA      ${AREAS.join(", ")}; all when none is named
--seed N  a whole number: the same inputs again; by default others each time
--help    this text
`;

const { areas, seed } = asked();
console.log(`Seed ${seed}. Again with the same: npm run attack -- ${[...areas, "--seed", seed].join(" ")}`);
const vitest = await startVitest("test", (areas.length === 0 ? AREAS : areas).map(fileOf), {
  root: ROOT,
  watch: false,
  provide: { attack: { seed, isLong: true } },
});
await vitest.close();

function fileOf(area: string): string {
  return `test/attacks/${area}${ENDING}`;
}

function asked(): { readonly areas: readonly string[]; readonly seed: number } {
  const { values, positionals } = parsed();
  if (values.help) {
    process.stdout.write(USAGE);
    process.exit(0);
  }
  const unknown = positionals.find((area) => !AREAS.includes(area));
  if (unknown !== undefined) refuse(`There is no area “${unknown}”.`);
  const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000));
  if (!Number.isSafeInteger(seed)) refuse(`A seed is a whole number, not “${values.seed}”.`);
  return { areas: positionals, seed };
}

function parsed() {
  const options = { seed: { type: "string" }, help: { type: "boolean", default: false } } as const;
  try {
    return parseArgs({ allowPositionals: true, options });
  } catch {
    return refuse("I know the names of areas, `--seed N` and `--help`, nothing else.");
  }
}

/** What is asked wrongly ends with 2, unlike an attack that got through. */
function refuse(sentence: string): never {
  process.stderr.write(`${sentence}\n\n${USAGE}`);
  process.exit(2);
}
