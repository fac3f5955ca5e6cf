import type { FileContent, FilePart, Image } from "../../core/reply.ts";
import { bold, cut, isWebUrl, type RichText, t } from "../../core/text.ts";
import { visibleLine } from "../../core/visible.ts";
import { MESSAGE_LIMITS } from "./limits.ts";

/** A file that goes up with a message. */
export interface UploadedFile {
  /** Safe in a header and in `attachment://`, unique in the message. */
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  readonly alt: string;
}

/** A picture inside an embed or a gallery. */
export interface EmbedImage {
  readonly url: string;
  readonly description: string;
}

/** Largest request, all files together, less room for the words: 25 MiB. https://docs.discord.com/developers/reference#uploading-files (2026-11-22) */
const MAX_REQUEST_BYTES = 25 * 1_048_576 - 262_144;

/** Collects the uploads of one message and gives pictures their addresses. */
export class Files {
  readonly list: UploadedFile[] = [];
  readonly #maxFileBytes: number;
  #totalBytes = 0;

  constructor(maxFileBytes: number) {
    this.#maxFileBytes = maxFileBytes;
  }

  /** The picture for an embed, or undefined when Discord could not show it: no web address, or too large. */
  image(image: Image): EmbedImage | undefined {
    const description = cut(image.alt, MESSAGE_LIMITS.imageDescription);
    if ("file" in image) {
      const name = this.#add(image.file, image.alt, true);
      return name === undefined ? undefined : { url: `attachment://${name}`, description };
    }
    if (!isWebUrl(image.url) || image.url.length > MESSAGE_LIMITS.imageUrl) return undefined;
    return { url: image.url, description };
  }

  /** A file of its own below the message, by its address there; undefined where Discord does not take it. */
  attach(file: FileContent, description: string): string | undefined {
    const name = this.#add(file, description, false);
    return name === undefined ? undefined : `attachment://${name}`;
  }

  /** A picture's name is never seen; a file is kept under its own. */
  #add({ name, mediaType, bytes }: FileContent, alt: string, isPicture: boolean): string | undefined {
    const size = bytes.byteLength;
    const isTooMuch = size > this.#maxFileBytes || this.#totalBytes + size > MAX_REQUEST_BYTES;
    if (size === 0 || isTooMuch || this.list.length >= MESSAGE_LIMITS.attachments) return undefined;
    this.#totalBytes += size;
    const plainName = name.replace(/[^\w.-]+/g, "-").slice(-60);
    const isTaken = this.list.some((file) => file.name === plainName);
    const safeName = isPicture || isTaken ? `${this.list.length}-${plainName}` : plainName;
    this.list.push({ name: safeName, mediaType, bytes, alt });
    return safeName;
  }
}

/** Said in the place of a file that Discord does not take. */
export function tooLarge({ file, description }: FilePart): RichText {
  return t`${bold(visibleLine(file.name))} is too large for Discord: ${description}.`;
}
