import {
  type Asking,
  type Connected,
  type FormErrors,
  type FormEvent,
  type FormRequest,
  KEY_HEADER,
  type LineSuggestions,
  type PlatformId,
  type PlaygroundEvent,
  type Posts,
  type PressRequest,
  type Session,
  type SubmitRequest,
  type Suggestions,
  type SuggestLineRequest,
  type SuggestRequest,
  type TypeRequest,
  WANTS_HEADER,
} from "../protocol.ts";
import { keyOfRun } from "./key.ts";

export type { Connected } from "../protocol.ts";

/** Longest wait for what only helps while one types, in milliseconds. Our choice. */
const HELP_WAIT_MS = 3_000;

/** Why the server gave no answer, as a sentence for the person. */
export class Unanswered extends Error {}

/** The server wants the key of its run, which this tab has not, or an old one. */
export class KeyWanted extends Unanswered {}

/** What is wrong with a form that was sent, by the name of the option. */
export class WrongForm extends Error {
  readonly errors: FormErrors["errors"];

  constructor(errors: FormErrors["errors"]) {
    super("The form is not complete.");
    this.errors = errors;
  }
}

export function askSession(): Promise<Session> {
  return answerOf<Session>(() => fetch("playground/session", { headers: keyHeader() }));
}

export function type(request: TypeRequest): AsyncGenerator<PlaygroundEvent> {
  return eventsOf("playground/type", request);
}

export function press(request: PressRequest): AsyncGenerator<PlaygroundEvent> {
  return eventsOf("playground/press", request);
}

/** The first step throws `WrongForm` when something has to be filled in differently. */
export function submit(request: SubmitRequest): AsyncGenerator<PlaygroundEvent> {
  return eventsOf("playground/submit", request);
}

export function askForm(request: FormRequest): Promise<FormEvent> {
  return answerOf<FormEvent>(() => post("playground/form", request));
}

/** What the pages for connecting a platform begin with. */
export function askConnect(): Promise<{ readonly slackAppUrl: string }> {
  return answerOf(() => fetch("playground/connect", { headers: keyHeader() }));
}

/** What the platform says about the values, by the names of their variables. */
export function checkValues(platform: PlatformId, values: Readonly<Record<string, string>>): Promise<Connected> {
  return answerOf<Connected>(() => post("playground/connect/check", { platform, values }));
}

/** The same; then the values are written for the next start, and used at once. */
export function connectWith(platform: PlatformId, values: Readonly<Record<string, string>>): Promise<Connected> {
  return answerOf<Connected>(() => post("playground/connect/connect", { platform, values }));
}

/** What came by itself after a number; without one only the last number there is. */
export function askPosts(after: number | undefined): Promise<Posts> {
  const query = after === undefined ? "" : `?after=${after}`;
  return answerOf<Posts>(() => fetch(`playground/posts${query}`, { headers: keyHeader() }));
}

export function suggestLine(request: SuggestLineRequest): Promise<LineSuggestions> {
  return answerOf<LineSuggestions>(() => post("playground/suggest-line", request, AbortSignal.timeout(HELP_WAIT_MS)));
}

export function suggest(request: SuggestRequest): Promise<Suggestions> {
  return answerOf<Suggestions>(() => post("playground/suggest", request, AbortSignal.timeout(HELP_WAIT_MS)));
}

async function* eventsOf(path: string, request: Asking): AsyncGenerator<PlaygroundEvent> {
  const response = await answered(() => post(path, request));
  if (response.body === null) return;
  let rest = "";
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read().catch(() => {
      throw new Unanswered("The line to Magpie broke off before the reply was here. Ask again.");
    });
    const lines = (rest + (value ?? "")).split("\n");
    rest = done ? "" : (lines.pop() ?? "");
    // Our own server's words, of this very version
    for (const line of lines) if (line.trim() !== "") yield JSON.parse(line) as PlaygroundEvent;
    if (done) return;
  }
}

async function answerOf<Answer>(ask: () => Promise<Response>): Promise<Answer> {
  const response = await answered(ask);
  return (await response.json()) as Answer;
}

async function answered(ask: () => Promise<Response>): Promise<Response> {
  const response = await ask().catch(() => {
    throw new Unanswered(
      "Magpie is not running any more. Start it again with npm start; what you typed is still here.",
    );
  });
  if (response.ok) return response;
  if (response.status === 422) throw new WrongForm(((await response.json()) as FormErrors).errors);
  // The server's own sentence says where the key is
  if (response.headers.get(WANTS_HEADER) === "key") throw new KeyWanted(await response.text());
  throw new Unanswered(refusal(response.status));
}

function refusal(status: number): string {
  switch (status) {
    case 401:
    case 403:
      return "Magpie wants the password of this page again. Load the page once more; what you typed is still here.";
    case 413:
      return "That is too much at once for Magpie. Try a shorter line or a smaller file.";
    case 429:
      return "That is a lot at once. Wait a few seconds and ask again.";
    case 503:
      return "Magpie is just stopping and takes nothing new. Ask again when it is back.";
    default:
      return "Magpie could not make sense of that. Load the page again if it goes on; its log has the reason.";
  }
}

function keyHeader(): Readonly<Record<string, string>> {
  const key = keyOfRun();
  return key === undefined ? {} : { [KEY_HEADER]: key };
}

function post(path: string, body: unknown, signal?: AbortSignal): Promise<Response> {
  return fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json", ...keyHeader() },
    body: JSON.stringify(body),
    ...(signal === undefined ? {} : { signal }),
  });
}
