import { escapeUTF8 } from "entities/escape";

/** A page of a few sentences and at most one link. Everything is plain text and escaped here. */
export interface Page {
  readonly title: string;
  readonly sentences: readonly string[];
  readonly link?: { readonly label: string; readonly href: string };
}

/** Nothing is loaded, framed or kept. The server adds what every answer has. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "cache-control": "no-store",
  "x-robots-tag": "noindex",
};

const STYLE =
  "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:34rem;margin:15vh auto;padding:0 1rem;color-scheme:light dark}";

export function renderPage({ title, sentences, link }: Page): string {
  const paragraphs = sentences.map((sentence) => `<p>${escapeUTF8(sentence)}</p>`);
  const anchor =
    link === undefined
      ? []
      : [`<p><a href="${escapeUTF8(link.href)}" rel="nofollow">${escapeUTF8(link.label)}</a></p>`];
  return [
    "<!doctype html>",
    '<html lang="en">',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width">',
    `<title>${escapeUTF8(title)}</title>`,
    `<style>${STYLE}</style>`,
    `<h1>${escapeUTF8(title)}</h1>`,
    ...paragraphs,
    ...anchor,
    "</html>",
    "",
  ].join("\n");
}
