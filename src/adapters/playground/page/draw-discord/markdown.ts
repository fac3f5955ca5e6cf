import { parse } from "discord-markdown-parser";
import { html, type TemplateResult } from "lit";

/** Discord's markdown as its client shows it. Text stays text: only this file's own elements come out. */
export function markdown(source: string): unknown {
  return nodes(parse(source, "extended"));
}

/** The words alone, for places where the components take text and Discord's client takes markdown. */
export function withoutMarks(source: string): string {
  return words(parse(source, "extended"));
}

function words(content: unknown): string {
  if (typeof content === "string") return content;
  if (Array.isArray(content)) return content.map((node: Node) => textOf(node)).join("");
  return "";
}

function textOf({ type, content, name = "" }: Node): string {
  if (type === "twemoji") return name;
  if (type === "everyone" || type === "here") return `@${type}`;
  return type === "br" ? "\n" : words(content);
}

function nodes(content: unknown): unknown {
  if (typeof content === "string") return content;
  return Array.isArray(content) ? content.map((node) => element(node)) : "";
}

interface Node {
  readonly type: string;
  readonly content?: unknown;
  readonly target?: string;
  readonly level?: number;
  readonly timestamp?: string;
  readonly format?: string;
  /** An emoji's own sign. */
  readonly name?: string;
}

function element(node: Node): unknown {
  const inner = () => nodes(node.content);
  switch (node.type) {
    case "strong":
      return html`<strong>${inner()}</strong>`;
    case "em":
      return html`<em>${inner()}</em>`;
    case "underline":
      return html`<u>${inner()}</u>`;
    case "strikethrough":
      return html`<s>${inner()}</s>`;
    case "spoiler":
      return html`<discord-spoiler>${inner()}</discord-spoiler>`;
    case "blockQuote":
      return html`<discord-quote>${inner()}</discord-quote>`;
    case "inlineCode":
      return html`<code>${inner()}</code>`;
    case "codeBlock":
      return html`<pre class="discord-code-block"><code>${inner()}</code></pre>`;
    case "heading":
      return html`<strong>${inner()}</strong>`;
    case "subtext":
      return html`<discord-subscript>${inner()}</discord-subscript>`;
    case "br":
      return html`<br />`;
    case "link":
    case "url":
    case "autolink":
      return link(node.target ?? "", inner());
    case "everyone":
    case "here":
      return `@${node.type}`;
    case "twemoji":
      return node.name ?? "";
    case "timestamp":
      return momentOf(node);
    default:
      return inner();
  }
}

/** By the clock of whoever looks, with its zone. */
function momentOf({ timestamp, format }: Node): string {
  const day = format === "t" ? {} : ({ day: "numeric", month: "long", year: "numeric" } as const);
  const form = { ...day, hour: "2-digit", minute: "2-digit", timeZoneName: "short" } as const;
  return new Date(Number(timestamp) * 1000).toLocaleString("en-GB", form);
}

function link(target: string, inner: unknown): TemplateResult | unknown {
  if (!/^https?:\/\//i.test(target)) return inner;
  return html`<a class="discord-link" href=${target} target="_blank" rel="noopener noreferrer">${inner}</a>`;
}
