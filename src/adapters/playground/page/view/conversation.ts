import { html, type TemplateResult } from "lit";
import { ref } from "lit/directives/ref.js";
import { repeat } from "lit/directives/repeat.js";
import { avatarOf } from "../avatar.ts";
import type { Turn } from "../state.ts";
import { follow } from "./follow.ts";
import type { Parts } from "./parts.ts";
import { reply } from "./reply.ts";

/** Everything asked so far, newest below. */
export function conversation(parts: Parts): TemplateResult {
  return html`<h1 class="unseen">Conversation</h1>
    <ol class="conversation">
      ${repeat(
        parts.state.turns,
        ({ id }) => id,
        (turn) =>
          html`<li class="turn" ${ref(follow)} aria-busy=${isUnderWay(turn) ? "true" : "false"}>${whole(turn, parts)}</li>`,
      )}
    </ol>`;
}

/** Whether the turn is about to change. */
function isUnderWay({ phase, isBusy, isMoreToCome = false }: Turn): boolean {
  return phase === "asked" || phase === "thinking" || isBusy || isMoreToCome;
}

function whole(turn: Turn, parts: Parts): TemplateResult {
  const { person, line } = turn;
  const isPrivate = turn.message?.isPrivate ?? turn.isPrivate;
  const isHidden = isPrivate && parts.state.person?.id !== person.id;
  return html`
    ${
      line === undefined
        ? html`<h2 class="unseen">${turn.isPost === true ? "What came by itself" : html`What a button brought ${person.name}`}</h2>`
        : html`<h2 class="typed"><img src=${avatarOf(person.name)} alt="" width="24" height="24" /><b>${person.name}</b><code>${line}</code></h2>`
    }
    ${isHidden ? html`<p class="hidden-reply">${person.name} sees something here that nobody else can see.</p>` : body(turn, parts)}
  `;
}

function body(turn: Turn, parts: Parts): TemplateResult {
  switch (turn.phase) {
    case "asked":
      return html`<p class="waiting"><span class="dots" aria-hidden="true"><i></i><i></i><i></i></span>Asking…</p>`;
    case "failed":
      return html`<p class="problem" role="alert"><span>${turn.problem}</span></p>`;
    case "thinking":
    case "shown":
      return reply(turn, parts);
  }
}
