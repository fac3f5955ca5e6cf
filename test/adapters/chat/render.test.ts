import { describe, expect, test } from "vitest";
import { replyToChat } from "../../../src/adapters/chat/render.ts";
import { type Button, buttons, card, field, paragraph, privateReply, reply } from "../../../src/core/reply.ts";
import { bold, code, italic, link, t } from "../../../src/core/text.ts";

const run: Button = { label: "Another", press: { do: "run", command: "dog", options: {}, into: "update" } };
const open: Button = { label: "Shop", press: { do: "open", url: "https://shop.example/1" } };
const dismiss: Button = { label: "Cancel", press: { do: "dismiss" } };

describe("a reply in the terminal", () => {
  test("a card with everything", () => {
    const { text, buttons: pressable } = replyToChat(
      reply(
        card({
          accent: 1,
          title: "Beagle",
          url: "https://dogs.example/beagle",
          lines: [
            t`A ${bold("good")} ${italic("dog")}, see ${link("its page", "https://dogs.example")} or ${code("/dog")}.`,
          ],
          fields: [field("Group", "Hound"), field("Nothing", undefined)],
          images: [{ url: "https://dogs.example/1.jpg", alt: "A beagle" }],
          thumbnail: { file: { name: "paw.png", mediaType: "image/png", bytes: new Uint8Array(3) }, alt: "A paw" },
          footer: "The Dog API",
        }),
        buttons(run, open, dismiss),
      ),
      false,
    );
    expect(text).toBe(
      [
        "Beagle  <https://dogs.example/beagle>",
        "A good dog, see its page <https://dogs.example> or /dog.",
        "  Group: Hound",
        "  Picture: A paw  (paw.png, 3 bytes)",
        "  Picture: A beagle  <https://dogs.example/1.jpg>",
        "The Dog API",
        "[1] Another   Shop <https://shop.example/1>   [2] Cancel",
      ].join("\n"),
    );
    expect(pressable).toEqual([run, dismiss]);
  });

  test("a private one says so", () => {
    expect(replyToChat(privateReply(paragraph(t`Psst.`)), false).text).toBe("(only you see this)\nPsst.");
  });

  test("hostile text moves no cursor, writes to no clipboard and smuggles in no address", () => {
    const hostile = "\u001b]52;c;aGk=\u0007\u001b[2J\u202eevil\r\nnext";
    const { text } = replyToChat(
      reply(
        card({
          accent: 1,
          title: hostile,
          url: "javascript:alert(1)",
          lines: [t`${hostile}${link("x", "file:///etc/passwd")}`],
        }),
      ),
      false,
    );
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they must not be there
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]|javascript|passwd/);
  });
});
