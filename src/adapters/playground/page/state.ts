import type { Answers, Candidate, DrawnMessage, FaultId, FormEvent, Person, Session } from "../protocol.ts";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

export const VIEWS = ["both", "discord", "slack"] as const;
export type View = (typeof VIEWS)[number];

/** One reply in the conversation, or the place where it will stand. */
export interface Turn {
  readonly id: number;
  /** Who asked. */
  readonly person: Person;
  /** Absent for what a button brought. */
  readonly line?: string;
  /** It came by itself. */
  readonly isPost?: boolean;
  readonly at: Date;
  /** `thinking`: the platform has been told that the answer comes later. */
  readonly phase: "asked" | "thinking" | "shown" | "failed";
  /** While thinking, whether only the person sees it. */
  readonly isPrivate: boolean;
  /** While thinking, how far the work is. */
  readonly progress?: string;
  readonly message?: DrawnMessage;
  /** Something is on its way that takes the place of the message. */
  readonly isMoreToCome?: boolean;
  /** A button of it was pressed and its answer is on the way. */
  readonly isBusy: boolean;
  /** Why there is no reply. */
  readonly problem?: string;
}

/** The form that is open. */
export interface OpenForm {
  readonly event: FormEvent;
  readonly values: Readonly<Record<string, string | boolean>>;
  readonly files: Readonly<Record<string, File>>;
  readonly errors: Readonly<Record<string, string>>;
  readonly isSending: boolean;
}

export interface State {
  readonly session?: Session;
  /** Why there is no session, or why the last wish came to nothing. */
  readonly problem?: string | undefined;
  readonly person?: Person;
  readonly answers: Answers;
  readonly fault: FaultId;
  readonly theme: Theme;
  /** What `system` stands for right now. */
  readonly isSystemDark: boolean;
  readonly view: View;
  readonly areSettingsOpen: boolean;
  readonly turns: readonly Turn[];
  /** What screen readers are told, newest last. */
  readonly told: readonly { readonly id: number; readonly text: string }[];
  readonly line: string;
  readonly suggestions: { readonly from: number; readonly candidates: readonly Candidate[] };
  /** Index of the candidate that the arrows are at; -1 for none. */
  readonly candidate: number;
  readonly form?: OpenForm | undefined;
  /** `connect-slack` or `connect-discord`; empty for the conversation. */
  readonly route: string;
}

const DARK = matchMedia("(prefers-color-scheme: dark)");

/** The one state of the page, and who hears of its changes. */
export class Store {
  #state: State = {
    answers: "recorded",
    fault: "none",
    theme: remembered("theme", THEMES) ?? "system",
    isSystemDark: DARK.matches,
    view: remembered("view", VIEWS) ?? "both",
    areSettingsOpen: false,
    turns: [],
    told: [],
    line: "",
    suggestions: { from: 0, candidates: [] },
    candidate: -1,
    route: location.hash.slice(1),
  };
  readonly #changed: () => void;
  #isAnnounced = false;

  constructor(changed: () => void) {
    this.#changed = changed;
    DARK.addEventListener("change", ({ matches }) => this.set({ isSystemDark: matches }));
    addEventListener("hashchange", () => this.set({ route: location.hash.slice(1) }));
  }

  get state(): State {
    return this.#state;
  }

  /** Changes take effect at once and are heard of together, soon. */
  set(changes: Partial<State>): void {
    this.#state = { ...this.#state, ...changes };
    if (changes.theme !== undefined) remember("theme", changes.theme);
    if (changes.view !== undefined) remember("view", changes.view);
    this.touch();
  }

  /** Something that is not in the state has changed: draw again. */
  touch(): void {
    if (this.#isAnnounced) return;
    this.#isAnnounced = true;
    queueMicrotask(() => {
      this.#isAnnounced = false;
      this.#changed();
    });
  }

  setTurn(id: number, changes: Partial<Turn>): void {
    this.set({ turns: this.#state.turns.map((turn) => (turn.id === id ? { ...turn, ...changes } : turn)) });
  }
}

/** Whether the page is dark right now. */
export function isDark({ theme, isSystemDark }: State): boolean {
  return theme === "system" ? isSystemDark : theme === "dark";
}

function remembered<Value extends string>(name: string, known: readonly Value[]): Value | undefined {
  try {
    return known.find((value) => value === localStorage.getItem(name));
  } catch {
    // Storage may be forbidden; the page works without
    return undefined;
  }
}

function remember(name: string, value: string): void {
  try {
    localStorage.setItem(name, value);
  } catch {
    // As above
  }
}
