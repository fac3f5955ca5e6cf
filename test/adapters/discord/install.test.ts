import { expect, test } from "vitest";
import { Browser } from "../../support/browser.ts";
import { discordBot } from "../../support/discord-bot.ts";
import { dog } from "../../support/sample-commands.ts";

const SERVER = { integration_type: "0", scope: "applications.commands bot", permissions: "0" };

test.each([
  ["a server", "", SERVER],
  ["one's own account", "?for=user", { integration_type: "1", scope: "applications.commands" }],
  ["something that does not exist", "?for=moon", SERVER],
  ["both at once", "?for=user&for=server", SERVER],
])("an invitation for %s leads to Discord's own page", async (_, query, asked) => {
  await using bot = await discordBot({
    commands: [dog],
    via: "gateway",
    config: { applicationId: "1111111111111111111", apiUrl: "https://discord.com/api" },
    isUnready: true,
  });
  const { status, location } = await new Browser().opens(
    new URL(`/discord/install${query}`, bot.discord.interactionsUrl),
  );
  const page = new URL(location);
  expect([status, page.origin + page.pathname]).toEqual([302, "https://discord.com/oauth2/authorize"]);
  expect(Object.fromEntries(page.searchParams)).toEqual({ client_id: "1111111111111111111", ...asked });
});
