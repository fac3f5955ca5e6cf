import type { Button, Reply } from "../../core/reply.ts";
import { cut, isWebUrl } from "../../core/text.ts";
import { visibleLine } from "../../core/visible.ts";
import type { ActionRow, ButtonComponent } from "./components.ts";
import { MESSAGE_LIMITS } from "./limits.ts";

const STYLES = { primary: 1, danger: 4 } as const;

/** Makes the buttons of one message: no id twice, and none that could do nothing. */
export class Buttons {
  readonly #states: ReadonlyMap<Button, string>;
  readonly #seen: Set<string>;

  /** `states` are the buttons' custom ids; a button without one is left out. */
  constructor(states: ReadonlyMap<Button, string>) {
    this.#states = states;
    this.#seen = new Set();
  }

  /** One button, or none where Discord would not take it. */
  button(button: Button, words: string = button.label): ButtonComponent[] {
    const label = cut(visibleLine(words).trim(), MESSAGE_LIMITS.buttonLabel) || "…";
    if (button.press.do === "open") {
      const { url } = button.press;
      return isWebUrl(url) && url.length <= MESSAGE_LIMITS.buttonUrl ? [{ type: 2, style: 5, label, url }] : [];
    }
    const customId = this.#states.get(button);
    if (customId === undefined || customId.length > MESSAGE_LIMITS.customId || this.#seen.has(customId)) return [];
    this.#seen.add(customId);
    const style = button.style === undefined ? 2 : STYLES[button.style];
    return [{ type: 2, style, label, custom_id: customId }];
  }

  /** One row, or more where they are too many for one. */
  row(buttons: readonly Button[]): readonly ActionRow[] {
    return inRows(buttons.flatMap((button) => this.button(button)));
  }

  /** All rows of a reply, below one another. */
  rowsOf(reply: Reply): readonly ActionRow[] {
    const rows = reply.parts.flatMap((part) => (part.type === "buttons" ? this.row(part.buttons) : []));
    const fitting = rows.length <= MESSAGE_LIMITS.rows ? rows : inRows(rows.flatMap(({ components }) => components));
    return fitting.slice(0, MESSAGE_LIMITS.rows);
  }
}

function inRows(buttons: readonly ButtonComponent[]): readonly ActionRow[] {
  const { rowButtons } = MESSAGE_LIMITS;
  return Array.from({ length: Math.ceil(buttons.length / rowButtons) }, (_, index) => ({
    type: 1,
    components: buttons.slice(index * rowButtons, (index + 1) * rowButtons),
  }));
}
