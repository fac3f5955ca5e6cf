import { rawResponse, serveRaw } from "./raw-http.ts";

/** Size of the upstream's answers, in bytes. */
const BODY_BYTES = 2_048;

export interface FakeUpstream {
  readonly url: string;
  /** Time before each answer, in milliseconds. */
  delayMs: number;
  /** When each call came, by `performance.now()`. */
  readonly calls: number[];
  close(): void;
}

/** Answers `GET /fact/ID` with 2 KB of JSON. */
export async function fakeUpstream(): Promise<FakeUpstream> {
  const calls: number[] = [];
  const server = await serveRaw(({ path }, send) => {
    calls.push(performance.now());
    const response = rawResponse(200, factBody(path.slice(path.lastIndexOf("/") + 1)));
    if (upstream.delayMs === 0) send(response);
    else sendAt(performance.now() + upstream.delayMs, () => send(response));
  });
  const upstream: FakeUpstream = {
    url: `http://127.0.0.1:${server.port}`,
    delayMs: 0,
    calls,
    close: () => server.close(),
  };
  return upstream;
}

/** A timer alone counts from the start of the event loop's turn and can be early by as long as the turn was. */
function sendAt(due: number, send: () => void): void {
  const leftMs = due - performance.now();
  if (leftMs <= 0) send();
  else setTimeout(sendAt, leftMs, due, send);
}

const notes = "A magpie knows itself in a mirror, hides food and finds it again. ";

function factBody(id: string): string {
  const head = `{"title":"Fact ${id}","lines":["Magpies like shiny things.","Or so people say."],"order":"Passeriformes","family":"Corvidae","wingspan":"52–62 cm","page":"https://example.com/magpie","image":"https://example.com/magpie.jpg","notes":"`;
  const room = BODY_BYTES - Buffer.byteLength(head) - 2;
  return `${head}${notes.repeat(Math.ceil(room / notes.length)).slice(0, room)}"}`;
}
