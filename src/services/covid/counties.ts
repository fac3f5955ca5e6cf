import { BodyError } from "../../core/errors.ts";
import { UPSTREAMS } from "../../upstream/limits.ts";
import type { LeftOut } from "../../upstream/list.ts";
import { dailySeries, type Series, sumOf } from "./series.ts";
import { type History, historyOf, parseDay } from "./timeline.ts";
import { unhurried } from "./unhurried.ts";

/** One of the USA's states or territories: the sum of its counties, and each of them. */
export interface State {
  readonly history: History;
  readonly counties: readonly County[];
}

export interface County {
  /** Lower case: `cook`. Undefined where a territory has none. */
  readonly name: string | undefined;
  readonly history: History;
}

const [OPEN, CLOSE] = [0x7b, 0x7d];

/**
 * Reads disease.sh's list of a state's counties as it comes, one county at a time: as a whole, Texas would be a second's work at
 * once. An odd county costs only itself: `tellLeftOut` hears of them. Throws BodyError when none is left.
 * Source: https://disease.sh/docs (2026-11-28)
 */
export async function readCounties(
  body: AsyncIterable<Uint8Array>,
  tellLeftOut?: (leftOut: LeftOut) => void,
): Promise<State> {
  const counties: County[] = [];
  const odd: number[] = [];
  let index = 0;
  for await (const text of objectsIn(unhurried(body))) {
    const county = countyOf(text);
    if (county === undefined) odd.push(index);
    else counties.push(county);
    index += 1;
  }
  if (counties.length === 0) throw noCounties();
  const [first] = odd;
  if (first !== undefined) tellLeftOut?.({ count: odd.length, first: `${first}: no county` });
  const sum = (count: "confirmed" | "deaths") => sumOf(counties.flatMap(({ history }) => history[count] ?? []));
  return { history: historyOf({ confirmed: sum("confirmed"), deaths: sum("deaths") }), counties };
}

/**
 * The objects of a list, each as its text. It counts braces alone: one within a name would cut the object wrong, which is no JSON
 * then and never another county.
 */
async function* objectsIn(body: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let [depth, begun] = [0, ""];
  for await (const piece of body) {
    let start = 0;
    for (let at = 0; at < piece.length; at += 1) {
      const byte = piece[at];
      if (byte === OPEN) {
        if (depth === 0) start = at;
        depth += 1;
      } else if (byte === CLOSE && depth > 0) {
        depth -= 1;
        if (depth === 0) {
          yield begun + decoder.decode(piece.subarray(start, at + 1));
          begun = "";
        }
      }
    }
    if (depth > 0) begun += decoder.decode(piece.subarray(start), { stream: true });
  }
}

function countyOf(text: string): County | undefined {
  const { county, timeline } = parsed(text) as { readonly county?: unknown; readonly timeline?: unknown };
  const { cases, deaths } = (timeline ?? {}) as { readonly cases?: unknown; readonly deaths?: unknown };
  const confirmed = seriesOf(cases);
  if (confirmed === undefined) return undefined;
  const name = typeof county === "string" && county !== "" ? county : undefined;
  return { name, history: historyOf({ confirmed, deaths: seriesOf(deaths) }) };
}

function parsed(text: string): object {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

/** By hand: a schema takes twenty times as long, and a state has half a million counts. */
function seriesOf(counts: unknown): Series | undefined {
  const totals = new Map<number, number>();
  for (const [key, total] of Object.entries(Object(counts))) {
    const day = parseDay(key);
    if (day !== undefined && typeof total === "number" && total >= 0) totals.set(day, total);
  }
  return dailySeries(totals);
}

function noCounties(): BodyError {
  const { name } = UPSTREAMS.diseaseSh;
  const path = "counties";
  return new BodyError(`${name} GET /historical/usacounties/{state}: wrong body at “${path}”`, {
    upstream: name,
    path,
  });
}
