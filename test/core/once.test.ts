import { expect, test } from "vitest";
import { once } from "../../src/core/once.ts";

test("is made at the first call and never again, whatever it is", () => {
  const made: string[] = [];
  const name = once(() => {
    made.push("name");
    return undefined;
  });
  expect(made).toEqual([]);
  expect([name(), name()]).toEqual([undefined, undefined]);
  expect(made).toEqual(["name"]);
});
