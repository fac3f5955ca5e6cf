import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { startVitest } from "vitest/node";
import { readFlags, refuse } from "../src/setup/flags.ts";

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
  const { values, positionals } = readFlags(USAGE, { allowPositionals: true, options: { seed: { type: "string" } } });
  const unknown = positionals.find((area) => !AREAS.includes(area));
  if (unknown !== undefined) refuse(`There is no area “${unknown}”.`, USAGE);
  const seed = Number(values.seed ?? Math.floor(Math.random() * 1_000_000));
  if (!Number.isSafeInteger(seed)) refuse(`A seed is a whole number, not “${values.seed}”.`, USAGE);
  return { areas: positionals, seed };
}
