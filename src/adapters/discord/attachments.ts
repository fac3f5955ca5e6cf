import type { ReadFile } from "../../core/command.ts";
import { fileTooLarge } from "../../core/options.ts";
import { noFileCame } from "../../core/plain-replies.ts";
import { type FileHost, fetchAttachedFile } from "../../net/attached-file.ts";
import { OwnHosts } from "../../net/own-hosts.ts";

/** A file that came with a command, by Discord's id. https://docs.discord.com/developers/resources/message#attachment-object (2026-11-22) */
export interface Attachment {
  readonly filename: string;
  /** In bytes. */
  readonly size: number;
  readonly url: string;
  readonly contentType: string | undefined;
}

/** Where Discord keeps them. https://docs.discord.com/developers/reference#cdn-formatting (2026-11-22) */
const HOSTS = ["cdn.discordapp.com", "media.discordapp.net"];

/** Reads the files of one interaction. `apiUrl` is the REST root. */
export function attachmentReader(attachments: ReadonlyMap<string, Attachment>, apiUrl: string): ReadFile {
  const from: FileHost = { platform: "Discord", hosts: new OwnHosts(HOSTS, apiUrl) };
  return async (id, maxBytes) => {
    const attachment = attachments.get(id);
    if (attachment === undefined) throw noFileCame();
    const { filename, size, url, contentType } = attachment;
    if (size > maxBytes) throw fileTooLarge(maxBytes);
    const bytes = await fetchAttachedFile(url, from, maxBytes);
    return { name: filename, mediaType: contentType ?? "application/octet-stream", bytes };
  };
}
