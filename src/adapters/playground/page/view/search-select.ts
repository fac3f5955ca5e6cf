import { html, nothing, type TemplateResult } from "lit";
import { AsyncDirective } from "lit/async-directive.js";
import { directive } from "lit/directive.js";
import { ifDefined } from "lit/directives/if-defined.js";
import { live } from "lit/directives/live.js";
import type { Suggestions } from "../../protocol.ts";
import { suggest } from "../api.ts";
import type { Field } from "./field.ts";
import { listbox, moved, optionId } from "./listbox.ts";
import type { Parts } from "./parts.ts";

/** A select whose options are asked for while one types, as Slack's external select. */
export function searchSelect(
  field: Field,
  placeholder: string,
  chosen: string | undefined,
  parts: Parts,
): TemplateResult {
  return html`${searches(field, placeholder, chosen, parts)}`;
}

class Searches extends AsyncDirective {
  #options: Suggestions["options"] = [];
  #active = -1;
  #typed: string | undefined;
  #question = 0;
  #given: readonly [Field, string, string | undefined, Parts] | undefined;

  render(field: Field, placeholder: string, chosen: string | undefined, parts: Parts): TemplateResult {
    this.#given = [field, placeholder, chosen, parts];
    const list = `${field.id}-list`;
    const isOpen = this.#options.length > 0;
    return html`<div class="search-select">
      <input
        id=${field.id}
        type="text"
        role="combobox"
        aria-autocomplete="list"
        aria-expanded=${isOpen ? "true" : "false"}
        aria-controls=${list}
        aria-activedescendant=${this.#active >= 0 ? optionId(list, this.#active) : nothing}
        aria-describedby=${ifDefined(field.describedBy)}
        aria-invalid=${field.isInvalid ? "true" : "false"}
        placeholder=${placeholder}
        .value=${live(this.#typed ?? chosen ?? "")}
        @click=${(event: Event) => this.#ask(typedIn(event))}
        @input=${(event: Event) => this.#type(typedIn(event))}
        @keydown=${(event: KeyboardEvent) => this.#pressKey(event)}
        @blur=${() => this.#close()}
      />
      ${listbox(
        list,
        "Suggestions",
        this.#options.map(({ name }) => ({ label: name, description: "" })),
        this.#active,
        (index) => this.#take(index),
      )}
    </div>`;
  }

  /** What was typed counts as it is until something else is taken. */
  #type(typed: string): void {
    this.#typed = typed;
    this.#given?.[0].set(typed.trim() === "" ? undefined : typed.trim());
    void this.#ask(typed);
  }

  async #ask(typed: string): Promise<void> {
    if (this.#given === undefined) return;
    const [{ name: option, command }, , , { state }] = this.#given;
    const { person, answers, fault, form } = state;
    if (person === undefined || form === undefined) return;
    this.#question += 1;
    const question = this.#question;
    const { [option]: _, ...values } = form.values;
    const asked = { person: person.id, answers, fault, command, option, typed, values };
    const answer = await suggest(asked).catch(() => undefined);
    if (answer === undefined || question !== this.#question || !this.isConnected) return;
    // An answer that comes late must not take the option away that the arrows are at
    const active = this.#options[this.#active]?.value;
    this.#options = answer.options;
    this.#active = active === undefined ? -1 : answer.options.findIndex(({ value }) => value === active);
    this.#redraw();
  }

  #take(index: number): void {
    const option = this.#options[index];
    if (option === undefined) return;
    this.#typed = option.name;
    this.#given?.[0].set(option.value);
    this.#close();
  }

  #close(): void {
    this.#question += 1;
    this.#options = [];
    this.#active = -1;
    this.#redraw();
  }

  #pressKey(event: KeyboardEvent): void {
    const { key } = event;
    const isOpen = this.#options.length > 0;
    if (!isOpen && key === "ArrowDown") void this.#ask(typedIn(event));
    else if (!isOpen) return;
    else if (key === "ArrowDown" || key === "ArrowUp") this.#active = moved(this.#active, this.#options.length, key);
    else if (key === "Enter" && this.#active >= 0) this.#take(this.#active);
    else if (key === "Escape") this.#close();
    else return;
    event.preventDefault();
    this.#redraw();
  }

  #redraw(): void {
    if (this.#given !== undefined && this.isConnected) this.setValue(this.render(...this.#given));
  }
}

function typedIn({ target }: Event): string {
  return target instanceof HTMLInputElement ? target.value : "";
}

const searches = directive(Searches);
