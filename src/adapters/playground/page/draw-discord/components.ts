import { html, nothing, type TemplateResult } from "lit";
import { ifDefined } from "lit/directives/if-defined.js";
import type { Drawing } from "../drawing.ts";
import { colour, gallery } from "./embed.ts";
import { markdown } from "./markdown.ts";
import type { Component, Media } from "./payload.ts";
import { styleMap } from "./style-map.ts";

/** The colours of Discord's button styles, in the words of the components. */
const STYLES: Readonly<Record<number, string>> = { 1: "primary", 2: "secondary", 3: "success", 4: "destructive" };

/** Buttons, and what a message of components alone consists of, which the library does not draw. */
export function components(all: readonly Component[], drawing: Drawing): TemplateResult | typeof nothing {
  if (all.length === 0) return nothing;
  return html`<discord-attachments slot="components">${all.map((each) => component(each, drawing))}</discord-attachments>`;
}

function component(shown: Component, drawing: Drawing): TemplateResult | typeof nothing {
  const { type, components: inside = [], accessory, content = "", items = [] } = shown;
  const all = (some: readonly Component[]) => some.map((each) => component(each, drawing));
  switch (type) {
    case 1:
      return html`<discord-action-row>${all(inside)}</discord-action-row>`;
    case 2:
      return button(shown, drawing);
    case 9:
      return html`<div class="discord-section">
        <div>${all(inside)}</div>
        ${accessory === undefined ? nothing : beside(accessory, drawing)}
      </div>`;
    case 10:
      return html`${linesOf(content)}`;
    case 11:
      return thumbnail(shown as Media, drawing);
    case 12:
      return gallery(
        items.map(({ media, description = "" }) => ({ url: media.url, description })),
        drawing,
      );
    case 17:
      return html`<div class="discord-container" ${styleMap({ "--accent": colour(shown.accent_color) })}>
        ${all(inside)}
      </div>`;
    // A file stands below, with the others
    default:
      return nothing;
  }
}

/** The library shows buttons in rows only. */
function beside(accessory: Component, drawing: Drawing): TemplateResult | typeof nothing {
  const shown = component(accessory, drawing);
  return accessory.type === 2 ? html`<discord-action-row>${shown}</discord-action-row>` : shown;
}

/** Headings, small print, and the lines between them. */
function linesOf(content: string): readonly TemplateResult[] {
  const parts = content.split(/^((?:#{1,3}|-#) .*)\n?/m).filter((part) => part.trim() !== "");
  return parts.map((part) => {
    if (part.startsWith("-# ")) return html`<div class="discord-small">${markdown(part.slice(3))}</div>`;
    const heading = /^#{1,3} (.*)$/.exec(part)?.[1];
    return heading === undefined
      ? html`<div class="discord-text">${markdown(part.trim())}</div>`
      : html`<div class="discord-heading">${markdown(heading)}</div>`;
  });
}

function thumbnail({ media, description = "" }: Media, drawing: Drawing): TemplateResult {
  return html`<img class="discord-thumbnail" src=${drawing.picture(media.url, description)} alt=${description} />`;
}

function button({ style = 2, label, custom_id: state, url }: Component, { press }: Drawing): TemplateResult {
  return html`<discord-button
    type=${STYLES[style] ?? "secondary"}
    url=${ifDefined(url)}
    @click=${() => (state === undefined ? undefined : press(state))}
    >${label}</discord-button
  >`;
}
