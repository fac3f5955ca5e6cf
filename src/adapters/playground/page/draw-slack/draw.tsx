import { createRoot, type Root } from "react-dom/client";
import type { Drawing } from "../drawing.ts";
import { SlackMessage } from "./message.tsx";
import { buttonsOf, type Message } from "./payload.ts";
import { styles } from "./styles.ts";

interface Drawn {
  readonly root: Root;
  drawing: Drawing;
}

const drawn = new WeakMap<HTMLElement, Drawn>();

/** Each message has a shadow of its own: the library gives every one the same id, and its styles stay inside. */
export function draw(host: HTMLElement, drawing: Drawing): void {
  const known = drawn.get(host) ?? begin(host, drawing);
  known.drawing = drawing;
  known.root.render(<SlackMessage drawing={drawing} />);
}

export function clear(host: HTMLElement): void {
  drawn.get(host)?.root.unmount();
  drawn.delete(host);
}

function begin(host: HTMLElement, drawing: Drawing): Drawn {
  const shadow = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  shadow.adoptedStyleSheets = [styles];
  const known = { root: createRoot(shadow), drawing };
  // Before React hears of it: the library opens links with a handle on this page
  shadow.addEventListener("click", (event) => press(event, shadow, known.drawing), { capture: true });
  drawn.set(host, known);
  return known;
}

function press(event: Event, shadow: ShadowRoot, { payload, press }: Drawing): void {
  const pressed = event.target instanceof Element ? event.target.closest("button") : null;
  const shown = [...shadow.querySelectorAll("button.slack_blocks_to_jsx__button_element")];
  const index = pressed === null ? -1 : shown.indexOf(pressed);
  if (index === -1) return;
  event.stopPropagation();
  const { blocks, attachments } = payload as Message;
  const { url, value } = buttonsOf([blocks, ...(attachments ?? []).map((bar) => bar.blocks)])[index] ?? {};
  if (url !== undefined && /^https?:/i.test(url)) window.open(url, "_blank", "noopener,noreferrer");
  else if (value !== undefined) press(value);
}
