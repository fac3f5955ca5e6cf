import { html, nothing, type TemplateResult } from "lit";
import { type Answers, FAULTS, type FaultId } from "../../protocol.ts";
import { avatarOf } from "../avatar.ts";
import { THEMES, type Theme, VIEWS, type View } from "../state.ts";
import type { Parts } from "./parts.ts";

const THEME_WORDS: Readonly<Record<Theme, string>> = { system: "System", light: "Light", dark: "Dark" };
const VIEW_WORDS: Readonly<Record<View, string>> = { both: "Both", discord: "Discord", slack: "Slack" };
const ANSWERS_WORDS: Readonly<Record<Answers, string>> = { live: "Live", recorded: "Recorded" };
const FAULT_WORDS: Readonly<Record<FaultId, string>> = {
  none: "None",
  slow: "The web is slow",
  down: "The web is down",
  "out-of-quota": "Calls are used up",
  "hostile-text": "Hostile text",
};

/** Name, people and everything that can be set. */
export function header(parts: Parts): TemplateResult {
  const { state, store } = parts;
  const answers = state.session?.answers ?? [];
  return html`<header class="top">
    <a class="brand" href="#"><img src=${avatarOf("Magpie")} alt="" width="32" height="32" /><span>Magpie<small>playground</small></span></a>
    ${people(parts)}
    <button
      type="button"
      class="settings-button"
      aria-expanded=${state.areSettingsOpen ? "true" : "false"}
      aria-controls="settings"
      @click=${() => store.set({ areSettingsOpen: !state.areSettingsOpen })}
    >
      Settings
    </button>
    <div id="settings" class="settings" ?data-open=${state.areSettingsOpen}>
      ${
        answers.length < 2
          ? nothing
          : choice("Answers", answers, ANSWERS_WORDS, state.answers, (chosen) => store.set({ answers: chosen }))
      }
      ${select("Fault", FAULTS, FAULT_WORDS, state.fault, (fault) => store.set({ fault }))}
      ${choice("Show", VIEWS, VIEW_WORDS, state.view, (view) => store.set({ view }))}
      ${select("Theme", THEMES, THEME_WORDS, state.theme, (theme) => store.set({ theme }))}
      ${connections(parts)}
    </div>
  </header>`;
}

function people({ state, store }: Parts): TemplateResult | typeof nothing {
  if (state.session === undefined) return nothing;
  return html`<fieldset class="people">
    <legend class="unseen">Who types</legend>
    ${state.session.people.map(
      (person) => html`<label title=${person.note || nothing}>
        <input
          type="radio"
          name="person"
          .checked=${person.id === state.person?.id}
          @change=${() => store.set({ person })}
        />
        <img src=${avatarOf(person.name)} alt="" width="24" height="24" />
        <span>${person.name}</span>
      </label>`,
    )}
  </fieldset>`;
}

function connections({ state }: Parts): TemplateResult | typeof nothing {
  if (state.session?.canConnect !== true) return nothing;
  return html`<nav class="connections" aria-label="Connect">
    <a href="#connect-slack">Connect Slack</a>
    <a href="#connect-discord">Connect Discord</a>
  </nav>`;
}

/** A few choices side by side. */
function choice<Value extends string>(
  label: string,
  values: readonly Value[],
  words: Readonly<Record<Value, string>>,
  chosen: Value,
  choose: (value: Value) => void,
): TemplateResult {
  return html`<fieldset class="choice">
    <legend class="unseen">${label}</legend>
    <div>
      ${values.map(
        (value) => html`<label>
          <input type="radio" name=${label} .checked=${value === chosen} @change=${() => choose(value)} />
          <span>${words[value]}</span>
        </label>`,
      )}
    </div>
  </fieldset>`;
}

function select<Value extends string>(
  label: string,
  values: readonly Value[],
  words: Readonly<Record<Value, string>>,
  chosen: Value,
  choose: (value: Value) => void,
): TemplateResult {
  const changed = (event: Event) => {
    const value = values.find((each) => event.target instanceof HTMLSelectElement && each === event.target.value);
    if (value !== undefined) choose(value);
  };
  return html`<label class="select">
    <span>${label}</span>
    <select @change=${changed}>
      ${values.map((value) => html`<option value=${value} .selected=${value === chosen}>${words[value]}</option>`)}
    </select>
  </label>`;
}
