import { steadyNow } from "../core/time.ts";
import type { Answer } from "./cache.ts";
import type { Question } from "./question.ts";
import { pollMs } from "./rate-headers.ts";

/** Fresh: given as it is. Stale: given, and fetched anew behind it. Old: too old to be given while there is a newer one. */
export function ageOf(answer: Answer, holding: Holding): "fresh" | "stale" | "old" {
  // The steady clock stands still while the machine sleeps, and the wall clock may be set back
  const ageMs = Math.max(steadyNow() - answer.arrivedAt, Date.now() - answer.fetchedAt);
  const { freshMs, staleMs } = holdingOf(answer, holding);
  if (ageMs < freshMs) return "fresh";
  return ageMs < freshMs + staleMs ? "stale" : "old";
}

/** How long it holds from the moment it was fetched, fresh and stale, in milliseconds. */
export function holdsMs(answer: Pick<Answer, "headers">, holding: Holding): number {
  const { freshMs, staleMs } = holdingOf(answer, holding);
  return freshMs + staleMs;
}

type Holding = Pick<Question<unknown>, "freshMs" | "staleMs">;

function holdingOf({ headers }: Pick<Answer, "headers">, { freshMs, staleMs }: Holding): Holding {
  return { freshMs: Math.max(freshMs, pollMs(headers) ?? 0), staleMs };
}
