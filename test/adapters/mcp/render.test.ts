import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { commands } from "../../../commands/index.ts";
import { replyToMcp } from "../../../src/adapters/mcp/render.ts";
import { inputSchema, OUTPUT_SCHEMA } from "../../../src/adapters/mcp/schema.ts";
import { Toolbox } from "../../../src/adapters/mcp/toolbox.ts";
import { choice, date, defineCommand, file, integer, text, yesNo } from "../../../src/core/command.ts";
import { aside, buttons, card, field, filePart, paragraph, privateReply, reply } from "../../../src/core/reply.ts";
import { bold, link, t } from "../../../src/core/text.ts";

const forOne = new Toolbox(commands, true);
const forNobody = new Toolbox(commands, false);
const png = { name: "paw.png", mediaType: "image/png", bytes: new Uint8Array([1, 2, 3]) };

describe("options as JSON Schema", () => {
  test("of every type", () => {
    const command = defineCommand({
      name: "all",
      description: "Has them all",
      options: {
        size: integer({ description: "How large", min: 1, max: 20, example: "3" }),
        what: text({ description: "Which", required: true, maxLength: 30, example: "moby dick" }),
        isbn: text({ description: "Its number", requiredUnless: ["what"] }),
        kind: choice({ description: "Of which kind", choices: ["a", "b"] }),
        day: date({ description: "When" }),
        loud: yesNo({ description: "With noise" }),
        list: file({ description: "A list" }),
        page: integer({ description: "Page", min: 1, max: 9, hidden: true }),
      },
      run: async () => reply(),
    });
    expect(inputSchema(command)).toEqual({
      type: "object",
      required: ["what"],
      properties: {
        what: { type: "string", maxLength: 30, description: "Which", examples: ["moby dick"] },
        size: { type: "integer", minimum: 1, maximum: 20, description: "How large", examples: [3] },
        isbn: { type: "string", maxLength: 100, description: "Its number; needed without what" },
        kind: { type: "string", enum: ["a", "b"], description: "Of which kind" },
        day: {
          type: "string",
          maxLength: 60,
          description: 'When. As YYYY-MM-DD, or in words such as "3 days ago"',
          examples: ["2020-06-10", "yesterday"],
        },
        loud: { type: "boolean", default: false, description: "With noise" },
        list: { type: "string", description: "A list. Its path on this machine" },
      },
    });
  });

  test("every tool's is valid, and its name is one", () => {
    const ajv = new Ajv({ strict: true });
    for (const tool of forOne.tools) {
      ajv.compile(tool.inputSchema);
      // https://modelcontextprotocol.io/specification/2025-11-25/server/tools#tool-names (2026-11-28)
      expect(tool.name).toMatch(/^[\w.-]{1,128}$/);
    }
  });
});

describe("a reply as an agent gets it", () => {
  const isValid = new Ajv({ strict: true }).compile(OUTPUT_SCHEMA);

  test("a card with everything", () => {
    const result = replyToMcp(
      reply(
        paragraph(t`See ${link("its page", "https://dogs.example")}.`),
        card({
          accent: 1,
          title: "Beagle",
          url: "https://dogs.example/beagle",
          lines: [t`A ${bold("good")} dog.`],
          fields: [field("Group", "Hound")],
          images: [{ url: "https://dogs.example/1.jpg", alt: "A beagle" }],
          thumbnail: { file: png, alt: "A paw" },
          footer: "The Dog API",
        }),
        filePart({ name: "my books.csv", mediaType: "text/csv", bytes: Buffer.from("a,b") }, "1 book"),
        filePart({ name: "x.bin", mediaType: "application/x", bytes: Buffer.from("a") }, "Bytes"),
      ),
      forNobody,
    );
    const said = "See its page <https://dogs.example>.";
    const files = ["my books.csv: 1 book", "x.bin: Bytes"];
    expect(result.content).toEqual([
      {
        type: "text",
        text: [
          said,
          "Beagle <https://dogs.example/beagle>",
          "A good dog.",
          "Group: Hound",
          "Picture: A beagle <https://dogs.example/1.jpg>",
          "Picture: A paw",
          "The Dog API",
          ...files,
        ].join("\n"),
      },
      { type: "resource_link", uri: "https://dogs.example/1.jpg", name: "A beagle", description: "A beagle" },
      { type: "image", data: "AQID", mimeType: "image/png" },
      { type: "resource", resource: { uri: "attachment:///my%20books.csv", mimeType: "text/csv", text: "a,b" } },
      { type: "resource", resource: { uri: "attachment:///x.bin", mimeType: "application/x", blob: "YQ==" } },
    ]);
    expect(result.structuredContent).toEqual({
      said: [said, ...files].join("\n"),
      cards: [
        {
          title: "Beagle",
          url: "https://dogs.example/beagle",
          lines: ["A good dog."],
          fields: [{ name: "Group", value: "Hound" }],
          pictures: [{ alt: "A beagle", url: "https://dogs.example/1.jpg" }, { alt: "A paw" }],
          footer: "The Dog API",
        },
      ],
      next: [],
    });
    expect(isValid(result.structuredContent)).toBe(true);
  });

  test("buttons are calls to make; what has no meaning for an agent is left out", () => {
    const row = buttons(
      {
        label: "Next",
        press: { do: "run", command: "mars", options: { page: 2, camera: undefined, private: true }, into: "update" },
      },
      { label: "Add", press: { do: "run", command: "shelf add", options: { pick: 1 }, into: "beside" } },
      { label: "Send", press: { do: "run", command: "gif", options: { send: "x" }, into: "post" } },
      { label: "Cancel", press: { do: "dismiss" } },
      { label: "Shop", press: { do: "open", url: "https://shop.example" } },
    );
    const next = (toolbox: Toolbox) => Object(replyToMcp(privateReply(row), toolbox).structuredContent).next;
    const mars = { label: "Next", tool: "mars", arguments: { page: 2 } };
    const shop = { label: "Shop", url: "https://shop.example" };
    expect(next(forNobody)).toEqual([mars, shop]);
    expect(next(forOne)).toEqual([mars, { label: "Add", tool: "shelf_add", arguments: { pick: 1 } }, shop]);
  });

  test("what was meant is a call to make", () => {
    const press = { do: "run", command: "dog", options: { breed: "Beagle" }, into: "post" } as const;
    const result = replyToMcp(aside(paragraph(t`No.`), buttons({ label: "Beagle", press })), forNobody);
    expect(result).toMatchObject({
      isError: true,
      content: [{ type: "text", text: 'No.\nBeagle: call dog with {"breed":"Beagle"}' }],
      structuredContent: { next: [{ label: "Beagle", tool: "dog", arguments: { breed: "Beagle" } }] },
    });
  });

  test("hostile text hides nothing, and smuggles in no address", () => {
    const hostile = "\u001b]52;c;aGk=\u0007\u202eevil\u{e0041}\r\nnext";
    const result = replyToMcp(
      reply(
        card({
          accent: 1,
          title: hostile,
          url: "javascript:alert(1)",
          lines: [t`${hostile}${link("x", "file:///etc/passwd")}`],
          images: [{ url: "file:///etc/passwd", alt: hostile }],
        }),
        buttons({ label: hostile, press: { do: "open", url: "javascript:alert(1)" } }),
      ),
      forNobody,
    );
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they must not be there
    expect(JSON.stringify(result)).not.toMatch(/\\u00[01]|[\u0000-\u001f\u202e\u{e0041}]|javascript|passwd/u);
  });
});
