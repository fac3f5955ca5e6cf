import { randomUUID } from "node:crypto";
import type { User } from "../../core/command.ts";
import { type ButtonStore, encodeButtons } from "../../core/press.ts";
import type { FileContent, Reply } from "../../core/reply.ts";
import { visible } from "../../core/visible.ts";
import type { KeptFiles } from "../../http/kept-files.ts";
import { discordCaps } from "../discord/caps.ts";
import { MESSAGE_LIMITS } from "../discord/limits.ts";
import { replyToDiscord } from "../discord/render.ts";
import { CALLBACK, EPHEMERAL } from "../discord/send.ts";
import { slackCaps } from "../slack/caps.ts";
import { type FilePlace, filesOf } from "../slack/files.ts";
import { LIMITS } from "../slack/limits.ts";
import { withCommandPrefix } from "../slack/prefix.ts";
import { replyToSlack } from "../slack/render.ts";
import type { DrawnFile, DrawnMessage, DrawnPayload, JsonObject, MessageEvent } from "./protocol.ts";
import type { Stages } from "./stages.ts";

export interface DrawParts {
  readonly buttonStore: ButtonStore;
  readonly files: KeptFiles;
  readonly slackCommandPrefix: string;
  /** Who asked: only this person may press the buttons of a private reply. */
  readonly user: User;
  readonly stages: Stages;
}

/** A reply as both platforms would get it, by the adapters' own renderers, in the place that it takes there. */
export async function drawMessage(reply: Reply, place: MessageEvent["place"], parts: DrawParts): Promise<DrawnMessage> {
  const { stages } = parts;
  const discord = await stages.rendering("Discord", () => forDiscord(reply, place, parts));
  const slack = await stages.rendering("Slack", () => forSlack(reply, place, parts));
  return {
    isPrivate: reply.visibility === "ephemeral",
    text: visible(reply.text),
    discord,
    slack,
    stages: stages.stages,
    answers: stages.answers,
  };
}

async function forDiscord(reply: Reply, place: MessageEvent["place"], parts: DrawParts): Promise<DrawnPayload> {
  const states = await encodeButtons(reply, MESSAGE_LIMITS.customId, parts.buttonStore, parts.user);
  const { message, files } = replyToDiscord(reply, states);
  const flags = reply.visibility === "ephemeral" ? { flags: (message.flags ?? 0) | EPHEMERAL } : {};
  const payload =
    place === "update"
      ? { type: CALLBACK.update, data: message }
      : { type: CALLBACK.message, data: { ...message, ...flags } };
  return {
    payload: asJson(payload),
    files: files.map((file) => drawnFile(`attachment://${file.name}`, file, file.alt, parts)),
    caps: discordCaps(message, files),
  };
}

async function forSlack(reply: Reply, place: MessageEvent["place"], parts: DrawParts): Promise<DrawnPayload> {
  const states = await encodeButtons(reply, LIMITS.buttonState, parts.buttonStore, parts.user);
  const { images, parts: fileParts } = filesOf(reply);
  const isPublic = reply.visibility === "channel";
  const beside = { in: isPublic ? "channel" : "direct messages" } as const;
  const places = new Map<FileContent, FilePlace>([
    ...images.map(({ file }, index): [FileContent, FilePlace] => [file, { in: "message", id: slackId(index) }]),
    ...fileParts.map(({ file }): [FileContent, FilePlace] => [file, beside]),
  ]);
  const shown = withCommandPrefix(reply, parts.slackCommandPrefix);
  const message = replyToSlack(shown, states, { places, hasNewest: true });
  const payload = {
    ...message,
    response_type: isPublic ? "in_channel" : "ephemeral",
    ...(place === "update" ? { replace_original: true } : {}),
  };
  return {
    payload: asJson(payload),
    files: [
      ...images.map(({ file, alt }, index) => drawnFile(slackId(index), file, alt, parts)),
      ...fileParts.map(({ file, description }) => drawnFile("", file, description, parts)),
    ],
    caps: slackCaps(message),
  };
}

/** Made up; Slack gives each upload one. */
function slackId(index: number): string {
  return `F0PLAYGROUND${index}`;
}

function drawnFile(key: string, file: FileContent, description: string, { files }: DrawParts): DrawnFile {
  const { name, mediaType, bytes } = file;
  const id = randomUUID();
  files.keep(id, file);
  return { key, name, mediaType, bytes: bytes.byteLength, description, url: `/playground/files/${id}` };
}

/** What goes over the wire: without what is undefined. */
function asJson(payload: object): JsonObject {
  return JSON.parse(JSON.stringify(payload));
}
