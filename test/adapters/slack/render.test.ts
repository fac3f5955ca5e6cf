import { describe, expect, test } from "vitest";
import { escapeMrkdwn, linkToMrkdwn, richTextToMrkdwn } from "../../../src/adapters/slack/mrkdwn.ts";
import { replyToSlack, type SlackMessage } from "../../../src/adapters/slack/render.ts";
import { moment, when } from "../../../src/core/format.ts";
import { type Button, buttons, card, field, paragraph, privateReply, reply } from "../../../src/core/reply.ts";
import { bold, code, italic, link, type RichText, t } from "../../../src/core/text.ts";
import { messageProblems, type SlackBlock, type SlackPayload } from "../../support/slack-rules.ts";

const NO_STATES: ReadonlyMap<Button, string> = new Map();

const HOSTILE = "<!channel> & <https://evil.example|click> *b* _i_ ~s~ `c` <@U123>";

/** As Slack reads it: through JSON. */
function sent(message: SlackMessage): SlackPayload {
  return JSON.parse(JSON.stringify(message));
}

function blocks(message: SlackMessage): readonly SlackBlock[] {
  const { blocks = [], attachments = [] } = sent(message);
  return [...blocks, ...attachments.flatMap((bar) => bar.blocks ?? [])];
}

function statesOf(...all: readonly Button[]): ReadonlyMap<Button, string> {
  return new Map(all.map((button, index) => [button, `${index}u~dog`]));
}

const PLAIN = { accent: 0xc08552, title: "Beagle" } as const;

test("a card with everything", () => {
  const another: Button = {
    label: "Another",
    style: "primary",
    press: { do: "run", command: "dog", options: {}, into: "update" },
  };
  const page: Button = { label: "Page", press: { do: "open", url: "https://example.com/b" } };
  const message = replyToSlack(
    reply(
      card({
        ...PLAIN,
        url: "https://example.com/a?b=1&c=2",
        lines: [t`Gentle & ${bold("kind")}.`, t`See ${link("more", "https://example.com/more")}.`],
        fields: [field("Group", "Hound"), field("Weight", [code("9–16 kg")])],
        images: [{ url: "https://example.com/beagle.jpg", alt: "A beagle" }],
        thumbnail: { url: "https://example.com/small.jpg", alt: "A small beagle" },
        footer: "The Dog API",
      }),
      buttons(another, page),
    ),
    statesOf(another),
  );
  const mrkdwn = (text: string) => ({ type: "mrkdwn", text, verbatim: true });
  expect(sent(message)).toEqual({
    unfurl_links: false,
    unfurl_media: false,
    attachments: [
      {
        color: "#c08552",
        fallback:
          "Beagle\nGentle &amp; kind.\nSee more.\nGroup: Hound\nWeight: 9–16 kg\nPicture: A beagle\nThe Dog API",
        blocks: [
          { type: "section", text: mrkdwn("*<https://example.com/a?b=1&amp;c=2|Beagle>*") },
          {
            type: "section",
            text: mrkdwn("Gentle &amp; *kind*.\nSee <https://example.com/more|more>."),
            accessory: { type: "image", image_url: "https://example.com/small.jpg", alt_text: "A small beagle" },
          },
          { type: "section", fields: [mrkdwn("*Group*\nHound"), mrkdwn("*Weight*\n`9–16 kg`")] },
          { type: "image", image_url: "https://example.com/beagle.jpg", alt_text: "A beagle" },
          { type: "context", elements: [{ type: "plain_text", text: "The Dog API", emoji: false }] },
          {
            type: "actions",
            elements: [
              {
                type: "button",
                text: { type: "plain_text", text: "Another", emoji: true },
                style: "primary",
                action_id: "press:0",
                value: "0u~dog",
              },
              {
                type: "button",
                text: { type: "plain_text", text: "Page", emoji: true },
                action_id: "open:1",
                url: "https://example.com/b",
              },
            ],
          },
        ],
      },
    ],
  });
  expect(messageProblems(sent(message))).toEqual([]);
});

test("a sentence alone has no colour bar", () => {
  const message = replyToSlack(privateReply(paragraph(t`No such breed.`)), NO_STATES);
  expect(sent(message)).toMatchObject({ text: "No such breed.", attachments: [] });
  expect(blocks(message)).toEqual([
    { type: "section", text: { type: "mrkdwn", text: "No such breed.", verbatim: true } },
  ]);
});

test("three cards of one colour share a bar, another colour has its own", () => {
  const message = replyToSlack(
    reply(card({ ...PLAIN, title: "One" }), card({ ...PLAIN, title: "Two" }), card({ accent: 1, title: "Three" })),
    NO_STATES,
  );
  expect([message.text, message.blocks]).toEqual([undefined, undefined]);
  expect(message.attachments.map(({ color, fallback }) => [color, fallback])).toEqual([
    ["#c08552", "One\nTwo\nThree"],
    ["#000001", "Three"],
  ]);
  expect(message.attachments.map(({ blocks }) => blocks.map(({ type }) => type))).toEqual([
    ["header", "divider", "header"],
    ["header"],
  ]);
});

test("a sentence above a card stands above its frame", () => {
  const message = replyToSlack(reply(paragraph(t`Shared by ann`), card(PLAIN)), NO_STATES);
  expect(sent(message)).toMatchObject({
    text: "Shared by ann\nBeagle",
    blocks: [{ type: "section" }],
    attachments: [{ fallback: "Beagle", blocks: [{ type: "header" }] }],
  });
  expect(messageProblems(sent(message))).toEqual([]);
});

test("a button below its card says no name, which a screen reader is told", () => {
  const press = { do: "run", command: "shelf add", options: {}, into: "beside" } as const;
  const add: Button = { label: "Add to shelf: Moby-Dick", besideLabel: "Add to shelf", press };
  const message = replyToSlack(reply(card(PLAIN), buttons(add)), statesOf(add));
  expect(messageProblems(sent(message))).toEqual([]);
  const [button] = blocks(message).flatMap(({ type, elements = [] }) => (type === "actions" ? elements : []));
  expect(button).toMatchObject({ text: { text: "Add to shelf" }, accessibility_label: "Add to shelf: Moby-Dick" });
  const apart = replyToSlack(reply(card(PLAIN), paragraph(t`x`), buttons(add)), statesOf(add));
  expect(blocks(apart).at(-1)?.elements?.[0]).toMatchObject({ text: { text: "Add to shelf: Moby-Dick" } });
});

test("pictures that can't be shown are told in words", () => {
  const images = [
    { url: "http://example.com/a.jpg", alt: "Not over https" },
    { url: "https://example.com/a.webp?w=1", alt: "WebP" },
    { url: "javascript:alert(1)", alt: "No address" },
    { url: `https://example.com/${"x".repeat(3_000)}`, alt: "Too long an address" },
    { file: { name: "a.png", mediaType: "image/png", bytes: new Uint8Array(1) }, alt: "Bytes" },
  ];
  const shown = blocks(replyToSlack(reply(card({ ...PLAIN, images })), NO_STATES));
  expect(shown.at(-1)?.elements?.map(({ text }) => text)).toEqual([
    "Picture: <http://example.com/a.jpg|Not over https>",
    "Picture: <https://example.com/a.webp?w=1|WebP>",
    "Picture: No address",
    "Picture: Too long an address",
    "Picture: Bytes",
  ]);
});

test("links in place of all pictures", () => {
  const image = { url: "https://example.com/a.jpg", alt: "A" };
  const message = replyToSlack(reply(card({ ...PLAIN, images: [image], thumbnail: image })), NO_STATES, {
    pictures: "linked",
  });
  expect(JSON.stringify(message)).not.toContain("image_url");
  expect(blocks(message).at(-1)?.elements).toHaveLength(2);
});

test("nothing at all still says something", () => {
  expect(messageProblems(sent(replyToSlack(reply(), NO_STATES)))).toEqual([]);
});

test("a button without a state, and one whose state is too long, are left out", () => {
  const run = (label: string): Button => ({
    label,
    press: { do: "run", command: "dog", options: {}, into: "update" },
  });
  const [just, over, none] = [run("just"), run("over"), run("none")];
  const states = new Map([
    [just, "x".repeat(2_000)],
    [over, "x".repeat(2_001)],
  ]);
  const message = replyToSlack(reply(paragraph(t`x`), buttons(just, over, none)), states);
  expect(blocks(message).at(-1)?.elements).toHaveLength(1);
});

test("a row of 26 buttons breaks in two", () => {
  const row = Array.from({ length: 26 }, (_, index): Button => ({ label: String(index), press: { do: "dismiss" } }));
  const message = replyToSlack(reply(paragraph(t`x`), buttons(...row)), statesOf(...row));
  expect(blocks(message).map(({ elements }) => elements?.length)).toEqual([undefined, 25, 1]);
  expect(messageProblems(sent(message))).toEqual([]);
});

describe("caps, just under and one over", () => {
  const of = (length: number) => "x".repeat(length);
  const section = (message: SlackMessage) => blocks(message).find(({ type }) => type === "section");

  test.each([
    ["a paragraph", 3_000, (text: string) => section(replyToSlack(reply(paragraph([text])), NO_STATES))?.text?.text],
    [
      "lines",
      3_000,
      (text: string) => section(replyToSlack(reply(card({ ...PLAIN, lines: [[text]] })), NO_STATES))?.text?.text,
    ],
    [
      "a header",
      150,
      (text: string) => blocks(replyToSlack(reply(card({ ...PLAIN, title: text })), NO_STATES))[0]?.text?.text,
    ],
    [
      "alt text",
      2_000,
      (text: string) =>
        blocks(
          replyToSlack(reply(card({ ...PLAIN, images: [{ url: "https://example.com/a", alt: text }] })), NO_STATES),
        ).find(({ type }) => type === "image")?.alt_text,
    ],
    [
      "a footer",
      2_000,
      (text: string) =>
        blocks(replyToSlack(reply(card({ ...PLAIN, footer: text })), NO_STATES)).at(-1)?.elements?.[0]?.text,
    ],
    [
      "a label",
      75,
      (text: string) => {
        const button: Button = { label: text, press: { do: "dismiss" } };
        const label = blocks(replyToSlack(reply(paragraph(t`x`), buttons(button)), statesOf(button))).at(-1)
          ?.elements?.[0]?.text;
        return typeof label === "object" ? label.text : label;
      },
    ],
    [
      "the text for notifications",
      4_000,
      (text: string) => replyToSlack({ ...reply(paragraph(t`x`)), text }, NO_STATES).text,
    ],
  ])("%s", (_, cap, render) => {
    expect(render(of(cap))).toBe(of(cap));
    expect(render(of(cap + 1))).toBe(`${of(cap - 1)}…`);
  });

  test("a field, its name included", () => {
    const render = (length: number) =>
      blocks(replyToSlack(reply(card({ ...PLAIN, fields: [field("Name", of(length))] })), NO_STATES)).find(
        ({ fields }) => fields !== undefined,
      )?.fields?.[0]?.text;
    expect(render(1_993)).toBe(`*Name*\n${of(1_993)}`);
    expect(render(1_994)).toBe(`*Name*\n${of(1_992)}…`);
  });

  test("eleven fields are two sections", () => {
    const fields = Array.from({ length: 11 }, (_, index) => field(`f${index}`, "x"));
    const sections = blocks(replyToSlack(reply(card({ ...PLAIN, fields })), NO_STATES)).filter((b) => b.fields);
    expect(sections.map((block) => block.fields?.length)).toEqual([10, 1]);
  });

  test("fifty blocks, and no more", () => {
    const many = (count: number) =>
      blocks(replyToSlack(reply(...Array.from({ length: count }, () => paragraph(t`x`))), NO_STATES)).length;
    expect([many(50), many(51)]).toEqual([50, 50]);
  });

  test("the size of all blocks together", () => {
    const long = Array.from({ length: 6 }, (_, index) => paragraph([`${index} ${"word & ".repeat(500)}`]));
    const message = sent(replyToSlack(reply(...long), NO_STATES));
    expect(messageProblems(message)).toEqual([]);
    expect(message.blocks).toHaveLength(6);
  });

  test("more buttons than a message can carry", () => {
    const row = Array.from({ length: 20 }, (_, index): Button => ({ label: `${index}`, press: { do: "dismiss" } }));
    const states = new Map(row.map((button, index) => [button, `${index}${"x".repeat(1_000)}`]));
    const message = replyToSlack(reply(paragraph(t`x`), buttons(...row)), states);
    expect(messageProblems(sent(message))).toEqual([]);
  });
});

test("a moment is told by the reader's own clock", () => {
  const [now, soon, far] = [Date.UTC(2026, 10, 28, 13), Date.UTC(2026, 10, 28, 14, 5), Date.UTC(2026, 11, 2, 9, 8)];
  const written = (text: RichText) => richTextToMrkdwn(text, 1_000);
  expect(written(t`Room again ${when(soon, now)}.`)).toBe("Room again <!date^1795874700^at {time}|at 14:05 UTC>.");
  expect(written(t`Room again ${when(far, now)}.`)).toBe(
    "Room again <!date^1796202480^{date_short_pretty} at {time}|on 2 December at 09:08 UTC>.",
  );
  expect(written(t`Resting until ${moment(soon, now)}.`)).toBe("Resting until <!date^1795874700^{time}|14:05 UTC>.");
});

describe("foreign text", () => {
  test("shows what it is, wherever it stands", () => {
    const button: Button = { label: HOSTILE, press: { do: "dismiss" } };
    const everywhere = [
      HOSTILE,
      bold(HOSTILE),
      italic(HOSTILE),
      code(HOSTILE),
      link(HOSTILE, "https://example.com/|x>"),
    ];
    const message = replyToSlack(
      reply(
        paragraph(everywhere),
        card({
          accent: 1,
          title: HOSTILE,
          url: "https://example.com",
          lines: [everywhere],
          fields: [{ name: HOSTILE, value: everywhere }],
          images: [{ url: "http://example.com/a", alt: HOSTILE }],
          footer: HOSTILE,
        }),
        buttons(button),
      ),
      statesOf(button),
    );
    const mrkdwn = JSON.stringify(message).match(/"type":"mrkdwn","text":"(?:[^"\\]|\\.)*"/g) ?? [];
    expect(mrkdwn.length).toBeGreaterThan(4);
    for (const text of [...mrkdwn, message.text ?? "", ...message.attachments.map(({ fallback }) => fallback)]) {
      // Within backticks nothing formats but backticks
      expect(text.replace(/`[^`]*`/g, "")).not.toMatch(/<!|<@|<#|<https:\/\/evil|\*b\*|_i_|~s~|`c`/);
    }
    expect(messageProblems(sent(message))).toEqual([]);
  });

  test.each([
    ["a & b < c > d", "a &amp; b &lt; c &gt; d"],
    ["&amp;", "&amp;amp;"],
    ["*bold* and 2 * 3", "∗bold∗ and 2 * 3"],
    ["snake_case_name", "snake_case_name"],
    ["_it_", "ˍitˍ"],
    ["> quoted\n> again", "› quoted\n› again"],
  ])("%s", (text, written) => {
    expect(escapeMrkdwn(text)).toBe(written);
  });

  test.each([
    ["a bar and brackets in the title", "a|b>c", "https://example.com", "<https://example.com|a∣b&gt;c>"],
    ["a bar in the address", "a", "https://example.com/?q=a|b&c", "<https://example.com/?q=a%7Cb&amp;c|a>"],
    ["another scheme", "a", "javascript:alert(1)", "a"],
    ["lines in the title", "a\n b", "https://example.com", "<https://example.com|a b>"],
  ])("a link with %s", (_, title, url, written) => {
    expect(linkToMrkdwn(title, url)).toBe(written);
  });

  test("is cut before an escape, a link or formatting, never within", () => {
    expect(richTextToMrkdwn(["&&&&"], 10)).toBe("&amp;…");
    expect(richTextToMrkdwn(["ab ", bold("cdef ghij")], 10)).toBe("ab *cdef…*");
    expect(richTextToMrkdwn([link("a long title", "https://example.com")], 28)).toBe("<https://example.com|a lon…>");
    expect(richTextToMrkdwn(["abc ", link("title", "https://example.com")], 10)).toBe("abc …");
  });
});
