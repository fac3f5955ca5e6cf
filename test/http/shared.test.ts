import { expect, test } from "vitest";
import { shared } from "../../src/http/shared.ts";

test("who asks before the work may begin again gets what the next one gives, all together", async () => {
  let count = 0;
  const read = shared(async () => {
    count += 1;
    return count;
  }, 300);
  expect(await Promise.all([read(), read()])).toEqual([1, 1]);
  const next = [read(), read()];
  await new Promise((resolve) => setImmediate(resolve));
  expect(count).toBe(1);
  expect(await Promise.all([...next, read()])).toEqual([2, 2, 2]);
});

test("what failed is tried again", async () => {
  let count = 0;
  const read = shared(async () => {
    count += 1;
    if (count === 1) throw new Error("not yet");
    return count;
  });
  await expect(read()).rejects.toThrow("not yet");
  expect(await read()).toBe(2);
});
