import { html, nothing, type TemplateResult } from "lit";
import { ifDefined } from "lit/directives/if-defined.js";
import type { JsonObject } from "../../protocol.ts";
import type { OpenForm } from "../state.ts";
import type { Field } from "./field.ts";
import type { Parts } from "./parts.ts";
import { searchSelect } from "./search-select.ts";

/** An input block of Slack's, as our own forms use it: https://docs.slack.dev/reference/block-kit/blocks/input-block (2026-11-22) */
interface InputBlock {
  readonly block_id: string;
  readonly label: { readonly text: string };
  readonly hint?: { readonly text: string };
  readonly optional?: boolean;
  readonly element: InputElement;
}

interface InputElement {
  readonly type: string;
  readonly max_length?: number;
  readonly min_value?: string;
  readonly max_value?: string;
  readonly options?: readonly { readonly text: { readonly text: string }; readonly value: string }[];
  readonly placeholder?: { readonly text: string };
  readonly initial_option?: { readonly text: { readonly text: string } };
}

/** One input with its label, hint and what is wrong with it. */
export function formInput(block: JsonObject, command: string, open: OpenForm, parts: Parts): TemplateResult {
  // Made by our own adapter: see `form.ts` of Slack's
  const { block_id: name, label, hint, optional, element } = block as unknown as InputBlock;
  const id = `input-${name}`;
  const error = open.errors[name];
  const described = [...(error === undefined ? [] : [`${id}-error`]), ...(hint === undefined ? [] : [`${id}-hint`])];
  const field: Field = {
    id,
    name,
    command,
    isInvalid: error !== undefined,
    describedBy: described.length === 0 ? undefined : described.join(" "),
    value: open.values[name],
    set: (value) => setValue(name, value, parts),
  };
  return html`<div class="field">
    <label for=${id}>${label.text}${optional === true ? html` <small>(optional)</small>` : nothing}</label>
    ${input(element, field, parts)}
    ${error === undefined ? nothing : html`<p class="error" id="${id}-error">${error}</p>`}
    ${hint === undefined ? nothing : html`<p class="hint" id="${id}-hint">${hint.text}</p>`}
  </div>`;
}

function input(element: InputElement, field: Field, parts: Parts): TemplateResult {
  switch (element.type) {
    case "static_select":
      return html`<select
        id=${field.id}
        aria-describedby=${ifDefined(field.describedBy)}
        aria-invalid=${field.isInvalid ? "true" : "false"}
        @change=${(event: Event) => field.set(typedIn(event))}
      >
        <option value="" .selected=${field.value === undefined}>Choose one</option>
        ${(element.options ?? []).map(
          ({ text, value }) => html`<option value=${value} .selected=${field.value === value}>${text.text}</option>`,
        )}
      </select>`;
    case "checkboxes":
      return html`<span class="check"
        ><input
          type="checkbox"
          id=${field.id}
          aria-describedby=${ifDefined(field.describedBy)}
          .checked=${field.value === true}
          @change=${({ target }: Event) => field.set(target instanceof HTMLInputElement && target.checked ? true : undefined)}
        /><span aria-hidden="true">${element.options?.[0]?.text.text ?? "Yes"}</span></span
      >`;
    case "external_select":
      return searchSelect(field, element.placeholder?.text ?? "", element.initial_option?.text.text, parts);
    case "file_input":
      return html`<input
        type="file"
        id=${field.id}
        aria-describedby=${ifDefined(field.describedBy)}
        aria-invalid=${field.isInvalid ? "true" : "false"}
        @change=${(event: Event) => setFile(field, event, parts)}
      />`;
    default:
      return html`<input
        id=${field.id}
        type=${TYPES[element.type] ?? "text"}
        aria-describedby=${ifDefined(field.describedBy)}
        aria-invalid=${field.isInvalid ? "true" : "false"}
        maxlength=${ifDefined(element.max_length)}
        min=${ifDefined(element.min_value)}
        max=${ifDefined(element.max_value)}
        .value=${typeof field.value === "string" ? field.value : ""}
        @input=${(event: Event) => field.set(typedIn(event))}
      />`;
  }
}

const TYPES: Readonly<Record<string, string>> = { number_input: "number", datepicker: "date" };

function typedIn({ target }: Event): string | undefined {
  const isInput = target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
  return isInput && target.value !== "" ? target.value : undefined;
}

/** An empty value is left out, as the platforms do. */
function setValue(name: string, value: string | boolean | undefined, { store }: Parts): void {
  const { form } = store.state;
  if (form === undefined) return;
  const { [name]: _, ...others } = form.values;
  store.set({ form: { ...form, values: value === undefined ? others : { ...others, [name]: value } } });
}

function setFile(field: Field, { target }: Event, { store }: Parts): void {
  const file = target instanceof HTMLInputElement ? target.files?.[0] : undefined;
  const { form } = store.state;
  if (form === undefined) return;
  const { [field.name]: _, ...others } = form.files;
  store.set({ form: { ...form, files: file === undefined ? others : { ...others, [field.name]: file } } });
  field.set(file?.name);
}
