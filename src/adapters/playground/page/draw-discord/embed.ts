import { html, nothing, type TemplateResult } from "lit";
import { ifDefined } from "lit/directives/if-defined.js";
import type { Drawing } from "../drawing.ts";
import { markdown, withoutMarks } from "./markdown.ts";
import type { Embed, Picture } from "./payload.ts";

interface Card {
  readonly embed: Embed;
  readonly pictures: readonly Picture[];
}

/** Embeds as Discord's client shows them. */
export function embeds(all: readonly Embed[], drawing: Drawing): readonly TemplateResult[] {
  return cardsOf(all).map((each) => card(each, drawing));
}

/** Embeds of one URL are one card with a gallery. */
export function cardsOf(all: readonly Embed[]): readonly Card[] {
  const cards: { embed: Embed; pictures: Picture[] }[] = [];
  for (const embed of all) {
    const same = embed.url === undefined ? undefined : cards.find((card) => card.embed.url === embed.url);
    const pictures = embed.image === undefined ? [] : [embed.image];
    if (same === undefined) cards.push({ embed, pictures });
    else same.pictures.push(...pictures);
  }
  return cards;
}

function card({ embed, pictures }: Card, drawing: Drawing): TemplateResult {
  const { thumbnail } = embed;
  return html`<discord-embed
    slot="embeds"
    ?light-theme=${!drawing.isDark}
    embed-title=${ifDefined(embed.title && withoutMarks(embed.title))}
    url=${ifDefined(embed.url)}
    color=${ifDefined(colour(embed.color))}
    thumbnail=${ifDefined(thumbnail && drawing.picture(thumbnail.url, thumbnail.description ?? ""))}
  >
    ${
      embed.description === undefined
        ? nothing
        : html`<discord-embed-description slot="description">${markdown(embed.description)}</discord-embed-description>`
    }
    ${embed.fields === undefined ? nothing : fields(embed.fields, drawing)}
    ${pictures.length === 0 ? nothing : html`<div slot="footer">${gallery(pictures, drawing)}</div>`}
    ${
      embed.footer === undefined
        ? nothing
        : html`<discord-embed-footer slot="footer" ?light-theme=${!drawing.isDark}
            ><span>${embed.footer.text}</span></discord-embed-footer
          >`
    }
  </discord-embed>`;
}

function fields(all: NonNullable<Embed["fields"]>, drawing: Drawing): TemplateResult {
  const places = placesOf(all.map(({ inline }) => inline === true));
  return html`<discord-embed-fields slot="fields">
    ${all.map(
      ({ name, value }, index) =>
        html`<discord-embed-field
          field-title=${withoutMarks(name)}
          data-place=${places[index] ?? WHOLE_ROW}
          ?light-theme=${!drawing.isDark}
          >${markdown(value)}</discord-embed-field
        >`,
    )}
  </discord-embed-fields>`;
}

const WHOLE_ROW = "1-of-1";

/** Fields side by side, three in a row at most, share the row evenly: `2-of-3`. */
function placesOf(inline: readonly boolean[]): readonly string[] {
  const rows: number[][] = [];
  inline.forEach((isInline, index) => {
    const row = rows.at(-1);
    const joins = isInline && row !== undefined && row.length < 3 && inline[row[0] ?? 0] === true;
    if (joins) row.push(index);
    else rows.push([index]);
  });
  return rows.flatMap((row) => row.map((_, place) => `${place + 1}-of-${row.length}`));
}

/** Up to four pictures: one large, or side by side. */
export function gallery(pictures: readonly Picture[], drawing: Drawing): TemplateResult {
  return html`<div class="discord-gallery" data-count=${pictures.length}>
    ${pictures.slice(0, 4).map(({ url, description = "" }) => html`<img src=${drawing.picture(url, description)} alt=${description} />`)}
  </div>`;
}

export function colour(value: number | undefined): string | undefined {
  return value === undefined ? undefined : `#${value.toString(16).padStart(6, "0")}`;
}
