import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { SpareMemory } from "../src/memory.ts";

const MB = 1_048_576;

/** A process with so much memory that never changes by itself; how often its memory was collected. */
function spare(startMb: number, leftMb: number) {
  let collected = 0;
  let resident = startMb;
  const memory = new SpareMemory(
    async () => {
      collected += 1;
      resident = leftMb;
    },
    () => resident * MB,
  );
  const look = async (residentMb: number, busy: number) => {
    await memory.look({ residentBytes: residentMb * MB, busy });
    return collected;
  };
  return look;
}

test("memory is collected when it is quiet and there is much of it", async () => {
  const look = spare(160, 200);
  expect(await look(160, 0.01)).toBe(0);
  expect(await look(500, 0.5)).toBe(0);
  expect(await look(500, 0.01)).toBe(1);
});

test("what is in use is not collected again and again", async () => {
  const look = spare(160, 400);
  expect(await look(500, 0.01)).toBe(1);
  expect(await look(440, 0.01)).toBe(1);
  expect(await look(480, 0.01)).toBe(2);
});

/** Fills its heap, says how large it was and, when most of that has gone back, how much is left; in MB. */
const PROGRAM = `
import { giveMemoryBack } from "./src/memory.ts";
const rss = () => Math.round(process.memoryUsage.rss() / 1048576);
giveMemoryBack(200);
const before = rss();
let kept = [];
for (let round = 0; round < 40; round += 1) {
  kept.push(Array.from({ length: 20000 }, (_, n) => ({ n, words: ["a" + n, n], more: { n } })));
  if (kept.length > 20) kept.shift();
}
kept = [];
const full = rss();
const look = setInterval(() => {
  if (rss() - before > (full - before) / 3) return;
  clearInterval(look);
  console.log(JSON.stringify({ grown: full - before, hasGc: "gc" in globalThis }));
}, 50);
`;

test("what a busy time took goes back to the system, without a flag of Node", { timeout: 60_000 }, async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", PROGRAM]);
  const { grown, hasGc } = JSON.parse(stdout) as { grown: number; hasGc: boolean };
  expect(grown).toBeGreaterThan(100);
  expect(hasGc).toBe(false);
});
