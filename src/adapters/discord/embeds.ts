import type { Card, Image } from "../../core/reply.ts";
import { cut, isWebUrl, italic, type RichText } from "../../core/text.ts";
import type { EmbedImage, Files } from "./files.ts";
import { MESSAGE_LIMITS } from "./limits.ts";
import { escapeMarkdown, joinLines, type MentionOf, toMarkdown } from "./markdown.ts";

/** An embed as Discord's API takes it. */
export interface Embed {
  readonly title?: string;
  readonly url?: string;
  readonly description?: string;
  readonly color?: number;
  readonly fields?: readonly { readonly name: string; readonly value: string; readonly inline: true }[];
  readonly image?: EmbedImage;
  readonly thumbnail?: EmbedImage;
  readonly footer?: { readonly text: string };
}

/** Characters that all embeds of a message share. */
export class CharacterBudget {
  #left: number;

  constructor(total: number) {
    this.#left = total;
  }

  /** What a part may have: its own cap, or what is left of the sum. */
  room(cap: number): number {
    return Math.min(cap, this.#left);
  }

  spend(...texts: readonly string[]): void {
    for (const text of texts) this.#left -= text.length;
  }
}

/** What the embeds of one message have in common. */
interface Surroundings {
  readonly budget: CharacterBudget;
  readonly files: Files;
  /** Discord merges embeds of one URL, so each may lead one card only. */
  readonly seenUrls: Set<string>;
  /** Takes room for one more embed, if there is any. */
  readonly takeSpareEmbed: () => boolean;
  readonly mention: MentionOf | undefined;
}

/** A paragraph below a card. The result is called when every embed's title and footer have their share of the sum. */
export function textToEmbed(
  text: RichText,
  { budget, mention }: Pick<Surroundings, "budget" | "mention">,
): () => readonly Embed[] {
  return () => {
    const description = toMarkdown(text, budget.room(MESSAGE_LIMITS.embedDescription), mention);
    budget.spend(description);
    return description === "" ? [] : [{ description }];
  };
}

/** A card as one embed, and one more for each further picture of a gallery. The result is called as that of `textToEmbed`. */
export function cardToEmbeds(
  card: Card,
  { budget, files, seenUrls, takeSpareEmbed, mention }: Surroundings,
): () => readonly Embed[] {
  const title = escapeMarkdown(card.title, budget.room(MESSAGE_LIMITS.embedTitle));
  budget.spend(title);
  const footer = cut((card.footer ?? "").trim(), budget.room(MESSAGE_LIMITS.embedFooter));
  budget.spend(footer);
  const images: EmbedImage[] = [];
  const lostImages: Image[] = [];
  for (const image of card.images.slice(0, MESSAGE_LIMITS.galleryImages)) {
    const shown = images.length === 0 || takeSpareEmbed() ? files.image(image) : undefined;
    if (shown === undefined) lostImages.push(image);
    else images.push(shown);
  }
  const url = ownUrl(card, images, seenUrls);
  const thumbnail = card.thumbnail === undefined ? undefined : files.image(card.thumbnail);
  return () => {
    // A picture that can't be shown is told in words
    const lines = [...card.lines, ...lostImages.map(({ alt }): RichText => [italic(alt)])];
    const description = toMarkdown(joinLines(lines), budget.room(MESSAGE_LIMITS.embedDescription), mention);
    budget.spend(description);
    const fields = fieldsOf(card, budget, mention);
    const [image, ...more] = images;
    const first: Embed = {
      ...(title === "" ? {} : { title }),
      ...(url === undefined ? {} : { url }),
      ...(description === "" ? {} : { description }),
      color: card.accent,
      ...(fields.length === 0 ? {} : { fields }),
      ...(image === undefined ? {} : { image }),
      ...(thumbnail === undefined ? {} : { thumbnail }),
      ...(footer === "" ? {} : { footer: { text: footer } }),
    };
    if (title + description + footer === "" && fields.length === 0 && (image ?? thumbnail) === undefined) return [];
    return [first, ...more.map((image): Embed => (url === undefined ? { image } : { url, image }))];
  };
}

function fieldsOf(card: Card, budget: CharacterBudget, mention: MentionOf | undefined) {
  const fields: { name: string; value: string; inline: true }[] = [];
  for (const field of card.fields.slice(0, MESSAGE_LIMITS.embedFields)) {
    // Discord refuses empty names and values
    const name = escapeMarkdown(field.name, budget.room(MESSAGE_LIMITS.embedFieldName)) || "…";
    const value = toMarkdown(
      field.value,
      Math.min(MESSAGE_LIMITS.embedFieldValue, budget.room(Infinity) - name.length),
      mention,
    );
    if (value === "") continue;
    budget.spend(name, value);
    fields.push({ name, value, inline: true });
  }
  return fields;
}

/** The card's address. Pictures of a gallery are merged by it, so a gallery without one borrows that of its first picture. */
function ownUrl(card: Card, images: readonly EmbedImage[], seenUrls: Set<string>): string | undefined {
  const borrowed = images.length > 1 ? images.find((image) => isWebUrl(image.url))?.url : undefined;
  const url = [card.url, borrowed].find(
    (url) => url !== undefined && isWebUrl(url) && url.length <= MESSAGE_LIMITS.embedUrl && !seenUrls.has(url),
  );
  if (url !== undefined) seenUrls.add(url);
  return url;
}
