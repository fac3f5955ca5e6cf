import type { FileContent, FilePart, Image, Reply } from "../../core/reply.ts";
import { bold, cut, isWebUrl, type RichText, t } from "../../core/text.ts";
import { visible, visibleLine } from "../../core/visible.ts";
import { LIMITS } from "./limits.ts";

/**
 * Where a file of a reply is to be seen: inside the message under its id or from where Slack fetches it, beside it, or nowhere
 * because Slack did not take it.
 */
export type FilePlace =
  | { readonly in: "message"; readonly id: string }
  | { readonly in: "link"; readonly url: string }
  | { readonly in: "channel" | "direct messages" | "nowhere" };

/** A file that is not named has not been sent yet. */
export type FilePlaces = ReadonlyMap<FileContent, FilePlace>;

/** Links that Slack can fetch pictures from, where the bot has an address in the world. */
export interface PictureLinks {
  /** Undefined for what is no picture. */
  linkTo(file: FileContent): string | undefined;
  /** Whether one was ever followed. */
  readonly areProven: boolean;
}

/** `linked` puts links in the place of pictures, for when Slack could not fetch one. */
export type Pictures = "shown" | "linked";

/** How a message shows what is not text. */
export interface Media {
  readonly pictures: Pictures;
  readonly places: FilePlaces;
  /** Whether blocks may be used that not every workspace has yet. */
  readonly hasNewest?: boolean | undefined;
}

type FileImage = Extract<Image, { readonly file: FileContent }>;

/** All that a reply brings as bytes: pictures of its cards, and files. */
export function filesOf(reply: Reply): { readonly images: readonly FileImage[]; readonly parts: readonly FilePart[] } {
  const images = reply.parts.flatMap((part) =>
    part.type === "card" ? [...part.images, ...(part.thumbnail === undefined ? [] : [part.thumbnail])] : [],
  );
  return {
    images: images.filter((image) => "file" in image),
    parts: reply.parts.filter((part) => part.type === "file"),
  };
}

/** Whether something must be uploaded before the reply can be shown. */
export function hasFiles(reply: Reply): boolean {
  const { images, parts } = filesOf(reply);
  return images.length + parts.length > 0;
}

/**
 * What an image block or element shows; undefined for what goes into words. Slack fetches https only, and refuses the whole
 * message for a WebP: https://github.com/slackapi/node-slack-sdk/issues/1693 (2026-11-22)
 */
export function imageSource(image: Image, { pictures, places }: Media) {
  if ("file" in image) {
    const place = places.get(image.file);
    if (place?.in === "link") return { image_url: place.url };
    return place?.in === "message" ? { slack_file: { id: place.id } } : undefined;
  }
  if (pictures === "linked") return undefined;
  const isShowable = /^https:/i.test(image.url) && isWebUrl(image.url) && image.url.length <= LIMITS.url;
  return isShowable && !/\.webp($|[?#])/i.test(image.url) ? { image_url: image.url } : undefined;
}

export function altText(image: Image): string {
  return cut(image.alt.trim() || "Picture", LIMITS.altText);
}

/** Said after a picture that is not in the message. */
export function whereabouts(image: Image, { places }: Media): string {
  return "file" in image ? placeInWords(places.get(image.file)) : "";
}

/** What a file is and where it is, and its text where it is nowhere and short. */
export function fileInWords({ file, description }: FilePart, { places }: Media): RichText {
  const place = places.get(file);
  const head = t`${bold(visibleLine(file.name))}: ${description}${placeInWords(place)}`;
  const isAway = place !== undefined && place.in !== "nowhere";
  if (isAway || !file.mediaType.startsWith("text/") || file.bytes.length > LIMITS.fileText) return head;
  return t`${head}\n${visible(new TextDecoder().decode(file.bytes)).trim()}`;
}

function placeInWords(place: FilePlace | undefined): string {
  switch (place?.in) {
    case "channel":
      return ", in a message of its own";
    case "direct messages":
      return ", in our direct messages";
    case "nowhere":
      return ". Slack did not take the file.";
    default:
      return "";
  }
}
