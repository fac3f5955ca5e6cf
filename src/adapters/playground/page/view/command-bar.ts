import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { State } from "../state.ts";
import { listbox, moved, optionId } from "./listbox.ts";
import type { Parts } from "./parts.ts";

const LIST = "line-suggestions";

/** The line in which commands are typed: a combobox whose list holds what may come next. */
export function commandBar({ state, actions, store }: Parts): TemplateResult {
  const { candidates } = state.suggestions;
  const isOpen = candidates.length > 0;
  const command = commandIn(state);

  const send = (event: Event) => {
    event.preventDefault();
    void actions.type(state.line);
  };
  const take = (index: number) => {
    const candidate = candidates[index];
    if (candidate === undefined) return;
    void actions.suggestLine(state.line.slice(0, state.suggestions.from) + candidate.insert);
    document.querySelector<HTMLInputElement>("#line")?.focus();
  };
  const pressKey = (event: KeyboardEvent) => {
    const { key } = event;
    if (event.isComposing) return;
    if (isOpen && (key === "ArrowDown" || key === "ArrowUp")) {
      store.set({ candidate: moved(state.candidate, candidates.length, key) });
    } else if (isOpen && key === "Escape") actions.closeSuggestions();
    else if (isOpen && key === "Tab" && !event.shiftKey) take(Math.max(state.candidate, 0));
    else if (isOpen && key === "Enter" && state.candidate >= 0) take(state.candidate);
    else if (!((key === "ArrowUp" && actions.recall(-1)) || (key === "ArrowDown" && actions.recall(1)))) return;
    event.preventDefault();
  };

  return html`<form class="line" autocomplete="off" @submit=${send}>
    <label class="unseen" for="line">Command</label>
    <input
      id="line"
      type="text"
      role="combobox"
      aria-autocomplete="list"
      aria-expanded=${isOpen ? "true" : "false"}
      aria-controls=${LIST}
      aria-activedescendant=${state.candidate >= 0 ? optionId(LIST, state.candidate) : nothing}
      placeholder="Type a command, such as /dog beagle"
      spellcheck="false"
      autocapitalize="off"
      maxlength="4000"
      .value=${live(state.line)}
      ?disabled=${state.person === undefined}
      @input=${(event: Event) => void actions.suggestLine(typedIn(event))}
      @keydown=${pressKey}
      @blur=${() => actions.closeSuggestions()}
    />
    <button
      type="button"
      class="plain"
      ?disabled=${command === undefined}
      title=${command === undefined ? "Type a command first" : nothing}
      @click=${() => (command === undefined ? undefined : void actions.openForm(command))}
    >
      Form<span class="unseen">${command === undefined ? "" : ` of /${command}`}</span>
    </button>
    <button type="submit" class="send" ?disabled=${state.line.trim() === ""}>Send</button>
    ${listbox(LIST, "Suggestions", candidates, state.candidate, take)}
  </form>`;
}

/** The command whose name the line begins with. */
function commandIn({ line, session }: State): string | undefined {
  const names = session?.commands.map(({ name }) => name) ?? [];
  const typed = line.trim();
  return names
    .filter((name) => typed === `/${name}` || typed.startsWith(`/${name} `))
    .toSorted((a, b) => b.length - a.length)[0];
}

function typedIn({ target }: Event): string {
  return target instanceof HTMLInputElement ? target.value : "";
}
