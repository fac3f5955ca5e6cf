import { type Cap, largest, longest } from "../../core/cap.ts";
import type { UploadedFile } from "./files.ts";
import { MESSAGE_LIMITS } from "./limits.ts";
import type { DiscordMessage } from "./render.ts";

/** Every limit that Discord sets to a message, and how near this one comes. */
export function discordCaps(
  { content, embeds, components, attachments }: DiscordMessage,
  files: readonly UploadedFile[],
): readonly Cap[] {
  const fields = embeds.flatMap((embed) => embed.fields ?? []);
  const images = embeds.flatMap(({ image, thumbnail }) => [image, thumbnail]).filter((image) => image !== undefined);
  const buttons = components.flatMap((row) => row.components);
  const allText = embeds.reduce(
    (sum, { title = "", description = "", footer }) =>
      sum + title.length + description.length + (footer?.text.length ?? 0),
    fields.reduce((sum, { name, value }) => sum + name.length + value.length, 0),
  );
  const cap = (name: string, used: number, limit: keyof typeof MESSAGE_LIMITS): Cap => ({
    name,
    used,
    of: MESSAGE_LIMITS[limit],
  });
  return [
    cap("characters of the message’s own text", content.length, "content"),
    cap("embeds", embeds.length, "embeds"),
    cap("characters of all embeds together", allText, "embedsTotal"),
    cap("characters of the longest title", longest(embeds.map(({ title }) => title)), "embedTitle"),
    cap(
      "characters of the longest description",
      longest(embeds.map(({ description }) => description)),
      "embedDescription",
    ),
    cap("fields of one embed", largest(embeds.map((embed) => embed.fields)), "embedFields"),
    cap("characters of the longest field name", longest(fields.map(({ name }) => name)), "embedFieldName"),
    cap("characters of the longest field", longest(fields.map(({ value }) => value)), "embedFieldValue"),
    cap("characters of the longest footer", longest(embeds.map(({ footer }) => footer?.text)), "embedFooter"),
    cap(
      "characters of the longest address",
      longest([...embeds.map(({ url }) => url), ...images.map(({ url }) => url)]),
      "imageUrl",
    ),
    cap(
      "characters of the longest alt text",
      longest(images.map(({ description }) => description)),
      "imageDescription",
    ),
    cap("files", attachments.length, "attachments"),
    cap(
      "bytes of the largest file",
      files.reduce((most, { bytes }) => Math.max(most, bytes.byteLength), 0),
      "fileBytes",
    ),
    cap(
      "characters of the longest file description",
      longest(attachments.map(({ description }) => description)),
      "attachmentDescription",
    ),
    cap("rows of buttons", components.length, "rows"),
    cap("buttons in one row", largest(components.map((row) => row.components)), "rowButtons"),
    cap("characters of the longest label", longest(buttons.map(({ label }) => label)), "buttonLabel"),
    cap(
      "characters of the longest button state",
      longest(buttons.map((button) => ("custom_id" in button ? button.custom_id : ""))),
      "customId",
    ),
  ];
}
