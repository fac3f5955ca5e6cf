import { html, type TemplateResult } from "lit";
import { ref } from "lit/directives/ref.js";

/** The list of a combobox; closed when there is nothing in it. https://www.w3.org/WAI/ARIA/apg/patterns/combobox/ (2026-11-22) */
export function listbox(
  id: string,
  label: string,
  options: readonly { readonly label: string; readonly description: string }[],
  active: number,
  take: (index: number) => void,
): TemplateResult {
  return html`<ul class="listbox" id=${id} role="listbox" aria-label=${label} ?hidden=${options.length === 0}>
    ${options.map(
      (option, index) => html`<li
        id=${optionId(id, index)}
        ${ref(index === active ? intoView : undefined)}
        role="option"
        aria-selected=${index === active ? "true" : "false"}
        @mousedown=${(event: Event) => {
          // The input keeps the focus
          event.preventDefault();
          take(index);
        }}
      >
        <b>${option.label}</b><span>${option.description}</span>
      </li>`,
    )}
  </ul>`;
}

function intoView(option: Element | undefined): void {
  option?.scrollIntoView({ block: "nearest" });
}

export function optionId(list: string, index: number): string {
  return `${list}-${index}`;
}

/** Where the arrow leads: round and round, with one place for "none" between the last and the first. */
export function moved(active: number, count: number, key: "ArrowDown" | "ArrowUp"): number {
  const places = count + 1;
  const step = key === "ArrowDown" ? 1 : -1;
  return ((active + 1 + step + places) % places) - 1;
}
