import { html, nothing, type TemplateResult } from "lit";
import type { DrawnPayload, PlatformId } from "../../protocol.ts";
import type { Drawing } from "../drawing.ts";
import { hostOf } from "../pictures.ts";
import { isDark, type Turn } from "../state.ts";
import { details } from "./details.ts";
import { drawn } from "./drawn.ts";
import type { Parts } from "./parts.ts";

const NOTHING_YET: DrawnPayload = { payload: {}, files: [], caps: [] };

/** A reply on both platforms, side by side, and how it came about. */
export function reply(turn: Turn, parts: Parts): TemplateResult {
  const { view } = parts.state;
  const standIns = new Set<string>();
  const sides = html`<div class="sides" data-view=${view}>
    ${view === "slack" ? nothing : side("discord", "Discord", turn, parts, standIns)}
    ${view === "discord" ? nothing : side("slack", "Slack", turn, parts, standIns)}
  </div>`;
  return html`${sides}
    ${standIns.size === 0 ? nothing : html`<p class="stand-ins">Stand-in pictures: no way to ${[...standIns].join(", ")}</p>`}
    ${turn.message === undefined ? nothing : details(turn.id, turn.message)}`;
}

function side(
  platform: PlatformId,
  name: string,
  turn: Turn,
  { state, actions, pictures }: Parts,
  standIns: Set<string>,
): TemplateResult {
  const message = turn.message?.[platform] ?? NOTHING_YET;
  const drawing: Drawing = {
    payload: message.payload,
    files: message.files,
    isPrivate: turn.message?.isPrivate ?? turn.isPrivate,
    isThinking: turn.phase === "thinking",
    progress: turn.progress,
    isDark: isDark(state),
    person: turn.person,
    command: commandOf(turn.line, state.session?.commands.map((command) => command.name) ?? []),
    at: turn.at,
    picture: (url, alt) => pictures.sourceOf(url, alt, message.files),
    press: (pressed) => void actions.press(turn, pressed),
    dismiss: () => actions.dismiss(turn),
  };
  for (const url of picturesOf(message.payload)) if (pictures.isStandIn(url)) standIns.add(hostOf(url));
  return html`<div class="side ${platform}" role="group" aria-label=${name}>
    <p class="side-name" aria-hidden="true">${name}</p>
    ${drawn(platform, drawing)}
  </div>`;
}

/** The addresses of all pictures in a payload, wherever they stand. */
function picturesOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(picturesOf);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => {
    if (key === "image_url" && typeof each === "string") return [each];
    if ((key === "image" || key === "thumbnail") && typeof each?.url === "string") return [each.url];
    return picturesOf(each);
  });
}

/** `github repos` of `/github repos page:2`, `dog` of `/dog beagle`. */
function commandOf(line: string | undefined, names: readonly string[]): string | undefined {
  if (line === undefined || !line.startsWith("/")) return undefined;
  const [first = "", second = ""] = line.slice(1).split(/\s+/);
  return names.find((name) => name === `${first} ${second}`) ?? first;
}
