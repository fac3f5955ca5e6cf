import type { Choice, Suggest, SuggestContext } from "../core/command.ts";

/** As many as any platform shows: 100 in Slack, 25 on Discord. */
const MAX_SUGGESTIONS = 100;

type Found = readonly (string | Choice)[];

/** What an option suggests while it is being typed, best first. `find` gives `limit` of them at most; a name alone is the value, too. */
export function suggestions(find: (context: SuggestContext, limit: number) => Found | Promise<Found>): Suggest {
  return async (context) => {
    const found = await find(context, MAX_SUGGESTIONS);
    return found.map((each) => (typeof each === "string" ? { name: each, value: each } : each));
  };
}
