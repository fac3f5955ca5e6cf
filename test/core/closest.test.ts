import { expect, test, vi } from "vitest";
import { bestMatches } from "../../src/core/closest.ts";

test("a list that is held is made ready for searching once, and searched in the same way", () => {
  const names = Array.from({ length: 170 }, (_, index) => `Breed ${index}`).concat("Beagle", "Épagneul");
  const first = [bestMatches("beegle", names, 3), bestMatches("epag", names, 3)];
  expect(first.map(([best]) => best)).toEqual(["Beagle", "Épagneul"]);
  const normalize = vi.spyOn(String.prototype, "normalize");
  const again = [bestMatches("beegle", names, 3), bestMatches("epag", names, 3)];
  const work = normalize.mock.calls.length;
  normalize.mockRestore();
  expect(again).toEqual(first);
  expect(work).toBeLessThan(20);
});
