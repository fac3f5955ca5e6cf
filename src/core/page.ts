/** A page of one sentence, for people who come back from a platform or a provider in their browser. */
export interface Page {
  readonly title: string;
  readonly sentence: string;
  /** Where to go from here. */
  readonly link?: { readonly label: string; readonly url: string } | undefined;
}

/** Nothing of it is kept, framed or told to the next page, whose address may be a stranger's. */
export const PAGE_HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
} as const;

/** The page as HTML. Everything put in is escaped. */
export function pageToHtml({ title, sentence, link }: Page): string {
  const onward = link === undefined ? "" : `\n<p><a href="${escapeHtml(link.url)}">${escapeHtml(link.label)}</a></p>`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style>body { font: 1.1rem/1.5 system-ui; max-width: 34rem; margin: 15vh auto; padding: 0 1rem; color-scheme: light dark }</style>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(sentence)}</p>${onward}
</html>
`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}
