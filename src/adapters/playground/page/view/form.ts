import { html, nothing, type TemplateResult } from "lit";
import { ref } from "lit/directives/ref.js";
import type { OpenForm } from "../state.ts";
import { formInput } from "./form-input.ts";
import type { Parts } from "./parts.ts";

/** A form as Slack shows it, from the very view that Slack would get. The dialog keeps the focus and gives it back. */
export function form(open: OpenForm, parts: Parts): TemplateResult {
  const { view, command } = open.event;
  const { actions } = parts;
  const other = open.errors[""];
  const send = (event: Event) => {
    event.preventDefault();
    void actions.submitForm().then(focusFirstError);
  };
  return html`<dialog class="form" aria-labelledby="form-title" ${ref(show)} @close=${() => actions.closeForm()}>
    <form novalidate autocomplete="off" @submit=${send}>
      <header>
        <h2 id="form-title">${view.title.text}</h2>
        <button type="button" class="plain" aria-label="Close" @click=${close}>✕</button>
      </header>
      <div class="form-body">
        ${other === undefined ? nothing : html`<p class="problem" role="alert"><span>${other}</span></p>`}
        ${view.blocks.map((block) => formInput(block, command, open, parts))}
      </div>
      <footer>
        <button type="button" class="plain" @click=${close}>Cancel</button>
        <button type="submit" class="send" ?disabled=${open.isSending}>${view.submit.text}</button>
      </footer>
    </form>
  </dialog>`;
}

function show(element: Element | undefined): void {
  if (!(element instanceof HTMLDialogElement) || element.open) return;
  queueMicrotask(() => {
    if (!element.isConnected) return;
    element.showModal();
    element.querySelector<HTMLElement>(".form-body :is(input, select)")?.focus();
  });
}

function close({ target }: Event): void {
  if (target instanceof Element) target.closest("dialog")?.close();
}

function focusFirstError(): void {
  document.querySelector<HTMLElement>("dialog [aria-invalid=true]")?.focus();
}
