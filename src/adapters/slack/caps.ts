import type { types } from "@slack/bolt";
import { type Cap, largest, longest } from "../../core/cap.ts";
import { LIMITS } from "./limits.ts";
import { type SlackMessage, sizeOf } from "./render.ts";

/** Every limit that Slack sets to a message, and how near this one comes. */
export function slackCaps(message: SlackMessage): readonly Cap[] {
  const blocks = [...(message.blocks ?? []), ...message.attachments.flatMap((bar) => bar.blocks)];
  const sections = blocks.filter((block) => block.type === "section");
  const elements = blocks.flatMap((block) => (block.type === "context" ? block.elements : []));
  const rows = blocks.flatMap((block) => (block.type === "actions" ? [block.elements] : []));
  const buttons = rows.flat().filter((element) => element.type === "button");
  const images = imagesOf(blocks);
  const carousels = blocks.flatMap((block) => (block.type === "carousel" ? [block.elements] : []));
  const titles = carousels.flat().map(({ title }) => title?.text);
  const fallbacks = message.attachments.map(({ fallback }) => fallback);
  const cap = (name: string, used: number, limit: keyof typeof LIMITS): Cap => ({ name, used, of: LIMITS[limit] });
  return [
    cap("blocks", blocks.length, "blocks"),
    cap("characters of JSON of all blocks", sizeOf(message), "allBlocks"),
    cap("characters of the text for notifications", message.text?.length ?? longest(fallbacks), "messageText"),
    cap("characters of the longest section", longest(sections.map(({ text }) => text?.text)), "sectionText"),
    cap("fields of one section", largest(sections.map(({ fields }) => fields)), "sectionFields"),
    cap(
      "characters of the longest field",
      longest(sections.flatMap(({ fields = [] }) => fields.map(({ text }) => text))),
      "fieldText",
    ),
    cap(
      "characters of the longest header",
      longest(blocks.map((block) => (block.type === "header" ? block.text.text : ""))),
      "headerText",
    ),
    cap(
      "characters of the longest small print",
      longest(elements.map((element) => ("text" in element ? element.text : ""))),
      "contextText",
    ),
    cap("cards of one carousel", largest(carousels), "carouselCards"),
    cap("characters of the longest title of a card", longest(titles), "cardTitle"),
    cap("characters of the longest alt text", longest(images.map(({ alt_text }) => alt_text)), "altText"),
    cap(
      "characters of the longest address",
      longest([
        ...images.map((image) => ("image_url" in image ? image.image_url : "")),
        ...buttons.map(({ url }) => url),
      ]),
      "url",
    ),
    cap("buttons in one row", largest(rows), "actions"),
    cap("characters of the longest label", longest(buttons.map(({ text }) => text.text)), "buttonText"),
    cap("characters of the longest button state", longest(buttons.map(({ value }) => value)), "buttonValue"),
  ];
}

/** In blocks of their own, side by side, and beside text. */
function imagesOf(blocks: readonly types.KnownBlock[]) {
  return blocks.flatMap((block) => {
    if (block.type === "image") return [block];
    if (block.type === "carousel") return block.elements.flatMap((card) => card.hero_image ?? []);
    return block.type === "section" && block.accessory?.type === "image" ? [block.accessory] : [];
  });
}
