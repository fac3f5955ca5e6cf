import { type Cap, largest, longest } from "../../core/cap.ts";
import { allComponents } from "./components.ts";
import { usedBy } from "./containers.ts";
import type { Embed } from "./embeds.ts";
import type { UploadedFile } from "./files.ts";
import { COMPONENT_LIMITS, MESSAGE_LIMITS } from "./limits.ts";
import type { DiscordMessage } from "./render.ts";

/** Every limit that Discord sets to a message, and how near this one comes. */
export function discordCaps(message: DiscordMessage, files: readonly UploadedFile[]): readonly Cap[] {
  const shown = message.embeds === null ? componentCaps(message) : embedCaps(message, message.embeds);
  return [...shown, ...fileCaps(message, files), ...buttonCaps(message)];
}

const messageCap = (name: string, used: number, limit: keyof typeof MESSAGE_LIMITS): Cap => ({
  name,
  used,
  of: MESSAGE_LIMITS[limit],
});

function componentCaps({ components }: DiscordMessage): readonly Cap[] {
  const used = usedBy(components);
  const all = allComponents(components);
  const galleries = all.flatMap((each) => (each.type === 12 ? [each.items] : []));
  const pictures = [...galleries.flat(), ...all.flatMap((each) => (each.type === 11 ? [each] : []))];
  const cap = (name: string, used: number, limit: keyof typeof COMPONENT_LIMITS): Cap => ({
    name,
    used,
    of: COMPONENT_LIMITS[limit],
  });
  return [
    cap("components, with those inside others", used.components, "components"),
    cap("characters of all texts together", used.text, "text"),
    cap("bytes of all texts together", used.textBytes, "textBytes"),
    cap("pictures of one gallery", largest(galleries), "galleryItems"),
    cap("characters of the longest address", longest(pictures.map(({ media }) => media.url)), "mediaUrl"),
    cap(
      "characters of the longest alt text",
      longest(pictures.map(({ description }) => description)),
      "mediaDescription",
    ),
  ];
}

function embedCaps({ content }: DiscordMessage, embeds: readonly Embed[]): readonly Cap[] {
  const cap = messageCap;
  const fields = embeds.flatMap((embed) => embed.fields ?? []);
  const images = embeds.flatMap(({ image, thumbnail }) => [image, thumbnail]).filter((image) => image !== undefined);
  const allText = embeds.reduce(
    (sum, { title = "", description = "", footer }) =>
      sum + title.length + description.length + (footer?.text.length ?? 0),
    fields.reduce((sum, { name, value }) => sum + name.length + value.length, 0),
  );
  return [
    cap("characters of the message’s own text", content?.length ?? 0, "content"),
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
  ];
}

function fileCaps({ attachments }: DiscordMessage, files: readonly UploadedFile[]): readonly Cap[] {
  const cap = messageCap;
  return [
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
  ];
}

function buttonCaps({ embeds, components }: DiscordMessage): readonly Cap[] {
  const cap = messageCap;
  const all = allComponents(components);
  const rows = all.flatMap((each) => (each.type === 1 ? [each.components] : []));
  const buttons = all.filter((each) => each.type === 2);
  return [
    // Among other components there may be any number of rows
    ...(embeds === null ? [] : [cap("rows of buttons", rows.length, "rows")]),
    cap("buttons in one row", largest(rows), "rowButtons"),
    cap("characters of the longest label", longest(buttons.map(({ label }) => label)), "buttonLabel"),
    cap(
      "characters of the longest button state",
      longest(buttons.map((button) => ("custom_id" in button ? button.custom_id : ""))),
      "customId",
    ),
  ];
}
