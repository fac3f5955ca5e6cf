import { describe, expect, test } from "vitest";
import { commands as allCommands } from "../../../commands/index.ts";
import { commandsToDiscord, registerCommands } from "../../../src/adapters/discord/register.ts";
import {
  choice,
  date,
  defineCommand,
  defineGroup,
  integer,
  type ListedCommand,
  text,
  yesNo,
} from "../../../src/core/command.ts";
import { paragraph, reply } from "../../../src/core/reply.ts";
import { simulatedDiscord } from "../../support/discord.ts";
import { schemaProblems } from "../../support/discord-rules.ts";
import { find } from "../../support/sample-commands.ts";

const run = async () => reply(paragraph(["hi"]));

const mars = defineCommand({
  name: "mars",
  description: "Photos from Mars",
  options: {
    date: date({ description: "Which day" }),
    rover: choice({ description: "Which rover", choices: ["curiosity", "spirit"] }),
    place: text({ description: "Where", required: true, maxLength: 40, suggest: async () => [] }),
    count: integer({ description: "How many", min: 1, max: 4 }),
    bright: yesNo({ description: "In colour" }),
    page: integer({ description: "Which page", min: 1, max: 9, hidden: true }),
  },
  run,
});

test("what another option makes up for can be left out", () => {
  const [{ options = [] } = {}] = commandsToDiscord([find], "global");
  expect(options.map((option) => ["required" in option, option.name])).toEqual([
    [false, "query"],
    [false, "author"],
    [false, "isbn"],
    [false, "private"],
  ]);
});

const simple = (name: string, description = "d") => defineCommand({ name, description, options: {}, run });

/** Without the other languages, of which the tests of translations speak. */
function inEnglish(list: readonly ListedCommand[], scope: "global" | "guild"): unknown[] {
  return JSON.parse(JSON.stringify(commandsToDiscord(list, scope)), (key, value) =>
    key === "description_localizations" ? undefined : value,
  );
}

test("a command with every kind of option", () => {
  expect(inEnglish([mars], "global")).toEqual([
    {
      name: "mars",
      type: 1,
      description: "Photos from Mars",
      options: [
        { type: 3, name: "place", description: "Where", required: true, max_length: 40, autocomplete: true },
        { type: 3, name: "date", description: "Which day" },
        {
          type: 3,
          name: "rover",
          description: "Which rover",
          choices: [
            { name: "curiosity", value: "curiosity" },
            { name: "spirit", value: "spirit" },
          ],
        },
        { type: 4, name: "count", description: "How many", min_value: 1, max_value: 4 },
        { type: 5, name: "bright", description: "In colour" },
        { type: 5, name: "private", description: "Show the reply to you alone" },
      ],
      integration_types: [0, 1],
      contexts: [0, 1, 2],
    },
  ]);
});

test("commands under one name are its subcommands", () => {
  const trip = defineGroup({ name: "trip", description: "Trips", subcommands: [simple("plan"), simple("pack")] });
  const [registered] = inEnglish([trip], "guild");
  const options = [{ type: 5, name: "private", description: "Show the reply to you alone" }];
  expect(registered).toEqual({
    name: "trip",
    type: 1,
    description: "Trips",
    options: [
      { type: 1, name: "plan", description: "d", options },
      { type: 1, name: "pack", description: "d", options },
    ],
  });
  expect(schemaProblems("ApplicationCommandCreateRequest", registered)).toEqual([]);
});

test("in one server there are no contexts", () => {
  expect(inEnglish([simple("a")], "guild")).toEqual([
    {
      name: "a",
      type: 1,
      description: "d",
      options: [{ type: 5, name: "private", description: "Show the reply to you alone" }],
    },
  ]);
});

test.each(["global", "guild"] as const)("the bot's own commands are what Discord takes: %s", (scope) => {
  for (const command of commandsToDiscord(allCommands, scope)) {
    expect(schemaProblems("ApplicationCommandUpdateRequest", command)).toEqual([]);
  }
});

test("what Discord would not take is told before it is asked", () => {
  expect(() => commandsToDiscord([simple("a", "d".repeat(101))], "guild")).toThrow(
    "/a: the description has 101 characters, and Discord takes 100",
  );
});

describe("registering", () => {
  test("the whole list, and what changes", async () => {
    const discord = await simulatedDiscord();
    const config = discord.config("gateway");
    expect(await registerCommands({ config, commands: [mars, simple("old")] })).toEqual([
      "+ /mars  new",
      "+ /old  new",
    ]);
    expect(discord.registered.get("global")).toEqual(commandsToDiscord([mars, simple("old")], "global"));
    const commands = [mars, simple("new")];
    const changes = ["+ /new  new", "- /old  removed"];
    expect(await registerCommands({ config, commands, isDryRun: true })).toEqual(changes);
    expect(await registerCommands({ config, commands })).toEqual(changes);
    expect(await registerCommands({ config, commands })).toEqual([]);
    expect(await registerCommands({ config, commands: [mars, simple("new", "other")] })).toEqual(["~ /new  changed"]);
    expect(discord.calls.filter((call) => call.startsWith("PUT"))).toHaveLength(4);
    expect(discord.violations).toEqual([]);
    await discord.close();
  });

  test("in one server", async () => {
    const discord = await simulatedDiscord();
    await registerCommands({ config: discord.config("gateway"), commands: [mars], guildId: "41" });
    expect([...discord.registered.keys()]).toEqual(["41"]);
    await discord.close();
  });

  test("what Discord adds on its own is no change", async () => {
    const discord = await simulatedDiscord();
    const config = discord.config("gateway");
    const registered = commandsToDiscord([mars], "global").map((command) => ({
      ...command,
      id: "1",
      version: "2",
      name_localizations: null,
      options: command.options.map((option) => ({
        ...option,
        required: "required" in option,
        name_localizations: null,
      })),
    }));
    discord.breaks("GET commands", { status: 200, body: registered });
    expect(await registerCommands({ config, commands: [mars], isDryRun: true })).toEqual([]);
    await discord.close();
  });

  test.each([
    ["a wrong token", { token: "wrong" }, undefined, /DISCORD_TOKEN/],
    ["a wrong application", { applicationId: "1" }, undefined, /DISCORD_APPLICATION_ID/],
    [
      "a server without the bot",
      {},
      { status: 403, body: { code: 50_001, message: "Missing Access" } },
      /not in that server/,
    ],
    [
      "a list that Discord refuses",
      {},
      { status: 400, body: { code: 50_035, errors: { "0": "bad" } } },
      /\{"0":"bad"\}/,
    ],
    ["too many new commands", {}, { status: 400, body: { code: 30_034, message: "Max number of daily" } }, /tomorrow/],
  ])("%s", async (_, wrong, answer, sentence) => {
    const discord = await simulatedDiscord();
    if (answer !== undefined) discord.breaks("GET commands", answer);
    const config = { ...discord.config("gateway"), ...wrong };
    const registering = registerCommands({ config, commands: [mars] });
    await expect(registering).rejects.toThrow(sentence);
    await expect(registering).rejects.not.toThrow(config.token);
    await discord.close();
  });

  test("Discord asks to slow down", async () => {
    const discord = await simulatedDiscord();
    discord.breaks("PUT commands", { status: 429, headers: { "retry-after": "0.1" } });
    await registerCommands({ config: discord.config("gateway"), commands: [mars] });
    expect(discord.calls).toEqual(["GET commands 200", "PUT commands 429", "PUT commands 200"]);
    await discord.close();
  });

  test("Discord can't be reached", async () => {
    const discord = await simulatedDiscord();
    const config = discord.config("gateway");
    await discord.close();
    await expect(registerCommands({ config, commands: [mars] })).rejects.toThrow("Discord can't be reached.");
  });
});
