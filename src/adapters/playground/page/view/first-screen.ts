import { html, type TemplateResult } from "lit";
import { avatarOf } from "../avatar.ts";
import type { Parts } from "./parts.ts";

/** What the bot is for, in the words of `design.md`. */
const EXAMPLES = [
  { line: "/gif shrug", brings: "a GIF, shown to you first" },
  { line: "/book moby dick", brings: "books, with covers and first sentences" },
  { line: "/covid germany", brings: "the figures and a chart" },
  { line: "/dog beagle", brings: "a dog and what it is like" },
  { line: "/mars 2020-06-10", brings: "photos from the rovers" },
] as const;

/** What one sees before anything was typed. */
export function firstScreen({ actions, state }: Parts): TemplateResult {
  return html`<section class="first" aria-labelledby="welcome">
    <img src=${avatarOf("Magpie")} alt="" width="72" height="72" />
    <h1 id="welcome">What shall I fetch?</h1>
    <p>Type a command and see my reply as your friends would, in Discord and in Slack. Or start with one of these:</p>
    <ul>
      ${EXAMPLES.map(
        ({ line, brings }) => html`<li>
          <button type="button" ?disabled=${state.person === undefined} @click=${() => actions.type(line)}>
            <code>${line}</code><span>${brings}</span>
          </button>
        </li>`,
      )}
    </ul>
    <p class="quiet">${
      state.answers === "recorded"
        ? "The answers are recorded, so this works without internet and without any key."
        : "The answers come from the web, right now."
    }</p>
  </section>`;
}
