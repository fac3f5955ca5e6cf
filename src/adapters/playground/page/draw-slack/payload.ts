import type { Block } from "slack-blocks-to-jsx";

/** A message as our Slack adapter makes it; see its `render.ts`. */
export interface Message {
  readonly text?: string;
  readonly blocks?: readonly Block[];
  readonly attachments?: readonly { readonly color?: string; readonly blocks?: readonly Block[] }[];
}

/** Pictures side by side, as our adapter makes them. */
export interface CarouselBlock {
  readonly elements: readonly {
    readonly hero_image: { readonly image_url: string; readonly alt_text: string };
    readonly title?: { readonly text: string };
  }[];
}

/** mrkdwn that formats nothing, as it is read. */
export function plainOf(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

/** What a button does. */
export interface Pressable {
  readonly url?: string;
  readonly value?: string;
}

/** All buttons of some blocks, in the order in which they are drawn. */
export function buttonsOf(blocks: unknown): readonly Pressable[] {
  if (Array.isArray(blocks)) return blocks.flatMap(buttonsOf);
  if (typeof blocks !== "object" || blocks === null) return [];
  const { type, elements, accessory } = blocks as Readonly<Record<string, unknown>>;
  if (type === "button") return [blocks as Pressable];
  return [...buttonsOf(accessory), ...buttonsOf(elements)];
}

/** The same blocks, so that the library can draw them: files by their address, pictures that can't be had by their stand-in. */
export function drawable<Value>(value: Value, picture: (url: string, alt: string) => string): Value {
  if (Array.isArray(value)) return value.map((each) => drawable(each, picture)) as Value;
  if (typeof value !== "object" || value === null) return value;
  const { slack_file: file, ...rest } = value as Readonly<Record<string, unknown>>;
  const changed = Object.fromEntries(Object.entries(rest).map(([key, each]) => [key, drawable(each, picture)]));
  const url = rest["image_url"] ?? (file as { id?: string } | undefined)?.id;
  if (typeof url === "string") changed["image_url"] = picture(url, String(rest["alt_text"] ?? ""));
  const { type, text } = rest;
  if (type === "mrkdwn" && typeof text === "string") changed["text"] = markable(text);
  if (type === "plain_text" && typeof text === "string")
    changed["text"] = text.replace(/([<@])(?=[!#@\w])/g, `$1${UNSEEN}`);
  // The library then draws no marks at all, where Slack only makes no links of its own
  delete changed["verbatim"];
  return changed as Value;
}

/** The ids of all uploaded files that the blocks show. */
export function fileIds(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(fileIds);
  if (typeof value !== "object" || value === null) return [];
  const { slack_file: file, ...rest } = value as Readonly<Record<string, unknown>>;
  const id = (file as { id?: string } | undefined)?.id;
  return [...(id === undefined ? [] : [id]), ...Object.values(rest).flatMap(fileIds)];
}

/** Word joiner: has no width and no meaning. */
const UNSEEN = "\u2060";

/**
 * The library finds mentions and links in escaped signs, in brackets and in a plain `@here`, too, but not in numbers of signs,
 * nor in code behind a sign that is not seen; and it wants a blank between a mark and the end of its line.
 */
function markable(text: string): string {
  const pieces = text.split(/(`[^`\n]+`)/).map((piece, index) => (index % 2 === 1 ? inCode(piece) : inText(piece)));
  return pieces.join("").replace(/([*_~`])\n/g, "$1 \n");
}

function inText(piece: string): string {
  return piece
    .replaceAll("&lt;", "&#60;")
    .replaceAll("&gt;", "&#62;")
    .replace(/[[\]]|@(?=channel|everyone|here)/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function inCode(piece: string): string {
  return piece.replace(/&lt;|@(?=channel|everyone|here)/g, (sign) => `${sign}${UNSEEN}`);
}
