import { expect, test } from "vitest";
import { discordBot } from "../../support/discord-bot.ts";
import { bring, MAX_BYTES, take } from "../../support/file-commands.ts";

const commands = [bring, take];
const words = (text: string) => new TextEncoder().encode(text);

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
