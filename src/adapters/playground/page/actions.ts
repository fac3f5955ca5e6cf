import type { Asking, Candidate, LineSuggestions, MessageEvent, Person, PlaygroundEvent } from "../protocol.ts";
import * as api from "./api.ts";
import { filesToSend } from "./files-to-send.ts";
import type { Store, Turn } from "./state.ts";

/** How many replies screen readers can still be told. */
const TOLD = 3;

/** Between two looks at what came by itself, in milliseconds. Our choice. */
const POSTS_EVERY_MS = 2_000;

/** Everything that a person can do on the page. */
export class Actions {
  readonly #store: Store;
  readonly #history: string[] = [];
  /** Which line of the history the bar shows; its length for none. */
  #historyAt = 0;
  #lastId = 0;
  #lastQuestion = 0;

  constructor(store: Store) {
    this.#store = store;
  }

  async begin(): Promise<void> {
    try {
      const session = await api.askSession();
      const [person] = session.people;
      const [answers = "recorded"] = session.answers;
      this.#store.set({ session, answers, problem: undefined, ...(person === undefined ? {} : { person }) });
      void this.#look();
    } catch (error) {
      this.#store.set({ problem: sentence(error) });
    }
  }

  /** Shows what comes by itself from now on, for as long as the page is open. Nobody misses what a hidden page does not fetch: it does later. */
  async #look(after?: number): Promise<void> {
    const found = document.hidden ? undefined : await api.askPosts(after).catch(() => undefined);
    for (const { person: id, message } of found?.posts ?? []) {
      const person = this.#store.state.session?.people.find((each) => each.id === id) ?? this.#store.state.person;
      if (person !== undefined)
        this.#show(this.#addTurn(person, undefined, true), { type: "message", place: "new", message });
    }
    setTimeout(() => void this.#look(found?.last ?? after), POSTS_EVERY_MS);
  }

  /** Sends a line as if it had been typed. What the server could not take stays in the bar. */
  async type(line: string): Promise<void> {
    const { person } = this.#store.state;
    const typed = line.trim();
    if (person === undefined || typed === "") return;
    if (this.#history.at(-1) !== typed) this.#history.push(typed);
    this.#historyAt = this.#history.length;
    this.#setLine("");
    await this.#play(this.#addTurn(person, typed), api.type({ ...this.#asking(person), line: typed }));
  }

  async press(turn: Turn, state: string): Promise<void> {
    const { person } = this.#store.state;
    if (person === undefined || turn.isBusy) return;
    this.#store.setTurn(turn.id, { isBusy: true });
    const isPrivate = turn.message?.isPrivate ?? false;
    const events = api.press({ ...this.#asking(person), state, isPrivate, askedBy: turn.person.id });
    await this.#playPress(turn, person, events);
    this.#store.setTurn(turn.id, { isBusy: false });
  }

  dismiss(turn: Turn): void {
    this.#store.set({ turns: this.#store.state.turns.filter(({ id }) => id !== turn.id) });
  }

  async openForm(command: string): Promise<void> {
    const { person } = this.#store.state;
    if (person === undefined) return;
    try {
      this.#showForm(await api.askForm({ ...this.#asking(person), command }));
    } catch (error) {
      this.#store.set({ problem: sentence(error) });
    }
  }

  closeForm(): void {
    this.#store.set({ form: undefined });
  }

  async submitForm(): Promise<void> {
    const { form, person } = this.#store.state;
    if (form === undefined || person === undefined || form.isSending) return;
    this.#store.set({ form: { ...form, isSending: true, errors: {} } });
    const { command } = form.event;
    const files = await filesToSend(form.files);
    const events = api.submit({ ...this.#asking(person), command, values: form.values, files });
    try {
      const first = await events.next();
      this.#store.set({ form: undefined, line: "" });
      const turn = this.#addTurn(person, lineOf(command, form.values));
      await this.#play(turn, startingWith(first, events));
    } catch (error) {
      const errors = error instanceof api.WrongForm ? error.errors : { "": sentence(error) };
      this.#store.set({ form: { ...form, isSending: false, errors } });
    }
  }

  /** Looks for what may follow what has been typed. */
  async suggestLine(line: string): Promise<void> {
    const { person, suggestions: before } = this.#store.state;
    // Until the answer is here, the arrows move among what still fits
    this.#store.set({ line, candidate: -1, suggestions: stillFitting(before, line) });
    this.#lastQuestion += 1;
    const question = this.#lastQuestion;
    if (person === undefined || !line.startsWith("/")) return this.closeSuggestions();
    const suggestions = await api.suggestLine({ ...this.#asking(person), line }).catch(() => undefined);
    // An answer that was overtaken is of no use any more
    if (question !== this.#lastQuestion || suggestions === undefined) return;
    const { candidates, from } = suggestions;
    if (candidates.every(({ insert }) => insert.trim() === line.slice(from).trim())) return this.closeSuggestions();
    // An answer that comes late must not take the candidate away that the arrows are at
    const { state } = this.#store;
    const chosen = state.suggestions.candidates[state.candidate]?.label;
    const candidate = chosen === undefined ? -1 : candidates.findIndex(({ label }) => label === chosen);
    this.#store.set({ suggestions, candidate });
  }

  closeSuggestions(): void {
    this.#lastQuestion += 1;
    this.#store.set({ suggestions: { from: 0, candidates: [] }, candidate: -1 });
  }

  /** Brings an older line (-1) or a newer one (1) back; says whether it could. */
  recall(step: -1 | 1): boolean {
    const { line } = this.#store.state;
    // What somebody is typing is not taken from them
    if (line !== "" && line !== this.#history[this.#historyAt]) return false;
    const next = this.#historyAt + step;
    if (next < 0 || next > this.#history.length) return false;
    this.#historyAt = next;
    this.#store.set({ line: this.#history[next] ?? "" });
    return true;
  }

  #setLine(line: string): void {
    this.closeSuggestions();
    this.#store.set({ line, problem: undefined });
  }

  #asking({ id }: Person): Asking {
    const { answers, fault } = this.#store.state;
    return { person: id, answers, fault };
  }

  #addTurn(person: Person, line?: string, isPost = false): Turn {
    this.#lastId += 1;
    const turn: Turn = {
      id: this.#lastId,
      person,
      at: new Date(),
      phase: "asked",
      isPrivate: false,
      isBusy: false,
      ...(line === undefined ? {} : { line }),
      ...(isPost ? { isPost } : {}),
    };
    this.#store.set({ turns: [...this.#store.state.turns, turn] });
    return turn;
  }

  async #play(turn: Turn, events: AsyncIterable<PlaygroundEvent>): Promise<void> {
    try {
      for await (const event of events) {
        switch (event.type) {
          case "deferred":
            this.#store.setTurn(turn.id, {
              phase: "thinking",
              isPrivate: event.isPrivate,
              ...(event.progress === undefined ? {} : { progress: event.progress }),
            });
            break;
          case "message":
            this.#show(turn, event);
            break;
          case "form":
            this.dismiss(turn);
            this.#store.set({ line: turn.line ?? "" });
            this.#showForm(event);
            break;
          case "removed":
            this.dismiss(turn);
        }
      }
    } catch (error) {
      this.#store.setTurn(turn.id, { phase: "failed", problem: sentence(error) });
      if (this.#store.state.line === "") this.#store.set({ line: turn.line ?? "" });
    } finally {
      this.#nothingMore(turn);
    }
  }

  async #playPress(pressed: Turn, person: Person, events: AsyncIterable<PlaygroundEvent>): Promise<void> {
    let last = pressed;
    try {
      for await (const event of events) {
        if (event.type === "removed") this.dismiss(pressed);
        else if (event.type === "form") this.#showForm(event);
        else if (event.type === "message") {
          const { place } = event;
          if (place === "instead") this.dismiss(pressed);
          if (place === "new" || place === "instead") last = this.#addTurn(person);
          else if (place === "update") last = pressed;
          this.#show(last, event);
        }
      }
    } catch (error) {
      this.#store.set({ problem: sentence(error) });
    } finally {
      this.#nothingMore(last);
    }
  }

  /** Also when what was to come did not. */
  #nothingMore({ id }: Turn): void {
    const isWaitedFor = this.#store.state.turns.some((turn) => turn.id === id && turn.isMoreToCome === true);
    // All is drawn again whenever something changes
    if (isWaitedFor) this.#store.setTurn(id, { isMoreToCome: false });
  }

  #show(turn: Turn, { message, isMoreToCome = false }: MessageEvent): void {
    this.#store.setTurn(turn.id, { phase: "shown", message, isMoreToCome });
    this.#lastId += 1;
    const told = [...this.#store.state.told, { id: this.#lastId, text: message.text }];
    this.#store.set({ told: told.slice(-TOLD) });
  }

  #showForm(event: Extract<PlaygroundEvent, { type: "form" }>): void {
    this.#store.set({
      form: { event, values: initialValues(event.view.blocks), files: {}, errors: {}, isSending: false },
    });
  }
}

/** What a form was filled in with before it was opened. */
function initialValues(blocks: Extract<PlaygroundEvent, { type: "form" }>["view"]["blocks"]) {
  const values: Record<string, string | boolean> = {};
  for (const block of blocks) {
    const { block_id: name, element } = block as { block_id?: string; element?: InitialElement };
    if (name === undefined || element === undefined) continue;
    const value = element.initial_value ?? element.initial_date ?? element.initial_option?.value;
    if (value !== undefined) values[name] = value;
    if (element.initial_options !== undefined) values[name] = true;
  }
  return values;
}

interface InitialElement {
  readonly initial_value?: string;
  readonly initial_date?: string;
  readonly initial_option?: { readonly value: string };
  readonly initial_options?: readonly unknown[];
}

/** A filled-in form as one would have typed it. */
function lineOf(command: string, values: Readonly<Record<string, string | boolean>>): string {
  const words = Object.entries(values).map(([name, value]) => {
    const text = value === true ? "yes" : String(value);
    return `${name}:${/\s/.test(text) ? `"${text}"` : text}`;
  });
  return [`/${command}`, ...words].join(" ");
}

async function* startingWith<Event>(first: IteratorResult<Event>, rest: AsyncIterable<Event>): AsyncGenerator<Event> {
  if (first.done === true) return;
  yield first.value;
  yield* rest;
}

function sentence(error: unknown): string {
  return error instanceof api.Unanswered ? error.message : "Something on this page went wrong. Load it again.";
}

/** What of a list of candidates goes on from the line as it is now. */
function stillFitting({ from, candidates }: LineSuggestions, line: string): LineSuggestions {
  const start = line.slice(0, from);
  const fits = ({ insert }: Candidate) => {
    const whole = start + insert;
    return whole.length > line.length && whole.toLowerCase().startsWith(line.toLowerCase());
  };
  return { from, candidates: candidates.filter(fits) };
}
