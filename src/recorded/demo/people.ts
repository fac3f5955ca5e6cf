import type { RecordedUpstream } from "../body.ts";
import { randomUserOf } from "../random-user.ts";

/** Random User Generator with people of every nationality that it knows: the recorded ones, and examples of all. */
export const randomUserOfAllCountries: RecordedUpstream = randomUserOf("demo/people.constructed.json");
