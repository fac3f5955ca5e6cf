import { PassThrough } from "node:stream";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Seats } from "../../src/http/seats.ts";

const HERE = "192.0.2.1";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});

afterEach(() => {
  vi.useRealTimers();
});

/** Bodies that wish to be read, and which of them may. */
function bodies(addresses: readonly string[]) {
  const seats = new Seats();
  const read: number[] = [];
  const all = addresses.map((address, index) => {
    const body = new PassThrough();
    void seats.take(address, body).then(() => read.push(index));
    return body;
  });
  return { all, read };
}

test("two of an address are read at once, and the next when one has ended, however it ends", async () => {
  const { all, read } = bodies([HERE, HERE, HERE, HERE, HERE]);
  await expect.poll(() => read).toEqual([0, 1]);
  all[0]?.resume().end();
  await expect.poll(() => read).toEqual([0, 1, 2]);
  all[1]?.destroy();
  await expect.poll(() => read).toEqual([0, 1, 2, 3]);
});

test("another address has its own", async () => {
  const { read } = bodies([HERE, HERE, HERE, "192.0.2.2"]);
  await expect.poll(() => read).toEqual([0, 1, 3]);
});

test("who drips holds up the next one for a second, and no longer", async () => {
  const { read } = bodies([HERE, HERE, HERE]);
  await vi.advanceTimersByTimeAsync(999);
  expect(read).toEqual([0, 1]);
  await vi.advanceTimersByTimeAsync(1);
  expect(read).toEqual([0, 1, 2]);
});
