import { buildPage } from "../../src/adapters/playground/build.ts";

/** Builds the playground's page before any test: else every program that a test starts would build it at the same time. */
export async function setup(): Promise<void> {
  await buildPage();
}
