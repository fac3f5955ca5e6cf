import { randomUUID } from "node:crypto";
import { z } from "zod";
import { LONGEST_LINE } from "../../core/command-line.ts";
import type { OptionValues } from "../../core/reply.ts";
import { readFormMemory, readFormValues } from "./form.ts";
import { maybe } from "./maybe.ts";
import { type Mention, readMention } from "./mention.ts";
import { type Origin, whoIs } from "./origin.ts";
import { typedText } from "./typed-text.ts";

/** What Slack delivers, in our words. */
export type Delivery =
  | Mention
  | {
      readonly type: "command";
      readonly origin: Origin;
      readonly deliveryId: string;
      /** Without its slash and without the prefix. */
      readonly command: string;
      /** What follows it. */
      readonly line: string;
      readonly responseUrl: string | undefined;
      readonly triggerId: string | undefined;
    }
  | {
      readonly type: "press";
      readonly origin: Origin;
      readonly deliveryId: string;
      readonly responseUrl: string | undefined;
      /** As `encodeButtons` made it; undefined for buttons that only open a page. */
      readonly state: string | undefined;
      /** Whether the message with the button is seen by the person alone. */
      readonly isEphemeral: boolean;
    }
  | {
      readonly type: "form";
      readonly origin: Origin;
      readonly deliveryId: string;
      readonly responseUrl: string | undefined;
      readonly command: string;
      readonly values: OptionValues;
    }
  | {
      readonly type: "suggestions";
      readonly origin: Origin;
      readonly command: string;
      readonly option: string;
      readonly typed: string;
      readonly values: OptionValues;
    };

export const slashCommand = z.object({
  command: z.string().startsWith("/"),
  text: maybe(z.string()),
  user_id: z.string().min(1),
  user_name: maybe(z.string()),
  channel_id: maybe(z.string()),
  team_id: maybe(z.string()),
  enterprise_id: maybe(z.string()),
  is_enterprise_install: maybe(z.union([z.string(), z.boolean()])),
  response_url: maybe(z.string()),
  trigger_id: maybe(z.string()),
});

/** Common to all that comes from buttons and forms. */
const interactive = z.object({
  user: z.object({
    id: z.string().min(1),
    username: maybe(z.string()),
    name: maybe(z.string()),
    team_id: maybe(z.string()),
  }),
  team: maybe(z.object({ id: z.string() })),
  enterprise: maybe(z.object({ id: z.string() })),
  is_enterprise_install: maybe(z.boolean()),
  channel: maybe(z.object({ id: z.string() })),
  trigger_id: maybe(z.string()),
});

const view = z.object({
  callback_id: maybe(z.string()),
  private_metadata: maybe(z.string()),
  state: maybe(z.object({ values: z.unknown() })),
});

export const interactivePayload = z.discriminatedUnion("type", [
  interactive.extend({
    type: z.literal("block_actions"),
    response_url: maybe(z.string()),
    container: maybe(
      z.object({
        is_ephemeral: maybe(z.boolean()),
        channel_id: maybe(z.string()),
        thread_ts: maybe(z.string()),
      }),
    ),
    message: maybe(z.object({ thread_ts: maybe(z.string()) })),
    actions: z.array(z.object({ type: z.string(), value: maybe(z.string()) })).min(1),
  }),
  interactive.extend({ type: z.literal("view_submission"), view }),
  interactive.extend({
    type: z.literal("block_suggestion"),
    block_id: z.string(),
    value: maybe(z.string()),
    view,
  }),
]);

/**
 * Reads one delivery. Undefined for what is none of ours: other kinds, other apps' messages, rubbish.
 * `commandPrefix` is taken off the command's name.
 */
export function parseDelivery(body: unknown, commandPrefix: string): Delivery | undefined {
  switch (kindOf(body)) {
    case "command": {
      const { data } = slashCommand.safeParse(body);
      return data && readCommand(data, commandPrefix);
    }
    case "mention":
      return readMention(body);
    case "interaction": {
      const { data } = interactivePayload.safeParse(body);
      return data && readInteraction(data);
    }
    default:
      return undefined;
  }
}

/** What a delivery can be at most. Told first, because finding out that it is none of the others costs more than reading it. */
function kindOf(body: unknown): "command" | "mention" | "interaction" | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  if ("command" in body && typeof body.command === "string") return "command";
  return "type" in body && body.type === "event_callback" ? "mention" : "interaction";
}

function readCommand(data: z.infer<typeof slashCommand>, prefix: string): Delivery {
  const typed = data.command.slice(1).toLowerCase();
  return {
    type: "command",
    origin: {
      ...whoIs({
        id: data.user_id,
        name: data.user_name,
        team: data.team_id,
        enterprise: data.enterprise_id,
        isOrganisation: String(data.is_enterprise_install) === "true",
      }),
      channelId: data.channel_id,
    },
    deliveryId: data.trigger_id ?? randomUUID(),
    command: typed.startsWith(prefix) ? typed.slice(prefix.length) : typed,
    line: typedText((data.text ?? "").slice(0, LONGEST_LINE)),
    responseUrl: data.response_url,
    triggerId: data.trigger_id,
  };
}

function readInteraction(data: z.infer<typeof interactivePayload>): Delivery | undefined {
  const { user } = data;
  const origin: Origin = {
    ...whoIs({
      id: user.id,
      name: user.username ?? user.name,
      team: data.team?.id,
      ownTeam: user.team_id,
      enterprise: data.enterprise?.id,
      isOrganisation: data.is_enterprise_install === true,
    }),
    channelId: data.channel?.id,
  };
  const deliveryId = data.trigger_id ?? randomUUID();
  if (data.type === "block_actions") {
    const [action] = data.actions;
    // Of what only one person sees, the container alone tells: https://github.com/slackapi/java-slack-sdk/issues/1200 (2026-11-22)
    const threadTs = data.container?.thread_ts ?? data.message?.thread_ts;
    return {
      type: "press",
      origin: {
        ...origin,
        channelId: origin.channelId ?? data.container?.channel_id,
        thread: threadTs === undefined ? undefined : { ts: threadTs, isActive: true },
      },
      deliveryId,
      responseUrl: data.response_url,
      state: action?.type === "button" ? action.value : undefined,
      isEphemeral: data.container?.is_ephemeral === true,
    };
  }
  const memory = readFormMemory(data.view);
  if (memory === undefined) return undefined;
  const values = readFormValues(data.view.state?.values);
  const { command, responseUrl, channelId } = memory;
  const there = { ...origin, channelId };
  return data.type === "view_submission"
    ? { type: "form", origin: there, deliveryId, responseUrl, command, values }
    : { type: "suggestions", origin: there, command, option: data.block_id, typed: data.value ?? "", values };
}
