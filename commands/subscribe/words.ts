import { text } from "../../src/core/command.ts";
import { cut, plainText } from "../../src/core/text.ts";
import { suggestions } from "../../src/replies/suggestions.ts";
import { markOf, subscriptionLine } from "../../src/services/subscription/words.ts";

export const ACCENT = 0x3c8d6e;

/** Longest name of a suggestion, in UTF-16 units; see `Choice`. */
const MAX_CHOICE = 100;

/** One of those in the channel, or of the person's own. */
export const knownSubscription = text({
  description: "Which one: its command",
  required: true,
  ask: "Which subscription?",
  example: "/apod",
  suggest: suggestions(async ({ typed, services, user, where }, limit) => {
    const { here, elsewhere } = await services.subscriptions.list({ user, where });
    return [...here, ...elsewhere]
      .map((each) => ({ name: cut(plainText(subscriptionLine(each)), MAX_CHOICE), value: markOf(each) }))
      .filter(({ name }) => name.toLowerCase().includes(typed.trim().toLowerCase()))
      .slice(0, limit);
  }),
});
