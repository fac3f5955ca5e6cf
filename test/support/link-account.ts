import type { AddressInfo } from "node:net";
import type { FastifyInstance } from "fastify";
import { onTestFinished } from "vitest";
import { registerLinkAccount } from "../../src/http/link-account.ts";
import { createHttpServer } from "../../src/http/server.ts";
import { Browser } from "./browser.ts";
import type { Conversation, Person } from "./conversation.ts";

/** How the world reaches the bot's web server in a conversation. */
export const PUBLIC_URL = "https://magpie.example";

/** The bot's web server on a loopback port, with the pages that link accounts. Closed when the test ends. */
export async function openPages(talk: Conversation): Promise<{ readonly address: string }> {
  const http: FastifyInstance = createHttpServer({ adapters: () => [], isDraining: () => false });
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  registerLinkAccount(http, { publicUrl: PUBLIC_URL, linking: () => talk.bot.linking(), log });
  await http.listen({ port: 0, host: "127.0.0.1" });
  onTestFinished(async () => {
    await http.close();
  });
  const { port } = http.server.address() as AddressInfo;
  return { address: `http://127.0.0.1:${port}` };
}

/** A page as a person sees it. */
export interface SeenPage {
  readonly status: number;
  readonly headers: Headers;
  readonly html: string;
  /** Without markup. */
  readonly text: string;
}

/** A browser that knows the bot's public name, follows redirects and remembers where they led. */
export class Visitor extends Browser {
  readonly visited: string[] = [];

  constructor(pages: { readonly address: string }) {
    super({ [PUBLIC_URL]: pages.address });
  }

  /** Opens an address and follows up to `redirects` redirects; the page where it ends. */
  async open(url: string, { redirects = 5 } = {}): Promise<SeenPage> {
    this.visited.push(url);
    const { location, ...page } = await this.opens(url);
    if (location !== "" && redirects > 0) return this.open(location, { redirects: redirects - 1 });
    return { ...page, html: page.text, text: textOf(page.text) };
  }

  /** Follows the page's link. */
  async goesOn(page: SeenPage, options: { readonly redirects?: number } = {}): Promise<SeenPage> {
    return this.open(linkOf(page), options);
  }
}

/** Where the page's one link leads. */
export function linkOf(page: SeenPage): string {
  const [, href] = /<a href="([^"]+)"/.exec(page.html) ?? [];
  if (href === undefined) throw new Error(`no link on the page: ${page.text}`);
  return new URL(href.replaceAll("&amp;", "&"), PUBLIC_URL).href;
}

/** The private link in the last reply that somebody sees. */
export function privateLink(person: Person): string {
  for (const part of person.reply().parts) {
    if (part.type !== "buttons") continue;
    for (const { press } of part.buttons) if (press.do === "open") return press.url;
  }
  throw new Error(`no link for ${person.name}, but: ${person.sees()}`);
}

/** Somebody asks for a link, opens it, agrees, and sees that it is done. */
export async function connects(person: Person, browser: Visitor, line = "/github connect"): Promise<SeenPage> {
  await person.types(line);
  return browser.goesOn(await browser.open(privateLink(person)));
}

function textOf(html: string): string {
  return html
    .replace(/<style>.*?<\/style>|<title>.*?<\/title>/gs, "")
    .replace(/<[^>]*>/g, "")
    .replace(/\s*\n\s*/g, "\n")
    .trim();
}
