import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { recordedBytes } from "../../src/recorded/body.ts";
import { PictureDrawer } from "../../src/services/pictures/drawer.ts";
import { UnusablePictureError } from "../../src/services/pictures/format.ts";
import { attack } from "../support/attack.ts";
import { measured } from "../support/pictures.ts";

const SIZE = { width: 40, height: 30 };

/** Most that the drawing process may have taken at its height. Measured: 130 MB; a picture of the most pixels takes 40 MB more. */
const MAX_MB = 300;

const FORMATS = ["jpeg", "png", "gif", "webp"] as const;

const drawer = new PictureDrawer();
let originals: Readonly<Record<(typeof FORMATS)[number], Uint8Array>>;
let highestMb = 0;

beforeAll(async () => {
  const goat = sharp(recordedBytes("images/goat-400x300.jpg")).resize(160, 120);
  const [jpeg, png, gif, webp] = await Promise.all(FORMATS.map((format) => goat.clone().toFormat(format).toBuffer()));
  if (jpeg === undefined || png === undefined || gif === undefined || webp === undefined)
    throw new Error("no pictures");
  originals = { jpeg, png, gif, webp };
});

afterAll(() => drawer.close());

/** One thing done to the bytes. */
interface Change {
  readonly how: "set" | "huge" | "cut" | "double" | "zero" | "splice";
  readonly at: number;
  readonly length: number;
  readonly byte: number;
  readonly other: (typeof FORMATS)[number];
}

interface Spoilt {
  readonly format: (typeof FORMATS)[number];
  readonly changes: readonly Change[];
}

const change: fc.Arbitrary<Change> = fc.record({
  how: fc.constantFrom("set", "set", "set", "huge", "cut", "double", "zero", "splice"),
  // Most of what decides stands at the beginning
  at: fc.oneof(fc.nat(64), fc.nat(400), fc.nat()),
  length: fc.nat(64),
  byte: fc.nat(255),
  other: fc.constantFrom(...FORMATS),
});

const changes: fc.Arbitrary<Spoilt> = fc.record({
  format: fc.constantFrom(...FORMATS),
  changes: fc.array(change, { minLength: 1, maxLength: 6 }),
});

function spoil({ format, changes }: Spoilt): Buffer {
  let bytes = Buffer.from(originals[format]);
  for (const { how, at, length, byte, other } of changes) {
    const place = at % Math.max(1, bytes.length);
    const [before, after] = [bytes.subarray(0, place), bytes.subarray(place)];
    if (how === "set") bytes = Buffer.concat([before, Buffer.from([byte]), after.subarray(1)]);
    // Sizes stand in two bytes or four
    else if (how === "huge") bytes = Buffer.concat([before, Buffer.from([0x7f, 0xff, 0xff, 0xff]), after.subarray(4)]);
    else if (how === "cut") bytes = Buffer.from(before);
    else if (how === "double") bytes = Buffer.concat([before, after.subarray(0, length), after]);
    else if (how === "zero") bytes = Buffer.concat([before, Buffer.alloc(length), after.subarray(length)]);
    else bytes = Buffer.concat([before, Buffer.from(originals[other]).subarray(place)]);
  }
  return bytes;
}

attack(
  "JPEG, PNG, GIF and WebP with bytes changed: a picture of that size, or none",
  { short: 80, long: 1_200 },
  changes,
  async (input) => {
    const harm = await drawer.fit(spoil(input), SIZE).then(
      async (jpeg) => {
        const found = await measured(jpeg);
        return found === "40×30 jpeg" ? undefined : `a picture of ${found}`;
      },
      (error: unknown) => (error instanceof UnusablePictureError ? undefined : `it failed with ${String(error)}`),
    );
    highestMb = Math.max(highestMb, ...childrenMb());
    return harm;
  },
);

test("after all that, it draws a goat, and has taken no more memory than it may", async () => {
  expect(await measured(await drawer.fit(recordedBytes("images/goat.jpg"), SIZE))).toBe("40×30 jpeg");
  expect(Math.max(highestMb, ...childrenMb())).toBeLessThan(MAX_MB);
});

/** What each process that this one has started took at its height; nothing where the system does not tell. */
function childrenMb(): readonly number[] {
  try {
    return readdirSync("/proc/self/task")
      .flatMap((task) => readFileSync(`/proc/self/task/${task}/children`, "utf8").split(" ").filter(Boolean))
      .map((pid) => Number(/VmHWM:\s*(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1_024);
  } catch {
    return [];
  }
}
