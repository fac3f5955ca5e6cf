import type { webApi } from "@slack/bolt";
import { z } from "zod";
import type { ReadFile } from "../../core/command.ts";
import { UsageError } from "../../core/errors.ts";
import { fileTooLarge } from "../../core/options.ts";
import { fileNotGiven } from "../../core/plain-replies.ts";
import { code, t } from "../../core/text.ts";
import { fetchAttachedFile } from "../../net/attached-file.ts";
import { OwnHosts } from "../../net/own-hosts.ts";
import { tokenOf } from "./install-clients.ts";

/** Slack's host of files and its government twin. https://docs.slack.dev/messaging/working-with-files (2026-11-22) */
const HOSTS = ["files.slack.com", "files.slack-gov.com"];

/** https://docs.slack.dev/reference/objects/file-object (2026-11-22) */
const info = z.object({
  file: z.object({
    name: z.string().nullish(),
    mimetype: z.string().nullish(),
    size: z.number().nullish(),
    url_private_download: z.string(),
  }),
});

/** Reads a file that was put into a form, by Slack's id. Needs the scope `files:read`. */
export function attachedFileReader(client: webApi.WebClient): ReadFile {
  return async (id, maxBytes) => {
    const answer = await client.apiCall("files.info", { file: id }).catch((error: unknown) => {
      throw refused(error);
    });
    const known = info.safeParse(answer);
    if (!known.success) throw refused(known.error);
    const { name, mimetype, size, url_private_download: url } = known.data.file;
    if ((size ?? 0) > maxBytes) throw fileTooLarge(maxBytes);
    const host = { platform: "Slack", hosts: new OwnHosts(HOSTS, client.slackApiUrl) };
    const bytes = await fetchAttachedFile(url, host, maxBytes, { authorization: `Bearer ${await tokenOf(client)}` });
    return { name: name ?? "file", mediaType: mimetype ?? "application/octet-stream", bytes };
  };
}

/** Reads no file: a message that names the bot opens no form to put one into. */
export const noFileInMention: ReadFile = async () => {
  throw new UsageError(t`I take no files here. Use the slash command in a channel, and I ask for the file.`);
};

function refused(error: unknown): UsageError {
  const isScope = error instanceof Error && error.message.includes("missing_scope");
  if (!isScope) return fileNotGiven("Slack");
  return new UsageError(
    t`I may not read files here yet: my operator must give me the scope ${code("files:read")} and install me once more.`,
  );
}
