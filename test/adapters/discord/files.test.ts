import { describe, expect, test } from "vitest";
import { discordBot } from "../../support/discord-bot.ts";
import { bring, MAX_BYTES, take } from "../../support/file-commands.ts";

const commands = [bring, take];
const words = (text: string) => new TextEncoder().encode(text);

describe.each(["http", "gateway"] as const)("over %s", (via) => {
  test("an attached file is read", async () => {
    await using bot = await discordBot({ commands, via });
    const ann = bot.discord.person("ann");
    await ann.types("bring", {}, { via }, { file: words("hello") });
    expect(ann.sees()).toBe("books.csv says “hello”.");
    expect(ann.seesAlone()).toBe(true);
    expect(bot.discord.violations).toEqual([]);
  });

  test("a file is given to one person alone, under its name", async () => {
    await using bot = await discordBot({ commands, via });
    const ann = bot.discord.person("ann");
    await ann.types("take", {}, { via });
    expect(ann.seesAlone()).toBe(true);
    expect(ann.latest()?.files).toEqual([{ name: "shelf.csv", mediaType: "text/csv", bytes: words("Title\nDune\n") }]);
    expect(bot.discord.violations).toEqual([]);
  });
});

test("as large as allowed, and one byte more", async () => {
  await using bot = await discordBot({ commands, via: "http" });
  const ann = bot.discord.person("ann");
  await ann.types("bring", {}, { via: "http" }, { file: words("x".repeat(MAX_BYTES)) });
  expect(ann.sees()).toContain("x".repeat(MAX_BYTES));
  await ann.types("bring", {}, { via: "http" }, { file: words("x".repeat(MAX_BYTES + 1)) });
  expect(ann.sees()).toContain("too large for me");
});

test("an id without a file, an address elsewhere, and a file that is gone", async () => {
  await using bot = await discordBot({ commands, via: "gateway" });
  const ann = bot.discord.person("ann");
  await ann.types("bring", { file: "123" }, { via: "gateway" });
  expect(ann.sees()).toBe("No file came along. Attach it once more.");
  for (const url of ["https://evil.example/books.csv", "http://cdn.discordapp.com/books.csv", "file:///etc/passwd"]) {
    bot.discord.lies = { url };
    await ann.types("bring", {}, { via: "gateway" }, { file: words("hello") });
    expect(ann.sees()).toBe("Discord does not give me that file. Attach it once more.");
  }
  bot.discord.lies = { size: 10 };
  await ann.types("bring", {}, { via: "gateway" }, { file: words("x".repeat(MAX_BYTES * 100)) });
  expect(ann.sees()).toContain("too large for me");
  expect(bot.log.lines.filter(({ level }) => level === "error")).toEqual([]);
});
