import { html, type LitElement, nothing, render, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { avatarOf } from "../avatar.ts";
import type { Drawing } from "../drawing.ts";
import { sizeOf } from "../view/size.ts";
import { components } from "./components.ts";
import "./elements.ts";
import { cardsOf, embeds } from "./embed.ts";
import { markdown } from "./markdown.ts";
import { type Answer, type Message, picturesOf } from "./payload.ts";

export function draw(host: HTMLElement, drawing: Drawing): void {
  // A component takes its theme once, when it is made
  const channels = repeat([drawing.isDark], String, () => channel(drawing));
  render(channels, host);
  void nameThumbnails(host, drawing);
  if (drawing.isPrivate) void reachByKeyboard(host, drawing);
}

/** The component makes its "Dismiss message" for the mouse and the space bar alone. */
async function reachByKeyboard(host: HTMLElement, { dismiss }: Drawing): Promise<void> {
  const message = host.querySelector<LitElement>("discord-message");
  await message?.updateComplete;
  const link = message?.shadowRoot?.querySelector<HTMLElement>(".discord-message-ephemeral-link");
  if (!link) return;
  link.tabIndex = 0;
  link.onkeyup = ({ key }) => (key === "Enter" ? dismiss() : undefined);
}

/** The component leaves its thumbnails without a name. */
async function nameThumbnails(host: HTMLElement, { payload }: Drawing): Promise<void> {
  const descriptions = cardsOf((payload as Answer).data?.embeds ?? []).map(({ embed }) => embed.thumbnail?.description);
  for (const [index, embed] of [...host.querySelectorAll<LitElement>("discord-embed")].entries()) {
    await embed.updateComplete;
    const thumbnail = embed.shadowRoot?.querySelector<HTMLImageElement>(".discord-embed-thumbnail");
    if (thumbnail) thumbnail.alt = descriptions[index] ?? "";
  }
}

export function clear(host: HTMLElement): void {
  render(nothing, host);
}

function channel(drawing: Drawing): TemplateResult {
  const { isDark, isPrivate, person, command, at, isThinking, progress = "Magpie is thinking" } = drawing;
  // Made by our own adapter and drawn as far as it is what we know
  const { data: message = {} } = drawing.payload as Answer;
  return html`<discord-messages ?light-theme=${!isDark}>
    <discord-message
      author="Magpie"
      avatar=${avatarOf("Magpie")}
      bot
      ?ephemeral=${isPrivate}
      timestamp=${clock(at)}
      .dismissMessageClicked=${drawing.dismiss}
    >
      ${
        command === undefined
          ? nothing
          : html`<discord-command slot="reply" author=${person.name} avatar=${avatarOf(person.name)} command=${`/${command}`}></discord-command>`
      }
      ${isThinking ? html`<span class="discord-thinking">${progress}<i></i><i></i><i></i></span>` : nothing}
      ${markdown(message.content ?? "")}
      ${embeds(message.embeds ?? [], drawing)}
      ${attachments(message, drawing)}
      ${components(message.components ?? [], drawing)}
    </discord-message>
  </discord-messages>`;
}

/** Files that nothing else shows. */
function attachments(message: Message, { files, isDark }: Drawing): TemplateResult | typeof nothing {
  const shown = [
    ...(message.embeds ?? []).flatMap(({ image, thumbnail }) => [image?.url, thumbnail?.url]),
    ...picturesOf(message.components ?? []),
  ];
  const others = files.filter(({ key }) => !shown.includes(key));
  if (others.length === 0) return nothing;
  return html`<discord-attachments slot="attachments">
    ${others.map(({ mediaType, url, name, bytes, description }) =>
      mediaType.startsWith("image/")
        ? html`<img class="discord-picture" src=${url} alt=${description} />`
        : html`<discord-file-attachment ?light-theme=${!isDark} name=${name} href=${url} bytes=${sizeOf(bytes).amount} bytes-unit=${sizeOf(bytes).unit} target="_blank"></discord-file-attachment>`,
    )}
  </discord-attachments>`;
}

function clock(at: Date): string {
  return `Today at ${at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })}`;
}
