import { html, nothing, type TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { PLATFORMS, type PlatformId } from "../../protocol.ts";
import { commandBar } from "./command-bar.ts";
import { conversation } from "./conversation.ts";
import { firstScreen } from "./first-screen.ts";
import { form } from "./form.ts";
import { header } from "./header.ts";
import type { Parts } from "./parts.ts";

/** The whole page. */
export function page(parts: Parts): TemplateResult {
  const { state } = parts;
  const platform = PLATFORMS.find((each) => state.route === `connect-${each}`);
  return html`
    ${platform === undefined ? html`<a class="skip" href="#line" @click=${toTheBar}>Skip to the command line</a>` : nothing}
    ${header(parts)}
    ${platform === undefined ? chat(parts) : connecting(platform, parts)}
    ${state.form === undefined ? nothing : form(state.form, parts)}
    <div class="unseen" role="log" aria-live="polite" aria-label="Replies">
      ${state.told.map(({ text }) => html`<p>${text}</p>`)}
    </div>
  `;
}

function chat(parts: Parts): TemplateResult {
  const { state, store } = parts;
  return html`
    <main>
      ${state.turns.length === 0 ? firstScreen(parts) : conversation(parts)}
    </main>
    <footer class="bar">
      ${
        state.problem === undefined
          ? nothing
          : html`<p class="problem" role="alert">
              <span>${state.problem}</span>
              <button type="button" class="plain" aria-label="Close" @click=${() => store.set({ problem: undefined })}>✕</button>
            </p>`
      }
      ${commandBar(parts)}
    </footer>
  `;
}

function connecting(platform: PlatformId, { state }: Parts): TemplateResult {
  // Defines the element; until then it is an empty one
  void import("../connect/element.ts");
  return html`<main class="connect">
    <p><a href="#">← Back to the playground</a></p>
    ${keyed(platform, html`<magpie-connect .platform=${platform} .session=${state.session}></magpie-connect>`)}
  </main>`;
}

function toTheBar(event: Event): void {
  event.preventDefault();
  document.querySelector<HTMLElement>("#line")?.focus();
}
