import type { webApi } from "@slack/bolt";
import type { Logger } from "../../core/log.ts";
import type { FileContent, Reply } from "../../core/reply.ts";
import { inTime } from "../../core/time.ts";
import { type FilePlace, type FilePlaces, filesOf, hasFiles, type PictureLinks } from "./files.ts";
import { TIMES } from "./limits.ts";
import type { Origin } from "./origin.ts";
import { type Upload, Uploader } from "./upload.ts";

export interface ReplyFilesParts {
  readonly client: webApi.WebClient;
  readonly origin: Origin;
  readonly log: Logger;
  /** Absent where Slack can't reach the bot: then everything is uploaded. */
  readonly links?: PictureLinks | undefined;
}

const NONE: FilePlaces = new Map();

/** Brings the files of one reply to Slack. Never rejects: a file that does not get through costs the reply nothing else. */
export class ReplyFiles {
  readonly #parts: ReplyFilesParts;
  readonly #uploader: Uploader;

  constructor(parts: ReplyFilesParts) {
    this.#parts = parts;
    this.#uploader = new Uploader(parts.client);
  }

  /** Whether the reply can go into an ack: nothing is to be uploaded, and Slack is known to reach what is linked. */
  fitAck(reply: Reply): boolean {
    if (!hasFiles(reply)) return true;
    const { images, parts } = filesOf(reply);
    // Nobody hears when Slack refuses an ack's message for a picture that it can't fetch
    if (parts.length > 0 || this.#parts.links?.areProven !== true) return false;
    return this.linked(reply).size === new Set(images.map(({ file }) => file)).size;
  }

  /** The pictures that need no upload. */
  linked(reply: Reply): FilePlaces {
    const { links } = this.#parts;
    if (links === undefined || !hasFiles(reply)) return NONE;
    return new Map(
      filesOf(reply).images.flatMap(({ file }): [FileContent, FilePlace][] => {
        const url = links.linkTo(file);
        return url === undefined ? [] : [[file, { in: "link", url }]];
      }),
    );
  }

  /** Pictures go into the message, files beside it. What has a place already keeps it. */
  async upload(reply: Reply, placed: FilePlaces = NONE): Promise<FilePlaces> {
    if (!hasFiles(reply)) return NONE;
    const { images, parts } = filesOf(reply);
    const unplaced = images.filter(({ file }) => !placed.has(file));
    const pictures = unplaced.map(({ file, alt }) => {
      const inMessage = async (): Promise<FilePlace> => ({
        in: "message",
        id: await this.#uploader.picture({ file, description: alt }),
      });
      return this.#placed(file, inMessage());
    });
    const files = parts.filter(({ file }) => !placed.has(file)).map((part) => this.#beside(reply, part));
    return new Map([...placed, ...(await Promise.all([...pictures, ...files]))]);
  }

  /** The same with the pictures of the message in messages of their own. */
  async moveBeside(reply: Reply, places: FilePlaces): Promise<FilePlaces> {
    const inMessage = filesOf(reply).images.filter(({ file }) => places.get(file)?.in === "message");
    const moved = inMessage.map(({ file, alt }) => this.#beside(reply, { file, description: alt }));
    return new Map([...places, ...(await Promise.all(moved))]);
  }

  /** What one person may see goes into their direct messages, never into the channel. */
  #beside({ visibility }: Reply, upload: Upload): Promise<[FileContent, FilePlace]> {
    const { channelId, thread, user } = this.#parts.origin;
    const send = async (): Promise<FilePlace> => {
      if (visibility === "channel" && channelId !== undefined) {
        await this.#uploader.share(upload, channelId, thread?.ts);
        return { in: "channel" };
      }
      await this.#uploader.give(upload, user.id);
      return { in: "direct messages" };
    };
    return this.#placed(upload.file, send());
  }

  async #placed(file: FileContent, sent: Promise<FilePlace>): Promise<[FileContent, FilePlace]> {
    const late = () => {
      throw new Error("no answer in time");
    };
    try {
      return [file, await inTime(sent, TIMES.uploadsMs, late)];
    } catch (error) {
      this.#parts.log.warn({ err: error, platform: "slack" }, "a file did not get through");
      return [file, { in: "nowhere" }];
    }
  }
}
