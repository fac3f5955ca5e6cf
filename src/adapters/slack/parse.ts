import { randomUUID } from "node:crypto";
import { z } from "zod";
import { LONGEST_LINE } from "../../core/command-line.ts";
import type { OptionValues } from "../../core/reply.ts";
import { readFormMemory, readFormValues } from "./form.ts";
import { type Mention, readMention } from "./mention.ts";
import { type Origin, person } from "./origin.ts";
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

const slashCommand = z.object({
  command: z.string().startsWith("/"),
  text: z.string().default(""),
  user_id: z.string().min(1),
  user_name: z.string().default(""),
  channel_id: z.string().optional(),
  team_id: z.string().optional(),
  enterprise_id: z.string().optional(),
  response_url: z.string().optional(),
  trigger_id: z.string().optional(),
});

/** Common to all that comes from buttons and forms. */
const interactive = z.object({
  user: z.object({ id: z.string().min(1), username: z.string().optional(), name: z.string().optional() }),
  team: z.object({ id: z.string() }).nullish(),
  enterprise: z.object({ id: z.string() }).nullish(),
  channel: z.object({ id: z.string() }).nullish(),
  trigger_id: z.string().optional(),
});

const view = z.object({
  callback_id: z.string().optional(),
  private_metadata: z.string(),
  state: z.object({ values: z.unknown() }).optional(),
});

const interactivePayload = z.discriminatedUnion("type", [
  interactive.extend({
    type: z.literal("block_actions"),
    response_url: z.string().optional(),
    container: z
      .object({
        is_ephemeral: z.boolean().optional(),
        channel_id: z.string().optional(),
        thread_ts: z.string().optional(),
      })
      .optional(),
    message: z.object({ thread_ts: z.string().optional() }).nullish(),
    actions: z.array(z.object({ type: z.string(), value: z.string().optional() })).min(1),
  }),
  interactive.extend({ type: z.literal("view_submission"), view }),
  interactive.extend({
    type: z.literal("block_suggestion"),
    block_id: z.string(),
    value: z.string().default(""),
    view,
  }),
]);

/**
 * Reads one delivery. Undefined for what is none of ours: other kinds, other apps' messages, rubbish.
 * `commandPrefix` is taken off the command's name.
 */
export function parseDelivery(body: unknown, commandPrefix: string): Delivery | undefined {
  const command = slashCommand.safeParse(body);
  if (command.success) return readCommand(command.data, commandPrefix);
  const payload = interactivePayload.safeParse(body);
  return payload.success ? readInteraction(payload.data) : readMention(body);
}

function readCommand(data: z.infer<typeof slashCommand>, prefix: string): Delivery {
  const typed = data.command.slice(1).toLowerCase();
  return {
    type: "command",
    origin: {
      user: person(data.user_id, data.user_name, data.team_id ?? data.enterprise_id),
      channelId: data.channel_id,
      workspaceId: data.team_id ?? data.enterprise_id,
    },
    deliveryId: data.trigger_id ?? randomUUID(),
    command: typed.startsWith(prefix) ? typed.slice(prefix.length) : typed,
    line: typedText(data.text.slice(0, LONGEST_LINE)),
    responseUrl: data.response_url,
    triggerId: data.trigger_id,
  };
}

function readInteraction(data: z.infer<typeof interactivePayload>): Delivery | undefined {
  const { user } = data;
  const origin: Origin = {
    user: person(user.id, user.username ?? user.name, data.team?.id ?? data.enterprise?.id),
    channelId: data.channel?.id,
    workspaceId: data.team?.id ?? data.enterprise?.id,
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
    : { type: "suggestions", origin: there, command, option: data.block_id, typed: data.value, values };
}
