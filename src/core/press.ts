import type { Logger } from "./log.ts";
import type { Button, OptionValues, Press, Reply, RunPress } from "./reply.ts";
import { assertNever } from "./reply.ts";
import { inTime } from "./time.ts";

/** A press as it comes back from the platform. */
export type DecodedPress =
  | {
      readonly do: "run";
      readonly command: string;
      readonly options: OptionValues;
      readonly into: RunPress["into"];
      readonly owner?: { readonly id: string; readonly name: string };
    }
  | { readonly do: "dismiss" };

/** Where button states go that do not fit into the button. The same state may get the same key. */
export interface ButtonStore {
  /** Keeps a state and gives its key, at most 32 characters. */
  put(state: string): Promise<string>;
  /** The state, or undefined when it has expired. */
  get(key: string): Promise<string | undefined>;
}

/**
 * The states of a reply's buttons, each at most `maxLength` characters and unique in the message. `owner` is given for
 * private replies: only that person may press.
 */
export async function encodeButtons(
  reply: Reply,
  maxLength: number,
  store: ButtonStore,
  owner: { readonly id: string; readonly name: string },
): Promise<ReadonlyMap<Button, string>> {
  const states = new Map<Button, string>();
  const all = reply.parts.flatMap((part) => (part.type === "buttons" ? part.buttons : []));
  for (const button of all) {
    if (button.press.do === "open") continue;
    // The index keeps two buttons of the same meaning apart: platforms want unique ids
    const prefix = String(states.size);
    const state = prefix + encodePress(button.press, reply.visibility === "ephemeral" ? owner : undefined);
    states.set(button, state.length <= maxLength ? state : `${prefix}@${await store.put(state)}`);
  }
  return states;
}

/** Whether a state is only the key of one in the store, which forgets it some day. */
export function isStored(state: string): boolean {
  return /^\d+@/.test(state);
}

/** Reads a button's state back; undefined when it is not one of ours or has expired. */
export async function decodeButton(state: string, store: ButtonStore): Promise<DecodedPress | undefined> {
  const body = state.replace(/^\d+/, "");
  if (!body.startsWith("@")) return decodePress(body);
  const stored = await store.get(body.slice(1));
  return stored === undefined ? undefined : decodePress(stored.replace(/^\d+/, ""));
}

/** The store must answer within this time, in milliseconds, so that the press can be. Our choice. */
const STORE_PATIENCE_MS = 1_000;

/** As `decodeButton`, and never rejects: a store that fails or hangs makes a button that has had its time. */
export async function recallButton(state: string, store: ButtonStore, log: Logger): Promise<DecodedPress | undefined> {
  try {
    return await inTime(decodeButton(state, store), STORE_PATIENCE_MS, () => undefined);
  } catch (error) {
    log.warn({ err: error }, "the state of a button could not be read");
    return undefined;
  }
}

/** The letter in front of a state that runs a command. */
const LETTERS = { update: "u", post: "p", beside: "b" } as const satisfies Record<RunPress["into"], string>;

/** What stands in the state of every button that this person alone may press: `~:1234:`. */
export function ownerMark(id: string): string {
  return `~:${escapeSigns(id)}:`;
}

/** `u~dog~breed=Beagle` (update), `p~gif~…` (post), `b~shelf add~…` (beside), `x` (dismiss); the owner is `~:id:name`. */
function encodePress(press: Press, owner: { readonly id: string; readonly name: string } | undefined): string {
  switch (press.do) {
    case "open":
      return "";
    case "dismiss":
      return "x";
    case "run": {
      const options = Object.entries(press.options).flatMap(([name, value]) =>
        value === undefined ? [] : [`${name}=${escapeSigns(encodeValue(value))}`],
      );
      const by = owner === undefined ? [] : [`:${escapeSigns(owner.id)}:${escapeSigns(owner.name)}`];
      return [LETTERS[press.into], press.command, ...by, ...options].join("~");
    }
    default:
      return assertNever(press);
  }
}

function decodePress(state: string): DecodedPress | undefined {
  if (state === "x") return { do: "dismiss" };
  const [kind, command, ...rest] = state.split("~");
  const into = (["update", "post", "beside"] as const).find((each) => LETTERS[each] === kind);
  if (into === undefined || command === undefined) return undefined;
  const options: Record<string, string | number | boolean> = {};
  let owner: { id: string; name: string } | undefined;
  for (const part of rest) {
    if (part.startsWith(":")) {
      const [, id = "", name = ""] = part.split(":");
      owner = { id: unescapeSigns(id), name: unescapeSigns(name) };
      continue;
    }
    const at = part.indexOf("=");
    if (at > 0) options[part.slice(0, at)] = unescapeSigns(part.slice(at + 1));
  }
  return {
    do: "run",
    command,
    options,
    into,
    ...(owner === undefined ? {} : { owner }),
  };
}

function encodeValue(value: string | number | boolean): string {
  return typeof value === "boolean" ? (value ? "yes" : "no") : String(value);
}

function escapeSigns(text: string): string {
  return text.replace(/[%~:=]/g, (sign) => encodeURIComponent(sign).replace("~", "%7E"));
}

function unescapeSigns(text: string): string {
  return text.replace(/%(25|7E|3A|3D)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
