import { describe, expect, test } from "vitest";
import { discordCaps } from "../../../src/adapters/discord/caps.ts";
import { type Form, plainMessage, replyToDiscord } from "../../../src/adapters/discord/render.ts";
import { type Button, buttons, card, filePart, paragraph, type Reply, reply } from "../../../src/core/reply.ts";
import { t } from "../../../src/core/text.ts";
import { messageProblems, schemaProblems } from "../../support/discord-rules.ts";

const press = { do: "run", command: "shelf add", options: {}, into: "beside" } as const;
const add: Button = { label: "Add to shelf: Moby-Dick", besideLabel: "Add to shelf", press };
const image = (index: number) => ({ url: `https://a.example/${index}.jpg`, alt: `Picture ${index}` });
const shown = (index: number) => ({
  media: { url: `https://a.example/${index}.jpg` },
  description: `Picture ${index}`,
});

/** The message, once it has passed Discord's schema and rules, also as an edit. */
function render(of: Reply, where: { readonly form?: Form; readonly maxFileBytes?: number } = {}) {
  const all = of.parts.flatMap((part) => (part.type === "buttons" ? part.buttons : []));
  const states = new Map(all.map((button, index) => [button, String(index)]));
  const { message, files } = replyToDiscord(of, states, where);
  expect(schemaProblems("IncomingWebhookInteractionRequest", message)).toEqual([]);
  expect(schemaProblems("IncomingWebhookUpdateRequestPartial", message)).toEqual([]);
  expect(messageProblems(JSON.parse(JSON.stringify(message)), files.length)).toEqual([]);
  for (const { name, used, of } of discordCaps(message, files)) expect(used, name).toBeLessThanOrEqual(of);
  return message;
}

const text = (content: string) => ({ type: 10, content });
const isComponents = (of: Reply) => render(of).flags === 1 << 15;

describe("which replies are components", () => {
  test.each<[string, boolean, Reply]>([
    ["a sentence", false, reply(paragraph(["Hello."]))],
    ["one picture", false, reply(card({ accent: 1, title: "Beagle", images: [image(1)] }))],
    ["a thumbnail", false, reply(card({ accent: 1, title: "Book", thumbnail: image(1) }))],
    [
      "a row of buttons below a card",
      false,
      reply(card({ accent: 1, title: "Beagle" }), buttons({ label: "More", press })),
    ],
    ["a gallery", true, reply(card({ accent: 1, title: "Mars", images: [image(1), image(2)] }))],
    ["a button beside its card", true, reply(card({ accent: 1, title: "Book" }), buttons(add))],
    [
      "a gallery of too many words",
      false,
      reply(card({ accent: 1, title: "Mars", lines: [["a".repeat(4_001)]], images: [image(1), image(2)] })),
    ],
  ])("%s: %s", (_, expected, of) => {
    expect(isComponents(of)).toBe(expected);
  });
});

test("a gallery", () => {
  const mars = reply(
    card({
      accent: 0xc1440e,
      title: "Mars, 10 June 2020",
      url: "https://mars.example/(sol)",
      lines: [t`25 photos *by* Curiosity.`],
      fields: [
        { name: "Rover", value: ["Curiosity"] },
        { name: "Sol", value: ["2,789"] },
      ],
      images: [1, 2, 3, 4].map(image),
      footer: "# NASA\nJPL",
    }),
    buttons({ label: "Next ▶", press }),
  );
  expect(render(mars)).toEqual({
    content: null,
    embeds: null,
    flags: 32_768,
    components: [
      {
        type: 17,
        accent_color: 0xc1440e,
        components: [
          text("### [Mars, 10 June 2020](<https://mars.example/%28sol%29>)\n25 photos \\*by\\* Curiosity."),
          text("**Rover:** Curiosity\n**Sol:** 2,789"),
          { type: 12, items: [1, 2, 3, 4].map(shown) },
          text("-# \\# NASA JPL"),
        ],
      },
      { type: 1, components: [{ type: 2, style: 2, label: "Next ▶", custom_id: "0" }] },
    ],
    attachments: [],
    allowed_mentions: { parse: [] },
  });
});

describe("a button beside its card", () => {
  const button = { type: 2, style: 2, label: "Add to shelf", custom_id: "0" };
  const frame = (of: Parameters<typeof card>[0], ...row: Button[]) => {
    const [first] = render(reply(card(of), buttons(...row))).components;
    return first?.type === 17 ? first.components : undefined;
  };
  const fields = [{ name: "Borrow", value: ["Open Library"] }];

  test("stands at the last line below a cover", () => {
    expect(frame({ accent: 1, title: "Moby-Dick", lines: [["Melville"], ["ISBN"]], thumbnail: image(1) }, add)).toEqual(
      [
        { type: 9, components: [text("### Moby-Dick\nMelville")], accessory: { type: 11, ...shown(1) } },
        { type: 9, components: [text("ISBN")], accessory: button },
      ],
    );
  });

  test("stands at the fields where there are some", () => {
    expect(frame({ accent: 1, title: "Moby-Dick", lines: [["Melville"]], fields, thumbnail: image(1) }, add)).toEqual([
      { type: 9, components: [text("### Moby-Dick\nMelville")], accessory: { type: 11, ...shown(1) } },
      { type: 9, components: [text("**Borrow:** Open Library")], accessory: button },
    ]);
  });

  test("stands at all of it where there is no cover", () => {
    expect(frame({ accent: 1, title: "Moby-Dick", lines: [["Melville"]], fields, footer: "Source" }, add)).toEqual([
      { type: 9, components: [text("### Moby-Dick\nMelville\n**Borrow:** Open Library")], accessory: button },
      text("-# Source"),
    ]);
  });

  test("stands below where there is nothing beside which it could be", () => {
    expect(frame({ accent: 1, title: "Moby-Dick", thumbnail: image(1) }, add)).toEqual([
      { type: 9, components: [text("### Moby-Dick")], accessory: { type: 11, ...shown(1) } },
      { type: 1, components: [button] },
    ]);
    expect(frame({ accent: 1, title: " ", images: [image(1)] }, add)).toEqual([
      { type: 12, items: [shown(1)] },
      { type: 1, components: [button] },
    ]);
  });

  test("a second one stands below", () => {
    const second = { ...add, besideLabel: "Forget it" };
    expect(frame({ accent: 1, title: "Moby-Dick", lines: [["Melville"]] }, add, second)?.at(-1)).toEqual({
      type: 1,
      components: [{ ...button, label: "Forget it", custom_id: "1" }],
    });
  });

  test("each card has its own", () => {
    const second = { ...add, label: "Add to shelf: Dune" };
    const { components } = render(
      reply(card({ accent: 1, title: "Moby-Dick" }), buttons(add), card({ accent: 1, title: "Dune" }), buttons(second)),
    );
    expect(components.map((each) => (each.type === 17 ? each.components : each))).toEqual([
      [{ type: 9, components: [text("### Moby-Dick")], accessory: button }],
      [{ type: 9, components: [text("### Dune")], accessory: { ...button, custom_id: "1" } }],
    ]);
  });
});

describe("whatever the reply is like, where it must be components", () => {
  const only = (of: Reply, maxFileBytes?: number) =>
    render(of, { form: "components", ...(maxFileBytes === undefined ? {} : { maxFileBytes }) });
  const file = { name: "shelf.csv", mediaType: "text/csv", bytes: new Uint8Array(8) };

  test("sentences", () => {
    expect(only(reply(paragraph(["above"]), card({ accent: 1, title: "b" }), paragraph(["below"]))).components).toEqual(
      [text("above"), { type: 17, accent_color: 1, components: [text("### b")] }, text("below")],
    );
  });

  test("a file, or that it is too large", () => {
    const shelf = reply(filePart(file, "12 books"));
    const message = only(shelf);
    expect(message.components).toEqual([{ type: 13, file: { url: "attachment://shelf.csv" } }]);
    expect(message.attachments).toEqual([{ id: "0", filename: "shelf.csv", description: "12 books" }]);
    expect(only(shelf, 7).components).toEqual([text("**shelf.csv** is too large for Discord: 12 books.")]);
  });

  test("an uploaded picture", () => {
    const png = { name: "cases.png", mediaType: "image/png", bytes: new Uint8Array(8) };
    const chart = reply(card({ accent: 1, title: "Cases", images: [{ file: png, alt: "They rose" }] }));
    expect(only(chart).components).toEqual([
      {
        type: 17,
        accent_color: 1,
        components: [
          text("### Cases"),
          { type: 12, items: [{ media: { url: "attachment://0-cases.png" }, description: "They rose" }] },
        ],
      },
    ]);
    expect(only(chart, 7).components).toEqual([
      { type: 17, accent_color: 1, components: [text("### Cases\n_They rose_")] },
    ]);
  });

  test.each<[string, Reply]>([
    ["no parts", { text: "Done.", parts: [], visibility: "channel" }],
    ["an empty card", { ...reply(card({ accent: 1, title: " " })), text: "Done." }],
  ])("%s: something remains", (_, empty) => {
    expect(only(empty).components).toEqual([text("Done.")]);
  });

  test("the words of a reply alone", () => {
    const { text: words } = reply(card({ accent: 1, title: "*T*", lines: [["line"]] }));
    expect(plainMessage({ text: words, parts: [], visibility: "channel" }, "components").components).toEqual([
      text("\\*T\\*\nline"),
    ]);
  });

  test("long texts are cut until all fit, in characters and in bytes", () => {
    const long = (letter: string, cards: number) => {
      const each = card({ accent: 1, title: "T", lines: [[letter.repeat(4_000)]], footer: "F" });
      const { components } = only(reply(...Array.from({ length: cards }, () => each), buttons({ label: "B", press })));
      return JSON.stringify(components).length;
    };
    expect(long("a", 1)).toBeGreaterThan(1_900);
    expect(long("a", 3)).toBeGreaterThan(2_900);
    expect(long("字", 1)).toBeGreaterThan(1_900);
    expect(long("字", 3)).toBeGreaterThan(1_200);
  });

  test("more cards than there is room for: the buttons stay", () => {
    const cards = Array.from({ length: 30 }, (_, index) => card({ accent: 1, title: `${index}`, lines: [["line"]] }));
    const { components } = only(reply(...cards, buttons({ label: "Next", press })));
    expect(components).toHaveLength(20);
    expect(components.at(-1)).toMatchObject({ type: 1 });
  });

  test("more rows of buttons than there are below embeds: all stay where there is room", () => {
    const rows = Array.from({ length: 7 }, (_, index) => buttons({ label: `${index}`, press }));
    const { components } = only(reply(paragraph(["line"]), ...rows));
    expect(components.map(({ type }) => type)).toEqual([10, ...rows.map(() => 1)]);
  });

  test("hostile text everywhere", () => {
    const hostile = "@everyone <@1> [x](https://evil.example) ||y|| `z` \\ https://evil.example # ".repeat(50);
    const evil = card({
      accent: 1,
      title: hostile,
      url: hostile,
      lines: [[hostile]],
      fields: Array.from({ length: 9 }, () => ({ name: hostile, value: [hostile] })),
      images: [{ url: hostile, alt: hostile }, image(1), image(2)],
      thumbnail: image(3),
      footer: hostile,
    });
    const { components } = only(reply(paragraph([hostile]), evil, buttons({ ...add, besideLabel: hostile }), evil));
    const contents = [...JSON.stringify(components).matchAll(/"content":("(?:[^"\\]|\\.)*")/g)];
    expect(contents.length).toBeGreaterThan(3);
    for (const [, content] of contents) {
      expect(JSON.parse(content ?? '""').replace(/\\[^a-z0-9\s]/g, "")).not.toMatch(/[<>[\]()|`\\]|https:\/\//);
    }
  });
});
