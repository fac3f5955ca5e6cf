import { z } from "zod";
import { CALLBACK_ID, readFormMemory } from "./form.ts";
import { BY_PEOPLE, mentionEvent } from "./mention.ts";
import { type Origin, whoIs } from "./origin.ts";
import { interactivePayload, slashCommand } from "./parse.ts";

/** A delivery that is meant for us and that nobody can read. */
export interface Unreadable {
  readonly type: "command" | "mention" | "press" | "form" | "suggestions";
  /** Paths of the fields that are wrong: never what they hold. */
  readonly fields: readonly string[];
  /** Where a word about it can go; without a channel where it is not known who did it. */
  readonly origin: Origin;
  readonly responseUrl: string | undefined;
  /** The input of a form that can say something. */
  readonly input: string | undefined;
}

/** Wrong fields that are named; our choice. */
const MAX_FIELDS = 10;

/** A field that is as it should be, or nothing. */
const text = z.string().min(1).optional().catch(undefined);

function part<Shape extends z.core.$ZodShape>(shape: Shape) {
  return z.object(shape).optional().catch(undefined);
}

const withId = part({ id: text });

const readable = z.object({
  type: text,
  command: z.string().startsWith("/").optional().catch(undefined),
  user_id: text,
  channel_id: text,
  response_url: text,
  user: withId,
  channel: withId,
  container: part({ channel_id: text, thread_ts: text }),
  view: part({
    callback_id: text,
    private_metadata: text,
    blocks: z
      .array(z.object({ block_id: z.string() }))
      .optional()
      .catch(undefined),
  }),
  event: part({
    type: text,
    user: text,
    channel: text,
    thread_ts: text,
    subtype: z.unknown().optional(),
    bot_id: z.unknown().optional(),
    edited: z.unknown().optional(),
  }),
});

type Readable = z.infer<typeof readable>;

/** What `parseDelivery` could not read although it is meant for us; undefined for what is none of ours. */
export function parseUnreadable(body: unknown): Unreadable | undefined {
  const { data } = readable.safeParse(body);
  const type = data && typeOf(data);
  if (data === undefined || type === undefined) return undefined;
  const { user, channel, container, event, view } = data;
  const memory = view && readFormMemory(view);
  const thread = event?.thread_ts ?? container?.thread_ts;
  const id = data.user_id ?? user?.id ?? event?.user;
  const channelId = data.channel_id ?? channel?.id ?? container?.channel_id ?? event?.channel ?? memory?.channelId;
  return {
    type,
    fields: wrongFields(type, body),
    origin: {
      ...whoIs({ id: id ?? "", name: undefined, team: undefined, enterprise: undefined, isOrganisation: false }),
      channelId: id === undefined ? undefined : channelId,
      thread: thread === undefined ? undefined : { ts: thread, isActive: true },
    },
    responseUrl: data.response_url ?? memory?.responseUrl,
    input: view?.blocks?.[0]?.block_id,
  };
}

function typeOf({ type, command, view, event }: Readable): Unreadable["type"] | undefined {
  if (command !== undefined) return "command";
  if (type === "block_actions") return "press";
  if (type === "event_callback") return isMention(event) ? "mention" : undefined;
  if (view?.callback_id !== CALLBACK_ID) return undefined;
  if (type === "view_submission") return "form";
  return type === "block_suggestion" ? "suggestions" : undefined;
}

/** Somebody's, and no bot's: two bots that apologize to each other would never end. */
function isMention(event: Readable["event"]): boolean {
  const { type, subtype, bot_id, edited } = event ?? {};
  return type === "app_mention" && BY_PEOPLE.has(subtype ?? undefined) && !bot_id && !edited;
}

function wrongFields(type: Unreadable["type"], body: unknown): readonly string[] {
  const schema = type === "command" ? slashCommand : type === "mention" ? mentionEvent : interactivePayload;
  const issues = schema.safeParse(body).error?.issues ?? [{ path: ["view", "private_metadata"] }];
  return issues.slice(0, MAX_FIELDS).map(({ path }) => path.join("."));
}
