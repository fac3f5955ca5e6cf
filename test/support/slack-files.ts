import type { IncomingMessage } from "node:http";
import type { Answer } from "./slack-api.ts";
import { blocksOf, type SlackPayload } from "./slack-rules.ts";

/** A file in the simulated workspace. */
export interface SlackFile {
  readonly id: string;
  readonly name: string;
  readonly altText: string | undefined;
  /** As announced, in bytes. */
  readonly length: number;
  bytes?: Buffer;
  /** Since when it is complete, in milliseconds since the epoch. */
  completeAt?: number;
  /** Where it was shared; nowhere: only the bot has it. */
  channel?: string;
}

const UPLOAD_PATH = "/upload/v1/";
const DOWNLOAD_PATH = "/files-pri/";

/** Uploads of one simulated workspace. https://docs.slack.dev/messaging/working-with-files */
export class SlackFiles {
  readonly all: SlackFile[] = [];
  /** Rules that the bot broke. */
  readonly problems: string[] = [];
  /** How long Slack looks at a file before it can be shown, in milliseconds. */
  processingMs = 0;

  ticket(args: Readonly<Record<string, string>>, origin: string): Answer {
    const { filename = "", length = "", alt_txt } = args;
    if (filename === "" || !/^[1-9]\d*$/.test(length)) return failed("invalid_arguments");
    if (alt_txt !== undefined && !/\.(jpe?g|png|gif)$/.test(filename)) this.problems.push("alt_txt of no picture");
    const id = `F${String(this.all.length + 1).padStart(8, "0")}`;
    this.all.push({ id, name: filename, altText: alt_txt, length: Number(length) });
    return { body: { ok: true, upload_url: `${origin}${UPLOAD_PATH}${id}`, file_id: id } };
  }

  isUpload(path: string): boolean {
    return path.startsWith(UPLOAD_PATH);
  }

  receive(path: string, request: IncomingMessage, bytes: Buffer): Answer {
    const file = this.#find(path.slice(UPLOAD_PATH.length));
    if (file === undefined) return { status: 404, body: "" };
    if (request.headers.authorization !== undefined) this.problems.push("the token went along with the bytes");
    if (bytes.length !== file.length) return { status: 400, body: "" };
    file.bytes = bytes;
    return { body: `OK - ${bytes.length}` };
  }

  /** Gives the file to share, if any. */
  complete(args: Readonly<Record<string, string>>, isMember: (channel: string) => boolean): Answer {
    const wanted = JSON.parse(args["files"] ?? "[]") as readonly { id: string }[];
    const channel = args["channel_id"];
    if (channel !== undefined && !isMember(channel)) return failed("not_in_channel");
    for (const { id } of wanted) {
      const file = this.#find(id);
      if (file?.bytes === undefined || file.completeAt !== undefined) return failed("file_not_found");
      file.completeAt = Date.now();
      if (channel !== undefined) file.channel = channel;
    }
    return { body: { ok: true, files: wanted.map(({ id }) => ({ id, mimetype: "" })) } };
  }

  info(args: Readonly<Record<string, string>>, origin: string): Answer {
    const file = this.#find(args["file"] ?? "");
    if (file === undefined) return failed("file_not_found");
    const mimetype = this.#isProcessed(file) ? "image/jpeg" : "";
    const url_private_download = `${origin}${DOWNLOAD_PATH}${file.id}/${file.name}`;
    return {
      body: { ok: true, file: { id: file.id, name: file.name, mimetype, size: file.length, url_private_download } },
    };
  }

  /** Somebody puts a file into a form; gives its id. */
  keeps(name: string, bytes: Buffer): string {
    const id = `F${String(this.all.length + 1).padStart(8, "0")}`;
    this.all.push({ id, name, altText: undefined, length: bytes.length, bytes, completeAt: Date.now() });
    return id;
  }

  isDownload(path: string): boolean {
    return path.startsWith(DOWNLOAD_PATH);
  }

  /** Whoever has no good token is sent to a page to sign in. */
  download(path: string, isKnown: boolean): Answer {
    if (!isKnown) return { status: 302, headers: { location: "/signin" } };
    const [id = ""] = path.slice(DOWNLOAD_PATH.length).split("/");
    const bytes = this.#find(id)?.bytes;
    return bytes === undefined ? { status: 404, body: "" } : { body: bytes };
  }

  /** Why Slack refuses the files that a message shows. */
  refusal(payload: SlackPayload): string | undefined {
    const shown = blocksOf(payload).flatMap((block) => [block.slack_file?.id, block.accessory?.slack_file?.id]);
    const isRefused = shown.some((id) => {
      if (id === undefined) return false;
      const file = this.#find(id);
      return file === undefined || !this.#isProcessed(file);
    });
    return isRefused ? "invalid slack file" : undefined;
  }

  #isProcessed({ completeAt }: SlackFile): boolean {
    return completeAt !== undefined && Date.now() >= completeAt + this.processingMs;
  }

  #find(id: string): SlackFile | undefined {
    return this.all.find((file) => file.id === id);
  }
}

function failed(error: string): Answer {
  return { body: { ok: false, error } };
}
