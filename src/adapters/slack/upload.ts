import { setTimeout as delay } from "node:timers/promises";
import type { webApi } from "@slack/bolt";
import { z } from "zod";
import type { FileContent } from "../../core/reply.ts";
import { cut } from "../../core/text.ts";
import { steadyNow } from "../../core/time.ts";
import { call } from "../../net/call.ts";
import { OwnHosts } from "../../net/own-hosts.ts";
import { LIMITS, TIMES } from "./limits.ts";

/** Where Slack takes uploads, and its government twin. https://docs.slack.dev/messaging/working-with-files (2026-11-22) */
const HOSTS = ["files.slack.com", "files.slack-gov.com"];

/** Answers are a word. */
const MAX_ANSWER_BYTES = 65_536;

/** Asked for with these waits between, in milliseconds; our choice. */
const READY_CHECK_MS = 300;

const ticketSchema = z.object({ upload_url: z.string(), file_id: z.string().min(1) });
const fileSchema = z.object({ file: z.object({ mimetype: z.string().default("") }) });
const postSchema = z.object({ channel: z.string().min(1) });

/** A file as it goes up. */
export interface Upload {
  readonly file: FileContent;
  /** What a picture shows or a file holds. */
  readonly description: string;
}

/**
 * Uploads through one workspace's client. All reject when Slack does not take a file. The SDK's own helper is not used: it
 * sends the token along with the bytes, and the description under a name that the API does not know.
 */
export class Uploader {
  readonly #client: webApi.WebClient;

  constructor(client: webApi.WebClient) {
    this.#client = client;
  }

  /** Uploads a picture for an image block, and gives its id once Slack has had time to look at it. */
  async picture(upload: Upload): Promise<string> {
    const id = await this.#upload(upload);
    await this.#untilProcessed(id);
    return id;
  }

  /** Sends a file into a channel, or a thread of it, as a message of its own. Works only where the bot is a member. */
  async share(upload: Upload, channelId: string, threadTs?: string): Promise<void> {
    await this.#upload(upload, channelId, threadTs);
  }

  /** Sends a file to one person in their direct messages with the bot. */
  async give(upload: Upload, userId: string): Promise<void> {
    const text = `${upload.file.name}: ${upload.description}`;
    // Opens the conversation, too, and tells its id, without another scope
    const posted = await this.#client.chat.postMessage({ channel: userId, text: cut(text, LIMITS.messageText) });
    await this.share(upload, postSchema.parse(posted).channel);
  }

  /** https://docs.slack.dev/messaging/working-with-files#uploading_files (2026-11-22) */
  async #upload({ file, description }: Upload, channelId?: string, threadTs?: string): Promise<string> {
    const isPicture = file.mediaType.startsWith("image/");
    const ticket = await this.#client.apiCall("files.getUploadURLExternal", {
      filename: file.name,
      length: file.bytes.length,
      // On other files it makes the share fail silently: https://github.com/slackapi/python-slack-sdk/issues/1818 (2026-11-22)
      ...(isPicture ? { alt_txt: cut(description, LIMITS.fileAltText) } : {}),
    });
    const { upload_url, file_id } = ticketSchema.parse(ticket);
    await this.#post(upload_url, file);
    await this.#client.apiCall("files.completeUploadExternal", {
      files: [{ id: file_id, title: cut(isPicture ? description : file.name, LIMITS.fileTitle) }],
      ...(channelId === undefined ? {} : { channel_id: channelId }),
      ...(threadTs === undefined ? {} : { thread_ts: threadTs }),
    });
    return file_id;
  }

  async #post(url: string, { bytes, mediaType }: FileContent): Promise<void> {
    if (!new OwnHosts(HOSTS, this.#client.slackApiUrl).has(url)) {
      throw new Error("Slack named a foreign host for an upload");
    }
    const { status } = await call(url, {
      method: "POST",
      headers: { "content-type": mediaType },
      body: bytes,
      timeoutMs: TIMES.uploadTryMs,
      maxBytes: MAX_ANSWER_BYTES,
    });
    if (status !== 200) throw new Error(`the upload was answered ${status}`);
  }

  /**
   * A message that shows a file which Slack has not looked at yet is refused. Whoever may not ask for the file, for want of the
   * scope `files:read`, goes on at once and tries the message again: https://github.com/slackapi/node-slack-sdk/issues/2170 (2026-11-22)
   */
  async #untilProcessed(id: string): Promise<void> {
    const until = steadyNow() + TIMES.fileProcessingMs;
    while (steadyNow() < until) {
      const info = await this.#client.apiCall("files.info", { file: id }).catch(() => undefined);
      const known = fileSchema.safeParse(info);
      if (!known.success || known.data.file.mimetype !== "") return;
      await delay(READY_CHECK_MS);
    }
  }
}
