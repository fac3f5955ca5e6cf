import { describe, expect, test } from "vitest";
import { escapeMarkdown, toMarkdown } from "../../../src/adapters/discord/markdown.ts";
import { moment, when } from "../../../src/core/format.ts";
import { bold, code, italic, link, t } from "../../../src/core/text.ts";

describe("foreign text stays plain", () => {
  test.each([
    ["emphasis", "*a* _b_ **c** __d__ ~~e~~", "\\*a\\* \\_b\\_ \\*\\*c\\*\\* \\_\\_d\\_\\_ \\~\\~e\\~\\~"],
    ["a spoiler", "||a||", "\\|\\|a\\|\\|"],
    ["code", "`a` ```b```", "\\`a\\` \\`\\`\\`b\\`\\`\\`"],
    ["a masked link", "[a](https://b.example)", "\\[a\\]\\(https\\://b.example\\)"],
    ["a bare address", "see HTTPS://b.example/c", "see HTTPS\\://b.example/c"],
    ["an invitation", "discord.gg/abc", "discord\\.gg/abc"],
    ["an old invitation", "see DiscordApp.com/invite/a", "see DiscordApp\\.com/invite/a"],
    ["a canary's invitation", "canary.discord.com/invite/a", "canary.discord\\.com/invite/a"],
    ["a gift", "discord.gift/abc", "discord\\.gift/abc"],
    ["a template", "discord.new/abc", "discord\\.new/abc"],
    ["a short link", "dis.gd/abc", "dis\\.gd/abc"],
    [
      "other hosts of Discord's",
      "discord.media discordsays.com discordapp.net",
      "discord\\.media discordsays\\.com discordapp\\.net",
    ],
    ["an activity", "dev://x", "dev\\://x"],
    ["hosts of others", "notdiscord.gg mydis.gd discord.example", "notdiscord.gg mydis.gd discord.example"],
    ["mentions", "<@1> <@!1> <@&1> <#1> </a:1>", "\\<@1\\> \\<@!1\\> \\<@&1\\> \\<#1\\> \\</a:1\\>"],
    ["a timestamp", "<t:0:R>", "\\<t:0:R\\>"],
    ["an emoji", "<:a:1>", "\\<:a:1\\>"],
    ["headings", "# a\n## b\n### c\n-# d", "\\# a\n\\## b\n\\### c\n\\-# d"],
    ["lists", "- a\n  - b\n1. c\n12. d", "\\- a\n  \\- b\n1\\. c\n12\\. d"],
    ["a quotation", "> a\n>>> b", "\\> a\n\\>\\>\\> b"],
    ["an escape", "\\*a\\*", "\\\\\\*a\\\\\\*"],
    ["numbers and dashes", "-5 °C, 3.5 kg – #1", "-5 °C, 3.5 kg – #1"],
    ["right to left", "‮abc שלום", "‮abc שלום"],
    ["emoji only", "🐶🐶", "🐶🐶"],
  ])("%s", (_, text, markdown) => {
    expect(escapeMarkdown(text, 1_000)).toBe(markdown);
    expect(toMarkdown(t`${text}`, 1_000)).toBe(markdown);
  });
});

test("formatting of ours", () => {
  const text = t`${bold("a*b")} ${italic("c_d")} ${code("e`f\ng")} ${link("h]i", "https://j.example/k_(l)")}`;
  expect(toMarkdown(text, 1_000)).toBe("**a\\*b** _c\\_d_ `eˋf g` [h\\]i](<https://j.example/k_%28l%29>)");
});

test("a moment is told by the reader's own clock", () => {
  const [now, soon, far] = [Date.UTC(2026, 10, 28, 13), Date.UTC(2026, 10, 28, 14, 5), Date.UTC(2026, 11, 2, 9, 8)];
  expect(toMarkdown(t`Room again ${when(soon, now)}.`, 1_000)).toBe("Room again at <t:1795874700:t>.");
  expect(toMarkdown(t`Room again ${when(far, now)}.`, 1_000)).toBe("Room again on <t:1796202480:f>.");
  expect(toMarkdown(t`Resting until ${moment(soon, now)}.`, 1_000)).toBe("Resting until <t:1795874700:t>.");
  expect(toMarkdown(t`Resting until ${moment(soon, now)}.`, 20)).toBe("Resting until");
});

test("a command that one can click on", () => {
  const mention = (typed: string) => (typed === "/dog beagle" ? "</dog:1> `beagle`" : undefined);
  expect(toMarkdown(t`Type ${code("/dog beagle")} or ${code("/cat")}.`, 1_000, mention)).toBe(
    "Type </dog:1> `beagle` or `/cat`.",
  );
});

test("a link that leads nowhere safe keeps its words", () => {
  expect(toMarkdown([link("a", "javascript:alert(1)")], 100)).toBe("a");
});

test("formatting round nothing", () => {
  expect(toMarkdown([bold(""), "a", code(" ")], 100)).toBe("a");
});

describe("cut after escaping", () => {
  test("just fits", () => {
    expect(escapeMarkdown("*".repeat(50), 100)).toBe("\\*".repeat(50));
  });

  test("just too long", () => {
    expect(escapeMarkdown("*".repeat(51), 100)).toBe(`${"\\*".repeat(49)}…`);
  });

  test("at a word", () => {
    expect(escapeMarkdown("one two three four", 14)).toBe("one two three…");
  });

  test("inside formatting", () => {
    expect(toMarkdown([bold("one two three four")], 18)).toBe("**one two three…**");
  });

  test("never leaves half an escape, a formatting or a surrogate pair", () => {
    const text = t`${"*_`🐶".repeat(20)}${bold("*[]🐶".repeat(20))}\n${"# a\n- b\n".repeat(5)}`;
    for (let max = 0; max < 400; max += 1) {
      const markdown = toMarkdown(text, max);
      expect(markdown.length).toBeLessThanOrEqual(max);
      expect(markdown.isWellFormed()).toBe(true);
      expect(markdown.replace(/\\[^a-z]/gu, "").replaceAll("**", "")).not.toMatch(/[\\*_`[\]]|^# |^- /m);
    }
  });
});
