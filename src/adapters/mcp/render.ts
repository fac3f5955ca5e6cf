import type { CallToolResult } from "@modelcontextprotocol/server";
import type { Button, Card, FileContent, FilePart, Image, Reply } from "../../core/reply.ts";
import { assertNever } from "../../core/reply.ts";
import { isWebUrl, type RichText, type Span } from "../../core/text.ts";
import { visible, visibleLine } from "../../core/visible.ts";
import { MAX_TEXT_BYTES } from "./limits.ts";
import type { Toolbox } from "./toolbox.ts";

type Content = CallToolResult["content"][number];

/** A tool to call with these arguments, or a page to open. */
type Next =
  | { readonly label: string; readonly tool: string; readonly arguments: Readonly<Record<string, unknown>> }
  | { readonly label: string; readonly url: string };

/** A reply as the protocol has it: as text, as data (`OUTPUT_SCHEMA`), and its pictures. */
export function replyToMcp(reply: Reply, toolbox: Toolbox): CallToolResult {
  const cards = reply.parts.filter((part) => part.type === "card");
  const files = reply.parts.filter((part) => part.type === "file");
  const next = nextOf(reply, toolbox);
  const text = [...reply.parts.flatMap(partLines), ...next.map(nextLine)].join("\n");
  const said = reply.parts
    .filter((part) => part.type !== "card")
    .flatMap(partLines)
    .join("\n");
  const pictures = cards.flatMap((card) => [...card.images, ...(card.thumbnail === undefined ? [] : [card.thumbnail])]);
  return {
    content: [{ type: "text", text }, ...pictures.flatMap(pictureContent), ...files.map(fileContent)],
    structuredContent: { said, cards: cards.map(cardData), next },
    ...(reply.isAside === true ? { isError: true } : {}),
  };
}

function partLines(part: Reply["parts"][number]): readonly string[] {
  switch (part.type) {
    case "paragraph":
      return [plain(part.text)];
    case "card":
      return cardLines(part);
    case "file":
      return [`${visibleLine(part.file.name)}: ${visibleLine(part.description)}`];
    case "buttons":
      return [];
    default:
      return assertNever(part);
  }
}

function cardLines(card: Card): readonly string[] {
  const { title, url, lines, fields, pictures, footer } = cardData(card);
  return [
    withAddress(title, url),
    ...lines,
    ...fields.map(({ name, value }) => `${name}: ${value}`),
    ...pictures.map((picture) => withAddress(`Picture: ${picture.alt}`, picture.url)),
    ...(footer === undefined ? [] : [footer]),
  ];
}

function cardData({ title, url, lines, fields, images, thumbnail, footer }: Card) {
  return {
    title: visibleLine(title),
    ...(url !== undefined && isWebUrl(url) ? { url } : {}),
    lines: lines.map(plain),
    fields: fields.map((field) => ({ name: visibleLine(field.name), value: plain(field.value) })),
    pictures: [...images, ...(thumbnail === undefined ? [] : [thumbnail])].map((image) => ({
      alt: visibleLine(image.alt),
      ...("url" in image && isWebUrl(image.url) ? { url: image.url } : {}),
    })),
    ...(footer === undefined ? {} : { footer: visibleLine(footer) }),
  };
}

/** Pictures of the web stay where they are; what the bot has drawn goes along. */
function pictureContent(image: Image): readonly Content[] {
  const alt = visibleLine(image.alt);
  if ("file" in image) {
    const { bytes, mediaType } = image.file;
    return [{ type: "image", data: base64(bytes), mimeType: mediaType }];
  }
  return isWebUrl(image.url) ? [{ type: "resource_link", uri: image.url, name: alt, description: alt }] : [];
}

function fileContent({ file }: FilePart): Content {
  const uri = `attachment:///${encodeURIComponent(file.name)}`;
  const { mediaType: mimeType, bytes } = file;
  const isText = mimeType.startsWith("text/") && bytes.length <= MAX_TEXT_BYTES;
  const text = () => new TextDecoder().decode(bytes);
  return {
    type: "resource",
    resource: isText ? { uri, mimeType, text: text() } : { uri, mimeType, blob: base64(bytes) },
  };
}

function nextOf(reply: Reply, toolbox: Toolbox): readonly Next[] {
  const row = reply.parts.flatMap((part) => (part.type === "buttons" ? part.buttons : []));
  return row.flatMap((button) => nextStep(button, reply, toolbox) ?? []);
}

/** Undefined for what makes no sense to an agent: taking a message away, or showing to others what it has. */
function nextStep({ label, press }: Button, { isAside }: Reply, toolbox: Toolbox): Next | undefined {
  switch (press.do) {
    case "open":
      return isWebUrl(press.url) ? { label: visibleLine(label), url: press.url } : undefined;
    case "dismiss":
      return undefined;
    case "run": {
      if (press.into === "post" && isAside !== true) return undefined;
      const tool = toolbox.toolFor(press.command, press.options);
      if (tool === undefined) return undefined;
      const given = Object.entries(press.options).filter(([name, value]) => value !== undefined && name !== "private");
      return { label: visibleLine(label), tool, arguments: Object.fromEntries(given) };
    }
    default:
      return assertNever(press);
  }
}

/** `Another: call dog with {"breed":"Beagle"}`. */
function nextLine(next: Next): string {
  if ("url" in next) return withAddress(next.label, next.url);
  return `${next.label}: call ${next.tool} with ${JSON.stringify(next.arguments)}`;
}

function plain(text: RichText): string {
  return visible(text.map(plainSpan).join(""));
}

function plainSpan(span: Span): string {
  if (typeof span === "string") return span;
  return span.type === "link" && isWebUrl(span.url) ? withAddress(span.text, span.url) : span.text;
}

function withAddress(words: string, url: string | undefined): string {
  return url === undefined ? words : `${words} <${visibleLine(url)}>`;
}

function base64(bytes: FileContent["bytes"]): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}
