import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseDelivery } from "../../../src/adapters/discord/parse.ts";
import { type DiscordBot, discordBot } from "../../support/discord-bot.ts";
import type { Place, Transport } from "../../support/discord-person.ts";
import { BEAGLE_CARD, dog, gated, gif, goat, POODLE_CARD } from "../../support/sample-commands.ts";

const commands = [dog, gif, goat];

/** No rule broken, and far from the five followups that Discord grants an app which is not there. */
function fine({ discord }: DiscordBot): void {
  expect(discord.violations).toEqual([]);
  expect(Math.max(...[...discord.interactions.all.values()].map(({ followups }) => followups))).toBeLessThanOrEqual(1);
}

const PLACES: readonly (readonly [string, Omit<Place, "via">])[] = [
  ["in a server without the bot", { isUserInstall: true, context: 0 }],
  ["in the bot's direct messages", { isUserInstall: true, context: 1 }],
  ["in a group of friends", { isUserInstall: true, context: 2 }],
];

describe.each<Transport>(["http", "gateway"])("installed by a person, over %s", (via) => {
  describe.each(PLACES)("%s", (_, where) => {
    const place = { via, ...where };

    test("a reply, and another in its place", async () => {
      await using bot = await discordBot({ commands, via });
      const [ann, bob] = [bot.discord.person("ann"), bot.discord.person("bob")];
      await ann.types("dog", {}, place);
      expect(bob.seesAll()).toEqual([BEAGLE_CARD]);
      await ann.presses("Another", place);
      expect(bob.seesAll()).toEqual([POODLE_CARD]);
      fine(bot);
    });

    test("a reply that takes long, and an error that does", async () => {
      const { command, open } = gated(dog);
      await using bot = await discordBot({ commands: [command], via, inlineBudgetMs: 5 });
      const [ann, bob] = [bot.discord.person("ann"), bot.discord.person("bob")];
      const asked = [await ann.sends("dog", {}, place), await ann.sends("dog", { breed: "beegle" }, place)];
      await bot.discord.until(() => asked.every(({ interaction }) => interaction.answeredWith === 5), "deferrals");
      open();
      await bot.discord.until(() => asked.every(({ interaction }) => interaction.isFollowed), "the replies");
      await bot.dispatcher.drain(30_000);
      expect(bob.seesAll()).toEqual([BEAGLE_CARD]);
      expect(ann.sees()).toContain("I know no dog breed called “beegle”.");
      expect(ann.seesAlone()).toBe(true);
      fine(bot);
    });

    test("a reply for the person alone, then shared", async () => {
      await using bot = await discordBot({ commands, via });
      const [ann, bob] = [bot.discord.person("ann"), bot.discord.person("bob")];
      await ann.types("dog", { private: true }, place);
      expect(ann.sees()).toBe(`${BEAGLE_CARD}\n[Share to channel]`);
      expect(bob.seesAll()).toEqual([]);
      await ann.presses("Share to channel", place);
      expect(bob.seesAll()).toEqual([BEAGLE_CARD]);
      await bot.discord.until(() => ann.seesAll().length === 1, "the private one goes away");
      fine(bot);
    });

    test("a picture by its bytes", async () => {
      await using bot = await discordBot({ commands, via });
      const ann = bot.discord.person("ann");
      await ann.types("goat", {}, place);
      expect(ann.latest()?.files).toHaveLength(1);
      fine(bot);
    });
  });

  test("a server that lets such apps answer in private only", async () => {
    const place = { via, isUserInstall: true, isHushed: true };
    await using bot = await discordBot({ commands, via });
    const [ann, bob] = [bot.discord.person("ann"), bot.discord.person("bob")];
    await ann.types("dog", {}, place);
    await ann.presses("Another", place);
    expect(ann.seesAll()).toEqual([POODLE_CARD]);
    await ann.presses("Broken", place);
    expect(ann.seesAll()).toHaveLength(2);
    expect(bob.seesAll()).toEqual([]);
    fine(bot);
  });

  test("nothing is asked of Discord but what the interaction's own token opens", async () => {
    const place = { via, isUserInstall: true, context: 2 } as const;
    await using bot = await discordBot({ commands, via });
    const ann = bot.discord.person("ann");
    const before = bot.discord.calls.length;
    await ann.types("gif", { search: "shrug" }, place);
    await ann.presses("Send", place);
    await bot.dispatcher.drain(30_000);
    const first = via === "http" ? "HTTP response 204" : "POST callback 204";
    expect(bot.discord.calls.slice(before)).toEqual([first, first, "POST followup 200", "DELETE @original 204"]);
    fine(bot);
  });
});

test("an interaction as Discord documents it for such an app", () => {
  const [{ json }] = JSON.parse(
    readFileSync(
      new URL("../../platforms/discord/doc-examples/tutorials.developing-a-user-installable-app.json", import.meta.url),
      "utf8",
    ),
  );
  // The example leaves the person out
  const user = { id: "1090372582781497424", username: "ann", global_name: "Ann" };
  expect(parseDelivery({ ...json, user }, Date.now())).toMatchObject({
    type: "command",
    command: "link",
    interaction: {
      user: { key: "discord:1090372582781497424", name: "Ann", locale: "en-US" },
      channelId: "1234563982236504123",
      guildId: undefined,
    },
  });
});

test("null where a field may be absent is absent", () => {
  const user = { id: "1090372582781497424", username: "ann", global_name: null };
  const option = { type: 3, name: "breed", value: null, focused: null, options: null };
  const interaction = { type: 2, id: "1", application_id: "2", token: "t", user, member: null, channel_id: null };
  const body = { ...interaction, locale: null, attachment_size_limit: null };
  const data = { name: "dog", resolved: null };
  for (const options of [null, [option]]) {
    expect(parseDelivery({ ...body, data: { ...data, options } }, Date.now())).toMatchObject({
      command: "dog",
      values: {},
      interaction: { user: { name: "ann", locale: "en" } },
    });
  }
});
