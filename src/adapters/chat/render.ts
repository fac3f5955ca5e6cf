import { styleText } from "node:util";
import type { Button, Card, FilePart, Image, Reply } from "../../core/reply.ts";
import { assertNever } from "../../core/reply.ts";
import { isWebUrl, type RichText, type Span } from "../../core/text.ts";
import { visibleLine, visibleSpans } from "../../core/visible.ts";

export interface ChatRendering {
  /** Lines for the terminal, without a line break at the end. */
  readonly text: string;
  /** The buttons that can be pressed by number, the first being 1. */
  readonly buttons: readonly Button[];
}

/** A reply as a terminal shows it: every link and picture with its address, buttons with the number that presses them. */
export function replyToChat(reply: Reply, isColoured: boolean): ChatRendering {
  const style: Style = isColoured ? (format, text) => styleText(format, text) : (_, text) => text;
  const pressable: Button[] = [];
  const lines: string[] = [];
  if (reply.visibility === "ephemeral") lines.push(style("dim", "(only you see this)"));
  for (const part of reply.parts) {
    switch (part.type) {
      case "paragraph":
        lines.push(renderText(part.text, style));
        break;
      case "card":
        if (lines.length > 0) lines.push("");
        lines.push(...renderCard(part, style));
        break;
      case "file":
        lines.push(...renderFile(part, style));
        break;
      case "buttons": {
        const labels = part.buttons.map((button) => {
          if (button.press.do === "open") return `${visibleLine(button.label)} ${address(button.press.url)}`;
          pressable.push(button);
          return `[${pressable.length}] ${visibleLine(button.label)}`;
        });
        lines.push(style("cyan", labels.join("   ")));
        break;
      }
      default:
        assertNever(part);
    }
  }
  return { text: lines.join("\n"), buttons: pressable };
}

/** Longest text file that is shown whole, in bytes. Our choice: a few screens. */
const MAX_TEXT_BYTES = 100_000;

type Style = (format: "bold" | "italic" | "dim" | "cyan", text: string) => string;

function renderCard(card: Card, style: Style): readonly string[] {
  return [
    [style("bold", visibleLine(card.title)), card.url === undefined ? "" : address(card.url)]
      .filter(Boolean)
      .join("  "),
    ...card.lines.map((line) => renderText(line, style)),
    ...card.fields.map((field) => `  ${visibleLine(field.name)}: ${renderText(field.value, style)}`),
    ...(card.thumbnail === undefined ? [] : [renderImage(card.thumbnail, style)]),
    ...card.images.map((image) => renderImage(image, style)),
    ...(card.footer === undefined ? [] : [style("dim", visibleLine(card.footer))]),
  ];
}

/** A short text is shown as it is, so that it can be piped on. */
function renderFile({ file, description }: FilePart, style: Style): readonly string[] {
  const { name, mediaType, bytes } = file;
  const head = `${style("bold", visibleLine(name))}  ${visibleLine(description)}, ${bytes.length} bytes`;
  if (!mediaType.startsWith("text/") || bytes.length > MAX_TEXT_BYTES) return [head];
  const content = new TextDecoder().decode(bytes).trimEnd();
  return [head, ...content.split(/\r?\n/).map(visibleLine)];
}

function renderImage(image: Image, style: Style): string {
  const where =
    "url" in image ? address(image.url) : `(${visibleLine(image.file.name)}, ${image.file.bytes.length} bytes)`;
  return `  ${style("italic", `Picture: ${visibleLine(image.alt)}`)}  ${where}`;
}

function renderText(text: RichText, style: Style): string {
  return visibleSpans(text)
    .map((span) => renderSpan(span, style))
    .join("");
}

function renderSpan(span: Span, style: Style): string {
  if (typeof span === "string") return span;
  const words = span.text.replace(/\s+/g, " ");
  switch (span.type) {
    case "bold":
    case "italic":
      return style(span.type, words);
    case "code":
      return style("cyan", words);
    case "moment":
      return words;
    case "link":
      return [words, address(span.url)].filter(Boolean).join(" ");
    default:
      return assertNever(span);
  }
}

function address(url: string): string {
  return isWebUrl(url) ? `<${visibleLine(url)}>` : "";
}
