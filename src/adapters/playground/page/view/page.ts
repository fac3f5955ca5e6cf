import { html, nothing, type TemplateResult } from "lit";
import { until } from "lit/directives/until.js";
import { commandBar } from "./command-bar.ts";
import { conversation } from "./conversation.ts";
import { firstScreen } from "./first-screen.ts";
import { form } from "./form.ts";
import { header } from "./header.ts";
import type { Parts } from "./parts.ts";

/** The whole page. */
export function page(parts: Parts): TemplateResult {
  const { state } = parts;
  const platform = state.route.startsWith("connect-") ? state.route.slice("connect-".length) : undefined;
  return html`
    <a class="skip" href="#line" @click=${toTheBar}>Skip to the command line</a>
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

function connecting(platform: string, { state }: Parts): TemplateResult {
  const module = import("../connect.ts").then(({ connect }) => connect(platform, state.session));
  return html`<main class="connect">
    <p><a href="#">← Back to the playground</a></p>
    ${until(module, html`<p>One moment…</p>`)}
  </main>`;
}

function toTheBar(event: Event): void {
  event.preventDefault();
  document.querySelector<HTMLElement>("#line")?.focus();
}
