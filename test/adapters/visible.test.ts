import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { replyToChat } from "../../src/adapters/chat/render.ts";
import { replyToDiscord } from "../../src/adapters/discord/render.ts";
import { replyToSlack } from "../../src/adapters/slack/render.ts";
import { type Button, buttons, card, filePart, paragraph, type Reply, reply } from "../../src/core/reply.ts";
import { bold, code, italic, link, t } from "../../src/core/text.ts";
import { isolated, visible, visibleLine } from "../../src/core/visible.ts";

/** None of these reaches anybody: controls but tab and line feed, direction signs, what has no width, odd line ends. */
const HIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e0020}]/u;

const sign = fc.oneof(
  fc.constantFrom("a", "Z", " ", "\n", "\u05d0", "🐶", "*", "<", "]", "discord.gift/x"),
  fc.integer({ min: 0, max: 0x9f }).map((unit) => String.fromCodePoint(unit)),
  fc.integer({ min: 0x200b, max: 0x206f }).map((unit) => String.fromCodePoint(unit)),
  fc.constantFrom("\u001b[2J", "\u00ad", "\u061c", "\ufeff", "\u{e0001}", "\u{e0041}", "\r\n"),
);
const foreign = fc.array(sign, { maxLength: 12 }).map((signs) => signs.join(""));

const PRESS: Button["press"] = { do: "run", command: "dog", options: {}, into: "post" };

function replyOf(text: string): { readonly whole: Reply; readonly button: Button } {
  const button = { label: `b${text}`, press: PRESS };
  const url = "https://picture.example/a.png";
  const file = { name: `n${text}.txt`, mediaType: "text/plain", bytes: new TextEncoder().encode(`f${text}`) };
  const picture = { name: `p${text}.png`, mediaType: "image/png", bytes: new Uint8Array(9) };
  const whole = reply(
    paragraph(t`p${text} ${bold(text)} ${italic(text)} ${code(text)} ${link(text, "https://link.example")}`),
    card({
      accent: 1,
      title: `t${text}`,
      url: "https://card.example",
      lines: [t`l${text}`],
      fields: [{ name: `n${text}`, value: t`v${text}` }],
      images: [
        { url, alt: `a${text}` },
        { file: picture, alt: `a${text}` },
      ],
      thumbnail: { url, alt: `u${text}` },
      footer: `f${text}`,
    }),
    filePart(file, `d${text}`),
    buttons(button),
  );
  return { whole, button };
}

const RENDERERS: Readonly<Record<string, (shown: Reply, button: Button) => unknown>> = {
  Discord: (shown, button) => {
    const { message, files } = replyToDiscord(shown, new Map([[button, "0x"]]));
    return { message, files: files.map(({ name }) => name) };
  },
  "Discord, too large": (shown, button) =>
    replyToDiscord(shown, new Map([[button, "0x"]]), { maxFileBytes: 1 }).message,
  Slack: (shown, button) => replyToSlack(shown, new Map([[button, "0x"]])),
  "Slack, pictures linked": (shown, button) => replyToSlack(shown, new Map([[button, "0x"]]), { pictures: "linked" }),
  "the terminal": (shown) => replyToChat(shown, false).text,
};

test.each(Object.entries(RENDERERS))("what is hidden in foreign text never leaves: %s", (_, render) => {
  fc.assert(
    fc.property(foreign, (text) => {
      const { whole, button } = replyOf(text);
      for (const shown of textsOf(render(whole, button))) expect(withoutOurs(shown)).not.toMatch(HIDDEN);
    }),
  );
});

test.each(Object.entries(RENDERERS))("what runs from right to left turns no word beside it: %s", (_, render) => {
  const words = paragraph(
    t`No book is called “${"ספר\u202e, abc"}”, ${bold("دان")} says. Try ${code("/book moby dick")}.`,
  );
  const alone = paragraph(["ספר"]);
  const button: Button = { label: "Again", press: PRESS };
  const shown = textsOf(render(reply(words, alone, buttons(button)), button)).join("\n");
  expect(shown).toContain("“\u2068ספר, abc\u2069”");
  expect(shown).toContain("\u2068دان\u2069");
  expect(shown).not.toContain("\u2068ספר\u2069");
  expect(shown.match(/[\u2066-\u2069]/g)).toHaveLength(4);
});

test("line by line, since an isolate ends with its line; other text stays the very same", () => {
  expect(isolated("abc\nספר\n\nדוד, x")).toBe("abc\n\u2068ספר\u2069\n\n\u2068דוד, x\u2069");
  expect(isolated("Ελλάδα, 日本, naïve 🐶")).toBe("Ελλάδα, 日本, naïve 🐶");
});

test("it never leaves in a line either, nor does a line end", () => {
  fc.assert(
    fc.property(foreign, (text) => {
      expect(visibleLine(text)).not.toMatch(/[\n\r]/);
      expect(visible(visible(text))).toBe(visible(text));
    }),
  );
});

describe("what is visible stays", () => {
  test.each([
    ["a family", "👩‍👩‍👧‍👦"],
    ["a heart on fire", "❤️‍🔥"],
    ["a skin", "👩🏽‍🚀"],
    ["the flag of Scotland", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"],
    ["Persian", "نمی‌خواهم"],
    ["Sinhala", "ශ්‍රී"],
    ["Hindi", "क्‍ष"],
    ["Hebrew", "שלום, abc"],
    ["tabs and lines", "a\tb\n\nc"],
  ])("%s", (_, text) => expect(visible(text)).toBe(text));

  test.each([
    ["an override", "\u202egpj.exe", "gpj.exe"],
    ["an escape sequence", "a\u001b]52;c;aGk=\u0007b", "a]52;c;aGk=b"],
    ["tags without a flag", "a\u{e0041}\u{e007f}b", "ab"],
    ["a joiner of nothing", "a \u200d\u200c b", "a  b"],
    ["line ends", "a\r\nb\rc\u2028d\u0085e\vf", "a\nb\nc\nd\ne\nf"],
  ])("%s goes", (_, text, left) => expect(visible(text)).toBe(left));
});

/** Our own isolates, each of which ends on its line, taken away. */
function withoutOurs(text: string): string {
  return text.replace(/\u2068([^\n\u2066-\u2069]*)\u2069/g, "$1");
}

/** Every text in what was rendered. */
function textsOf(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (value instanceof Uint8Array || typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsOf);
}
