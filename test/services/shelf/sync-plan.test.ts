import { expect, test } from "vitest";
import { planSync } from "../../../src/services/shelf/sync-plan.ts";

const emma = {
  id: 1,
  title: "Emma",
  authors: "Jane Austen",
  volumeId: "emmaVolume",
  shelf: "read",
  addedAt: 1,
  changedAt: 1,
  syncedAt: 2,
} as const;

test("a volume that can't be read stands at Google all the same: nothing is taken off, and nothing untitled is added", () => {
  const there = ["emmaVolume", "otherVolume"].map(
    (volumeId) => ({ volumeId, book: undefined, shelf: "read" }) as const,
  );
  expect(planSync([emma], there)).toMatchObject({
    addHere: [],
    removeHere: [],
    same: [{ id: 1, volumeId: "emmaVolume" }],
  });
});
