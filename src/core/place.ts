import type { Reply, RunPress } from "./reply.ts";

/** What a pressed button decides about the place of the reply. */
export interface Pressed {
  readonly into: RunPress["into"];
  /** Whether one person alone sees the message with the button. */
  readonly isPrivate: boolean;
}

/**
 * Where a reply goes: a message of its own; in the place of the message with the button; or a message of its own that takes
 * the private one away which it came from.
 */
export type Place = "new" | "update" | "instead";

/** The place of a reply. What one person sees never takes the place of what all see, an aside not even that of what one sees. */
export function placeOf({ visibility, isAside }: Reply, pressed: Pressed | undefined): Place {
  if (pressed === undefined || isAside === true) return "new";
  if (pressed.into === "update") return pressed.isPrivate || visibility === "channel" ? "update" : "new";
  return takesAway(pressed) ? "instead" : "new";
}

/** Whether what the person sees after the press is the message with the button, changed or gone, unless something goes wrong. */
export function changesMessage(pressed: Pressed | undefined): boolean {
  return pressed !== undefined && (pressed.into === "update" || takesAway(pressed));
}

function takesAway({ into, isPrivate }: Pressed): boolean {
  return into === "post" && isPrivate;
}
