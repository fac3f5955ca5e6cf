import type { Block } from "slack-blocks-to-jsx";

/** A message as our Slack adapter makes it; see its `render.ts`. */
export interface Message {
  readonly text?: string;
  readonly blocks?: readonly Block[];
  readonly attachments?: readonly { readonly color?: string; readonly blocks?: readonly Block[] }[];
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
  // The library draws no marks at all where Slack only makes no links of its own
  delete changed["verbatim"];
  // and, unlike Slack, wants a blank between a mark and the end of its line
  if (rest["type"] === "mrkdwn") changed["text"] = inert(String(rest["text"]).replace(/([*_~`])\n/g, "$1 \n"));
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

/** The library takes an escaped sign for the sign itself: with an unseen one behind it, no mention or link begins there. */
function inert(text: string): string {
  return text.replaceAll("&lt;", "&lt;\u2060");
}
