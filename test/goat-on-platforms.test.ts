import { afterAll, beforeAll, expect, test } from "vitest";
import { type PlatformProgram, recordedProgram } from "./support/connected-program.ts";
import type { SimulatedDiscord } from "./support/discord.ts";
import type { Transport as DiscordTransport } from "./support/discord-person.ts";
import { measured } from "./support/pictures.ts";
import type { SimulatedSlack, Transport as SlackTransport } from "./support/slack.ts";

let connected: PlatformProgram;
let slack: SimulatedSlack;
let discord: SimulatedDiscord;

beforeAll(async () => {
  connected = await recordedProgram();
  ({ slack, discord } = connected);
});

afterAll(() => connected.close());

test.each<SlackTransport>(["http", "socket"])("a goat in Slack over %s", async (via) => {
  const ann = slack.person("ann", { via, channel: `C-${via}` });
  await ann.types("/goat 400 300");
  await ann.reads(/\[picture: A goat, titled “Example .*recorded sample\n\[Another\]$/s);
  const file = slack.api.files.all.at(-1);
  expect(await measured(file?.bytes ?? Buffer.alloc(0))).toBe("400×300 jpeg");
  expect(file?.altText).toContain("A goat, titled “Example ");
  expect([ann.failures, slack.problems()]).toEqual([[], []]);
});

test.each<DiscordTransport>(["http", "gateway"])("a goat in Discord over %s", async (via) => {
  const bob = discord.person(`bob-${via}`);
  await bob.types("goat", { width: 400, height: 300 }, { via });
  expect(bob.sees()).toContain("recorded sample");
  const [file] = bob.latest()?.files ?? [];
  expect(file?.name).toBe("0-goat-400x300.jpg");
  expect(await measured(file?.bytes ?? Buffer.alloc(0))).toBe("400×300 jpeg");
  expect(bob.latest()?.body.attachments?.[0]).toMatchObject({ description: expect.stringContaining("A goat, titled") });
  expect(discord.violations).toEqual([]);
});
