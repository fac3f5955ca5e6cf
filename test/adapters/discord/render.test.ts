import { describe, expect, test } from "vitest";
import type { Embed } from "../../../src/adapters/discord/embeds.ts";
import { plainMessage, replyToDiscord } from "../../../src/adapters/discord/render.ts";
import {
  type Button,
  type ButtonRow,
  buttons,
  card,
  paragraph,
  privateReply,
  type Reply,
  reply,
} from "../../../src/core/reply.ts";
import { bold, t } from "../../../src/core/text.ts";
import { messageProblems, schemaProblems } from "../../support/discord-rules.ts";

const NOTHING = { content: "", embeds: [], components: [], attachments: [], allowed_mentions: { parse: [] } };

const a = (length: number) => "a".repeat(length);

/** States `0`, `1`, … for all buttons. */
function states(of: Reply): ReadonlyMap<Button, string> {
  const all = of.parts.flatMap((part) => (part.type === "buttons" ? part.buttons : []));
  return new Map(all.map((button, index) => [button, String(index)]));
}

/** The message of embeds, once it has passed Discord's schema and rules. */
function render(of: Reply, maxFileBytes?: number) {
  const { message, files } = replyToDiscord(of, states(of), {
    form: "embeds",
    ...(maxFileBytes === undefined ? {} : { maxFileBytes }),
  });
  expect(schemaProblems("IncomingWebhookInteractionRequest", message)).toEqual([]);
  expect(messageProblems(JSON.parse(JSON.stringify(message)), files.length)).toEqual([]);
  const embeds: readonly Embed[] = message.embeds ?? [];
  const components = message.components.flatMap((row) => (row.type === 1 ? [row] : []));
  return { message: { ...message, embeds, components }, files };
}

/** The first embed of a card with these parts. */
function embedOf(parts: Partial<Parameters<typeof card>[0]>) {
  return render(reply(card({ accent: 1, title: "Title", ...parts }))).message.embeds[0];
}

const press = { do: "run", command: "dog", options: {}, into: "update" } as const;

test("a whole card", () => {
  const dog = reply(
    card({
      accent: 0x996633,
      title: "Beagle *1*",
      url: "https://dogs.example/beagle",
      lines: [t`Amiable, ${bold("gentle")}.`, t`Second line.`],
      fields: [{ name: "Group", value: ["Hound"] }],
      images: [{ url: "https://dogs.example/1.jpg", alt: "A beagle" }],
      thumbnail: { url: "https://dogs.example/2.jpg", alt: "Its tail" },
      footer: "The Dog API · *3* min old",
    }),
    buttons(
      { label: "Another", style: "primary", press },
      { label: "More", press: { do: "open", url: "https://dogs.example" } },
      { label: "Away", style: "danger", press: { do: "dismiss" } },
    ),
  );
  expect(render(dog).message).toEqual({
    ...NOTHING,
    embeds: [
      {
        title: "Beagle \\*1\\*",
        url: "https://dogs.example/beagle",
        description: "Amiable, **gentle**.\nSecond line.",
        color: 0x996633,
        fields: [{ name: "Group", value: "Hound", inline: true }],
        image: { url: "https://dogs.example/1.jpg", description: "A beagle" },
        thumbnail: { url: "https://dogs.example/2.jpg", description: "Its tail" },
        footer: { text: "The Dog API · *3* min old" },
      },
    ],
    components: [
      {
        type: 1,
        components: [
          { type: 2, style: 1, label: "Another", custom_id: "0" },
          { type: 2, style: 5, label: "More", url: "https://dogs.example" },
          { type: 2, style: 4, label: "Away", custom_id: "2" },
        ],
      },
    ],
  });
});

test("a sentence", () => {
  expect(render(privateReply(paragraph(t`No *such* breed.`))).message).toEqual({
    ...NOTHING,
    content: "No \\*such\\* breed.",
  });
});

test("sentences above and below a card keep their order", () => {
  const { message } = render(reply(paragraph(["above"]), card({ accent: 1, title: "b" }), paragraph(["below"])));
  expect(message).toEqual({
    ...NOTHING,
    content: "above",
    embeds: [{ title: "b", color: 1 }, { description: "below" }],
  });
});

describe("caps", () => {
  test("content: a longer text goes into an embed", () => {
    expect(render(reply(paragraph([a(2_000)]))).message).toEqual({ ...NOTHING, content: a(2_000) });
    expect(render(reply(paragraph([a(2_001)]))).message).toEqual({ ...NOTHING, embeds: [{ description: a(2_001) }] });
  });

  test("title", () => {
    expect(embedOf({ title: a(256) })).toEqual({ title: a(256), color: 1 });
    expect(embedOf({ title: a(257) })).toEqual({ title: `${a(255)}…`, color: 1 });
  });

  test("description", () => {
    expect(embedOf({ lines: [[a(4_096)]] })?.description).toBe(a(4_096));
    expect(embedOf({ lines: [[a(4_097)]] })?.description).toBe(`${a(4_095)}…`);
  });

  test("field name and value", () => {
    const field = (name: string, value: string) => embedOf({ fields: [{ name, value: [value] }] })?.fields;
    expect(field(a(256), a(1_024))).toEqual([{ name: a(256), value: a(1_024), inline: true }]);
    expect(field(a(257), a(1_025))).toEqual([{ name: `${a(255)}…`, value: `${a(1_023)}…`, inline: true }]);
  });

  test("fields", () => {
    const fields = (count: number) => Array.from({ length: count }, (_, index) => ({ name: `${index}`, value: ["v"] }));
    expect(embedOf({ fields: fields(25) })?.fields).toHaveLength(25);
    expect(embedOf({ fields: fields(26) })?.fields).toHaveLength(25);
  });

  test("footer", () => {
    expect(embedOf({ footer: a(2_048) })?.footer).toEqual({ text: a(2_048) });
    expect(embedOf({ footer: a(2_049) })?.footer).toEqual({ text: `${a(2_047)}…` });
  });

  test("embeds", () => {
    const cards = (count: number) =>
      render(reply(...Array.from({ length: count }, (_, index) => card({ accent: 1, title: `${index}` })))).message
        .embeds;
    expect(cards(10)).toHaveLength(10);
    expect(cards(11).map(({ title }) => title)).toEqual(cards(10).map(({ title }) => title));
  });

  test("the sum over all embeds, footers before long texts", () => {
    const two = (length: number) =>
      render(
        reply(
          card({ accent: 1, title: a(100), lines: [[a(3_000)]], footer: a(100) }),
          card({ accent: 2, title: a(100), lines: [[a(length)]], footer: a(100) }),
        ),
      ).message.embeds;
    const second = { title: a(100), color: 2, footer: { text: a(100) } };
    expect(two(2_600)[1]).toEqual({ ...second, description: a(2_600) });
    expect(two(2_601)[1]).toEqual({ ...second, description: `${a(2_599)}…` });
  });

  test("nothing is left of the sum for further fields", () => {
    const fields = Array.from({ length: 10 }, (_, index) => ({ name: `${index}`, value: [a(1_000)] }));
    const embed = embedOf({ fields });
    expect(embed?.fields).toHaveLength(6);
    expect(embed?.fields?.at(-1)?.value).toHaveLength(6_000 - "Title".length - 5 * 1_001 - 1);
  });

  test("button labels", () => {
    const label = (length: number) =>
      render(reply(paragraph(["p"]), buttons({ label: a(length), press }))).message.components[0]?.components[0]?.label;
    expect(label(80)).toBe(a(80));
    expect(label(81)).toBe(`${a(79)}…`);
  });

  test("link buttons", () => {
    const linked = (length: number) => {
      const url = `https://a.example/${a(length - 18)}`;
      return render(reply(paragraph(["p"]), buttons({ label: "l", press: { do: "open", url } }))).message.components;
    };
    expect(linked(512)).toHaveLength(1);
    expect(linked(513)).toEqual([]);
  });

  test("rows and buttons", () => {
    const row = (count: number): ButtonRow => ({
      type: "buttons",
      buttons: Array.from({ length: count }, (_, index) => ({ label: `${index}`, press })),
    });
    const sizes = (...rows: number[]) =>
      render(reply(paragraph(["p"]), ...rows.map(row))).message.components.map(({ components }) => components.length);
    expect(sizes(5)).toEqual([5]);
    expect(sizes(6)).toEqual([5, 1]);
    expect(sizes(1, 1, 1, 1, 1)).toEqual([1, 1, 1, 1, 1]);
    expect(sizes(1, 1, 1, 1, 1, 1)).toEqual([5, 1]);
    expect(sizes(26)).toEqual([5, 5, 5, 5, 5]);
  });

  test("custom ids", () => {
    const button: Button = { label: "l", press };
    const withState = (state: string) =>
      replyToDiscord(reply(paragraph(["p"]), buttons(button)), new Map([[button, state]])).message.components;
    expect(withState(a(100))).toHaveLength(1);
    expect(withState(a(101))).toEqual([]);
    expect(replyToDiscord(reply(buttons(button, button)), new Map([[button, "same"]])).message.components).toEqual([
      { type: 1, components: [{ type: 2, style: 2, label: "l", custom_id: "same" }] },
    ]);
  });
});

describe("pictures", () => {
  const image = (index: number) => ({ url: `https://a.example/${index}.jpg`, alt: `Picture ${index}` });
  const shown = (index: number) => ({ url: `https://a.example/${index}.jpg`, description: `Picture ${index}` });
  const file = (bytes: number, name = "goat.png") => ({
    file: { name, mediaType: "image/png", bytes: new Uint8Array(bytes) },
    alt: "A goat",
  });

  test("a gallery: embeds of one address", () => {
    const url = "https://mars.example/sol";
    const { message } = render(reply(card({ accent: 1, title: "Mars", url, images: [1, 2, 3, 4].map(image) })));
    expect(message.embeds).toEqual([
      { title: "Mars", url, color: 1, image: shown(1) },
      { url, image: shown(2) },
      { url, image: shown(3) },
      { url, image: shown(4) },
    ]);
  });

  test("a gallery without an address borrows that of its first picture", () => {
    const { message } = render(reply(card({ accent: 1, title: "Mars", images: [1, 2].map(image) })));
    expect(message.embeds.map(({ url }) => url)).toEqual([image(1).url, image(1).url]);
  });

  test("two cards of one address are not merged", () => {
    const twin = card({ accent: 1, title: "Twin", url: "https://a.example" });
    expect(render(reply(twin, twin)).message.embeds.map(({ url }) => url)).toEqual(["https://a.example", undefined]);
  });

  test("cards come before further pictures when there is no room for both", () => {
    const many = Array.from({ length: 9 }, (_, index) =>
      card({ accent: 1, title: `${index}`, url: `https://a.example/${index}`, images: [1, 2, 3].map(image) }),
    );
    const { embeds } = render(reply(...many)).message;
    expect(embeds).toHaveLength(10);
    expect(embeds[0]?.description).toBe("_Picture 3_");
    expect(embeds[2]?.description).toBe("_Picture 2_\n_Picture 3_");
  });

  test("by their bytes", () => {
    const goat = reply(card({ accent: 1, title: "Goat", images: [file(3, "gö at.png")] }));
    const { message, files } = render(goat);
    expect(message.embeds[0]?.image).toEqual({ url: "attachment://0-g-at.png", description: "A goat" });
    expect(message.attachments).toEqual([{ id: "0", filename: "0-g-at.png", description: "A goat" }]);
    expect(files).toEqual([{ name: "0-g-at.png", mediaType: "image/png", bytes: new Uint8Array(3), alt: "A goat" }]);
  });

  test("too many bytes: told in words", () => {
    const goat = reply(card({ accent: 1, title: "Goat", images: [file(101)] }));
    expect(render(goat, 101).files).toHaveLength(1);
    const { message, files } = render(goat, 100);
    expect(files).toEqual([]);
    expect(message).toEqual({ ...NOTHING, embeds: [{ title: "Goat", description: "_A goat_", color: 1 }] });
  });

  test("more uploads than a message takes", () => {
    const cards = (count: number) =>
      render(
        reply(
          ...Array.from({ length: count }, () =>
            card({ accent: 1, title: "g", images: [file(1)], thumbnail: file(1) }),
          ),
        ),
      ).files;
    expect(cards(5)).toHaveLength(10);
    expect(cards(6)).toHaveLength(10);
  });

  test.each(["javascript:alert(1)", "file:///etc/passwd", "not an address", `https://a.example/${a(2_048)}`])(
    "an address that can't be shown: %.30s",
    (url) => {
      const { embeds } = render(reply(card({ accent: 1, title: "T", url, images: [{ url, alt: "It" }] }))).message;
      expect(embeds).toEqual([{ title: "T", description: "_It_", color: 1 }]);
    },
  );
});

describe("something always remains", () => {
  test.each<[string, Reply]>([
    ["no parts", { text: "Done.", parts: [], visibility: "channel" }],
    ["an empty card", { ...reply(card({ accent: 1, title: " " })), text: "Done." }],
    ["blank words", { ...reply(paragraph([" \n "])), text: "Done." }],
  ])("%s", (_, empty) => {
    expect(render(empty).message).toEqual({ ...NOTHING, content: "Done." });
  });

  test("the words of a reply alone", () => {
    const { text } = reply(card({ accent: 1, title: "*T*", lines: [["line"]] }));
    expect(plainMessage({ text, parts: [], visibility: "channel" })).toEqual({ ...NOTHING, content: "\\*T\\*\nline" });
  });
});

test("hostile text everywhere", () => {
  const hostile = "@everyone <@1> [x](https://evil.example) ||y|| `z` \\ https://evil.example # ".repeat(300);
  const { message } = render(
    reply(
      paragraph([hostile]),
      ...Array.from({ length: 12 }, () =>
        card({
          accent: 1,
          title: hostile,
          url: hostile,
          lines: [[hostile]],
          fields: Array.from({ length: 30 }, () => ({ name: hostile, value: [hostile] })),
          images: [{ url: hostile, alt: hostile }],
          footer: hostile,
        }),
      ),
      buttons({ label: hostile, press }, { label: hostile, press: { do: "open", url: hostile } }),
    ),
  );
  // Footers are shown as they are, without markdown; all else must be escaped
  const markdown = message.embeds.flatMap(({ title, description, fields }) => [
    title,
    description,
    ...(fields ?? []).flatMap(({ name, value }) => [name, value]),
  ]);
  for (const text of [message.content, ...markdown]) {
    expect(text?.replace(/\\[^a-z0-9\s]/g, "") ?? "").not.toMatch(/[<>[\]()|`\\]|https:\/\//);
  }
});
