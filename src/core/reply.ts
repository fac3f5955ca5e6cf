import { plainText, type RichText } from "./text.ts";

/** Who sees a reply: everybody in the channel, or only the person who asked. */
export type Visibility = "channel" | "ephemeral";

/** The platform-neutral answer to one invocation. Plain data; each adapter has one pure function that renders it. */
export interface Reply {
  /** Plain text of the whole reply: notifications, screen readers, logs. Never empty. */
  readonly text: string;
  /** Top to bottom. Told apart by `type`. */
  readonly parts: readonly ReplyPart[];
  readonly visibility: Visibility;
  /** True for a reply that says why there is no answer. It is private and replaces no message. */
  readonly isAside?: boolean;
  /**
   * The options that make this very reply again, where the person's own could make another (any dog, the latest day). Sharing a
   * private reply runs the command with them.
   */
  readonly again?: OptionValues;
  /**
   * What tells this answer from the one before where `again` does not: the day of a picture, the ids of photos. Whoever waits for
   * something new gets none with the same one.
   */
  readonly identity?: string;
  /** Whether the person may show it to everybody, though the command keeps it private by itself. */
  readonly isShareable?: boolean;
  /**
   * Another reply that takes the place of this one when it is there, as long as the platform allows (15 minutes on Discord,
   * 30 in Slack): "connected" after a link was followed, a card with its chart. Nobody waits for it; undefined or a rejection
   * leaves this one standing.
   */
  readonly later?: Promise<Reply | undefined>;
  /** True where the later reply comes only when the person does something elsewhere, perhaps never: nobody is told to wait for it. */
  readonly isUpToPerson?: boolean;
  /** True for a reply that is kept, because everybody who asks the same gets it: what is made of it is worth keeping, too. */
  readonly isForAll?: boolean;
}

export type ReplyPart = Paragraph | Card | FilePart | ButtonRow;

/** A sentence or two outside any card: errors, help. */
export interface Paragraph {
  readonly type: "paragraph";
  readonly text: RichText;
}

/** One thing shown: title, a line or two, a few fields, pictures, source. */
export interface Card {
  readonly type: "card";
  /** Colour bar, 0xRRGGBB; one a command, the same everywhere. */
  readonly accent: number;
  readonly title: string;
  /** Where the thing lives; makes the title a link. */
  readonly url?: string | undefined;
  /** One paragraph each, above the fields. */
  readonly lines: readonly RichText[];
  /** At most six read well. Empty values are left out by `card()`. */
  readonly fields: readonly Field[];
  /** At most four: one large picture, or a gallery. */
  readonly images: readonly Image[];
  /** Small picture beside the text, such as a book's cover. */
  readonly thumbnail?: Image | undefined;
  /** Source and age; see `sourceLine`. */
  readonly footer?: string | undefined;
}

export interface Field {
  readonly name: string;
  readonly value: RichText;
}

/** A picture by address (https), or by its bytes, which the adapter uploads. `alt` says what it shows; never empty. */
export type Image =
  | { readonly url: string; readonly alt: string }
  | { readonly file: FileContent; readonly alt: string };

export interface FileContent {
  /** With its extension, such as `goat.jpg`. */
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** A file to keep, such as a list for a spreadsheet. Pictures go into cards. */
export interface FilePart {
  readonly type: "file";
  readonly file: FileContent;
  /** What is in it, for who cannot open it: "12 books". Never empty. */
  readonly description: string;
}

/** As many buttons as a row has. https://docs.discord.com/developers/components/reference#action-row (2026-11-22) */
export const MAX_IN_ROW = 5;

/** Buttons in one row, most wanted first, danger last. At most `MAX_IN_ROW`. */
export interface ButtonRow {
  readonly type: "buttons";
  readonly buttons: readonly Button[];
}

export interface Button {
  /** At most 75 characters (Slack's cap is the lower one). */
  readonly label: string;
  /** What it says where it stands beside the card before it, which tells what it is about: without a name. */
  readonly besideLabel?: string | undefined;
  readonly style?: "primary" | "danger" | undefined;
  readonly press: Press;
}

/** What a button does. Its whole state travels in the button, so it works after a restart and on any replica. */
export type Press = RunPress | DismissPress | OpenPress;

/** Runs a command again with other options. */
export interface RunPress {
  readonly do: "run";
  readonly command: string;
  readonly options: OptionValues;
  /**
   * `update` puts the new reply in the place of the old one; `post` sends it as a new message and removes a private preview;
   * `beside` sends it as a new message and leaves the old one.
   */
  readonly into: "update" | "post" | "beside";
}

/** Takes a private preview away. */
export interface DismissPress {
  readonly do: "dismiss";
  /** Said where nothing can be taken away, as in a terminal: "I have sent nothing." By default "Gone.". */
  readonly done?: string;
}

/** Opens a page. */
export interface OpenPress {
  readonly do: "open";
  readonly url: string;
}

/**
 * Values of options as they travel: typed where the platform types them, else as text. Dates are ISO text. An undefined one
 * is not given.
 */
export type OptionValues = Readonly<Record<string, string | number | boolean | undefined>>;

/** A paragraph part. */
export function paragraph(text: RichText): Paragraph {
  return { type: "paragraph", text };
}

/** A file part. */
export function filePart(file: FileContent, description: string): FilePart {
  return { type: "file", file, description };
}

/** A card part; empty lines, fields and missing pictures are left out, so that no one ever sees an empty field. */
export function card(parts: {
  readonly accent: number;
  readonly title: string;
  readonly url?: string | undefined;
  readonly lines?: readonly (RichText | undefined)[];
  readonly fields?: readonly (Field | undefined)[] | undefined;
  readonly images?: readonly (Image | undefined)[];
  readonly thumbnail?: Image | undefined;
  readonly footer?: string | undefined;
}): Card {
  return {
    type: "card",
    accent: parts.accent,
    title: parts.title,
    url: parts.url,
    lines: (parts.lines ?? []).filter((line) => line !== undefined).filter((line) => plainText(line).trim() !== ""),
    fields: (parts.fields ?? [])
      .filter((field) => field !== undefined)
      .filter((field) => plainText(field.value).trim() !== ""),
    images: (parts.images ?? []).filter((image) => image !== undefined),
    thumbnail: parts.thumbnail,
    footer: parts.footer,
  };
}

/** A field with a value, or nothing when the upstream did not say. */
export function field(name: string, value: string | RichText | undefined): Field | undefined {
  if (value === undefined || value.length === 0) return undefined;
  return { name, value: typeof value === "string" ? [value] : value };
}

/** A row of buttons, or nothing when none is left after the `undefined` ones are dropped. */
export function buttons(...row: readonly (Button | undefined)[]): ButtonRow | undefined {
  const kept = row.filter((button) => button !== undefined);
  return kept.length === 0 ? undefined : { type: "buttons", buttons: kept };
}

/** A reply that everybody sees. `text` is made from the parts unless given. */
export function reply(...parts: readonly (ReplyPart | undefined)[]): Reply {
  return makeReply("channel", parts);
}

/** A reply that only the person who asked sees. */
export function privateReply(...parts: readonly (ReplyPart | undefined)[]): Reply {
  return makeReply("ephemeral", parts);
}

/** A reply that only the person who asked sees, and may share with everybody. */
export function shareableReply(...parts: readonly (ReplyPart | undefined)[]): Reply {
  return { ...makeReply("ephemeral", parts), isShareable: true };
}

/** Says to the person alone why there is no answer. */
export function aside(...parts: readonly (ReplyPart | undefined)[]): Reply {
  return { ...makeReply("ephemeral", parts), isAside: true };
}

function makeReply(visibility: Visibility, parts: readonly (ReplyPart | undefined)[]): Reply {
  const kept = parts.filter((part) => part !== undefined);
  const text = kept.map(partText).filter(Boolean).join("\n");
  return { text: text === "" ? "Done." : text, parts: kept, visibility };
}

function partText(part: ReplyPart): string {
  switch (part.type) {
    case "paragraph":
      return plainText(part.text);
    case "card":
      return [
        part.title,
        ...part.lines.map(plainText),
        ...part.fields.map((field) => `${field.name}: ${plainText(field.value)}`),
        ...part.images.map((image) => `Picture: ${image.alt}`),
        part.footer ?? "",
      ]
        .filter(Boolean)
        .join("\n");
    case "file":
      return `${part.file.name}: ${part.description}`;
    case "buttons":
      return "";
    default:
      return assertNever(part);
  }
}

/** Proves that a `switch` is complete: a new kind of value fails to compile here. */
export function assertNever(value: never): never {
  throw new TypeError(`unhandled case: ${JSON.stringify(value)}`);
}
