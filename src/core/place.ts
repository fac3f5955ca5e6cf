import type { Reply, RunPress } from "./reply.ts";

/** What a pressed button decides about the place of the reply. */
export interface Pressed {
  readonly into: RunPress["into"];
  /** Whether one person alone sees the message with the button. */
  readonly isPrivate: boolean;
}

/**
 * Where a reply goes: `new` is a message of its own, `update` replaces the message with the button, `instead` is a message of its
 * own that removes the private one with the button.
 */
export type Place = "new" | "update" | "instead";

/** The place of a reply. A private reply never replaces a public message, and an aside never replaces any. */
export function placeOf({ visibility, isAside }: Reply, pressed: Pressed | undefined): Place {
  if (pressed === undefined || isAside === true) return "new";
  if (pressed.into === "update") return pressed.isPrivate || visibility === "channel" ? "update" : "new";
  return takesAway(pressed) ? "instead" : "new";
}

/** Whether a press that goes well changes or removes the message with the button. */
export function changesMessage(pressed: Pressed | undefined): boolean {
  return pressed !== undefined && (pressed.into === "update" || takesAway(pressed));
}

function takesAway({ into, isPrivate }: Pressed): boolean {
  return into === "post" && isPrivate;
}
