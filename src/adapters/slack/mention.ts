import { z } from "zod";
import { firstWord, LONGEST_LINE } from "../../core/command-line.ts";
import { plainSigns } from "../../core/typed.ts";
import { maybe } from "./maybe.ts";
import { type Origin, whoIs } from "./origin.ts";
import { tokenAt, typedText, withoutMarks } from "./typed-text.ts";

/** Somebody wrote the bot's name in a channel or a thread, with what is asked of it. */
export interface Mention {
  readonly type: "mention";
  readonly origin: Origin;
  readonly deliveryId: string;
  /** First word after the name, lower case, without a slash; empty when there is none. */
  readonly command: string;
  /** What follows that word. */
  readonly line: string;
}

/** Messages that people write as such: in a thread and in its channel at once, with a file. */
export const BY_PEOPLE: ReadonlySet<unknown> = new Set([undefined, "thread_broadcast", "file_share"]);

/** The event does not tell what people are called, and asking would need one more scope. */
const NAME = "the person who asked";

/** What stands round a command in a sentence. */
const BEFORE_COMMAND = new Set(" \n\t\u00a0,:;`");
const AFTER_LINE = new Set(" \n\t\u00a0`");
const SLASH = new Set("/");
const AFTER_COMMAND = new Set(".,:;!?");

/** https://docs.slack.dev/reference/events/app_mention (2026-11-22) */
export const mentionEvent = z.object({
  type: z.literal("event_callback"),
  event_id: z.string().min(1),
  team_id: maybe(z.string()),
  enterprise_id: maybe(z.string()),
  authorizations: maybe(
    z.array(
      z.object({
        user_id: maybe(z.string()),
        enterprise_id: maybe(z.string()),
        is_enterprise_install: maybe(z.boolean()),
      }),
    ),
  ),
  event: z.object({
    type: z.literal("app_mention"),
    text: maybe(z.string()),
    user: z.string().min(1),
    channel: z.string().min(1),
    ts: z.string().min(1),
    team: maybe(z.string()),
    thread_ts: maybe(z.string()),
    subtype: maybe(z.string()),
    bot_id: maybe(z.string()),
    edited: maybe(z.unknown()),
  }),
});

/** Reads a mention. Undefined for other deliveries, for what bots write, ourselves included, and for edits. */
export function readMention(body: unknown): Mention | undefined {
  const parsed = mentionEvent.safeParse(body);
  if (!parsed.success) return undefined;
  const { event, event_id, team_id, enterprise_id, authorizations } = parsed.data;
  const [authorization] = authorizations ?? [];
  const bot = authorization?.user_id;
  const isByPerson = BY_PEOPLE.has(event.subtype) && !event.bot_id && event.user !== bot;
  if (!isByPerson || event.edited !== undefined) return undefined;
  return {
    type: "mention",
    deliveryId: event_id,
    origin: {
      ...whoIs({
        id: event.user,
        name: NAME,
        team: team_id,
        ownTeam: event.team,
        enterprise: enterprise_id ?? authorization?.enterprise_id,
        isOrganisation: authorization?.is_enterprise_install === true,
      }),
      channelId: event.channel,
      thread: { ts: event.thread_ts ?? event.ts, isActive: event.thread_ts !== undefined },
    },
    ...commandIn(event.text ?? "", bot),
  };
}

/** What stands after the bot's name; what stands before it when nothing follows. */
function commandIn(text: string, bot: string | undefined): Pick<Mention, "command" | "line"> {
  const { before, after } = aroundName(text, bot);
  const asked = withoutMarks(typedText((after.trim() === "" ? before : after).slice(0, LONGEST_LINE)));
  // People write “@Magpie, dog”, and copy what I tell them to type, with its code signs
  const { word, rest: line = "" } = firstWord(trimmed(asked, BEFORE_COMMAND, AFTER_LINE));
  return { command: trimmed(plainSigns(word).toLowerCase(), SLASH, AFTER_COMMAND), line };
}

/** The text before and after the bot's name, or after the first name where none is known to be the bot's. */
function aroundName(text: string, bot: string | undefined): { readonly before: string; readonly after: string } {
  let first: { readonly before: string; readonly after: string } | undefined;
  for (let at = text.indexOf("<@"); at !== -1; at = text.indexOf("<@", at + 1)) {
    const token = tokenAt(text, at);
    if (token === undefined) continue;
    if (token.target.slice(1) === bot) return { before: text.slice(0, at), after: text.slice(token.end) };
    first ??= { before: text.slice(0, at), after: text.slice(token.end) };
  }
  return first ?? { before: "", after: text };
}

/** The text without these signs at its ends. */
function trimmed(text: string, before: ReadonlySet<string>, after: ReadonlySet<string>): string {
  let from = 0;
  let end = text.length;
  while (from < end && before.has(text[from] ?? "")) from += 1;
  while (end > from && after.has(text[end - 1] ?? "")) end -= 1;
  return text.slice(from, end);
}
