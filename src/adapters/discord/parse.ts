import { z } from "zod";
import type { User } from "../../core/command.ts";
import type { OptionValues } from "../../core/reply.ts";
import { steadyNow } from "../../core/time.ts";
import type { Facts } from "../../core/where.ts";
import type { Attachment } from "./attachments.ts";
import { COMPONENTS_ONLY } from "./components.ts";
import { INTERACTION_LIMITS, MESSAGE_LIMITS } from "./limits.ts";
import { factsOf } from "./permissions.ts";

/** What Discord delivers, in our words. */
export type Delivery =
  | { readonly type: "ping" }
  | {
      readonly type: "command";
      readonly interaction: Interaction;
      readonly command: string;
      readonly registered: Registered | undefined;
      readonly values: OptionValues;
      readonly attachments: ReadonlyMap<string, Attachment>;
    }
  | {
      readonly type: "press";
      readonly interaction: Interaction;
      /** As `encodeButtons` made it. */
      readonly state: string;
      /** Whether the message with the button is seen by the person alone. */
      readonly isEphemeral: boolean;
      /** Whether that message consists of components alone, which it will for ever. */
      readonly isOnComponents: boolean;
      /** Id of the person whose command made that message, where Discord tells it. */
      readonly askedBy: string | undefined;
    }
  | {
      readonly type: "suggestions";
      readonly interaction: Interaction;
      readonly command: string;
      readonly registered: Registered | undefined;
      readonly option: string;
      readonly typed: string;
      readonly values: OptionValues;
    };

/** A command as Discord knows it. */
export interface Registered {
  /** Its first word, where it is one of a group. */
  readonly name: string;
  readonly id: string;
  /** The server whose own command it is. */
  readonly guildId: string | undefined;
}

/** Where answers to an interaction go, and until when. */
export interface Address {
  readonly id: string;
  /** Opens the webhook of this interaction for 15 minutes. Never logged. */
  readonly token: string;
  readonly applicationId: string;
  /** When the first answer is due, on the steady clock. */
  readonly answerBy: number;
  /** When edits and further messages are no longer possible, on the steady clock. */
  readonly expiresAt: number;
}

/** What every interaction but a ping has. */
export interface Interaction extends Address {
  readonly user: User;
  readonly channelId: string | undefined;
  readonly guildId: string | undefined;
  /** Bytes that one uploaded file may have here. */
  readonly maxFileBytes: number;
  /** What is told of the person and the channel. */
  readonly facts: () => Promise<Facts>;
}

/** A delivery that nobody can read. */
export interface Unreadable {
  readonly type: "command" | "press" | "suggestions" | "form" | "unknown";
  /** Paths of the fields that are wrong: never what they hold. */
  readonly fields: readonly string[];
  /** Undefined where not even this much can be read. */
  readonly address: Address | undefined;
}

const EPHEMERAL = 1 << 6;

const snowflake = z.string().regex(/^\d{1,20}$/);

const person = z.object({ id: snowflake, username: z.string(), global_name: z.string().nullish() });

const value = z.union([z.string(), z.number(), z.boolean()]);

/** https://docs.discord.com/developers/interactions/application-commands#application-command-object-application-command-option-type (2026-11-22) */
const SUBCOMMAND = 1;

const leaf = {
  type: z.number().nullish(),
  name: z.string(),
  value: value.nullish(),
  focused: z.boolean().nullish(),
};

/** A value, or a subcommand with its values. */
const option = z.object({ ...leaf, options: z.array(z.object(leaf)).nullish() });

const base = {
  id: snowflake,
  application_id: snowflake,
  token: z.string().min(1),
  member: z
    .object({ user: person.nullish(), nick: z.string().nullish(), permissions: z.string().nullish().catch(undefined) })
    .nullish(),
  user: person.nullish(),
  channel_id: snowflake.nullish(),
  guild_id: snowflake.nullish(),
  locale: z.string().nullish(),
  attachment_size_limit: z.number().nullish(),
  // No command fails for what few of them want to know
  app_permissions: z.string().nullish().catch(undefined),
  channel: z.object({ type: z.number().nullish() }).nullish().catch(undefined),
  context: z.number().nullish().catch(undefined),
  authorizing_integration_owners: z.record(z.string(), z.unknown()).nullish().catch(undefined),
};

const attachment = z.object({
  filename: z.string(),
  size: z.number(),
  url: z.string(),
  content_type: z.string().nullish(),
});

const commandData = z.object({
  // Only for naming it, so nothing is lost without them
  id: snowflake.nullish().catch(undefined),
  guild_id: snowflake.nullish().catch(undefined),
  name: z.string(),
  options: z.array(option).nullish(),
  resolved: z.object({ attachments: z.record(snowflake, attachment.nullish()).nullish() }).nullish(),
});

const delivered = z.discriminatedUnion("type", [
  z.object({ type: z.literal(1) }),
  z.object({ type: z.literal(2), ...base, data: commandData }),
  z.object({ type: z.literal(4), ...base, data: commandData }),
  z.object({
    type: z.union([z.literal(3), z.literal(5)]),
    ...base,
    data: z.object({ custom_id: z.string() }),
    message: z
      .object({
        flags: z.number().nullish(),
        interaction_metadata: z.object({ user: z.object({ id: snowflake }).nullish() }).nullish(),
      })
      .nullish(),
  }),
]);

type Base = Omit<Extract<z.infer<typeof delivered>, { type: 2 }>, "type" | "data">;

/** Reads a delivery; undefined when it is none that this bot can answer. `receivedAt` is our clock, in milliseconds. */
export function parseDelivery(body: unknown, receivedAt: number): Delivery | undefined {
  const parsed = delivered.safeParse(body);
  if (!parsed.success) return undefined;
  const { data: delivery } = parsed;
  if (delivery.type === 1) return { type: "ping" };
  const interaction = interactionOf(delivery, receivedAt);
  if (interaction === undefined) return undefined;
  switch (delivery.type) {
    case 2: {
      const { command, values } = chosen(delivery.data);
      const registered = registeredOf(delivery.data);
      return { type: "command", interaction, command, registered, values, attachments: attachmentsOf(delivery.data) };
    }
    case 4: {
      const { command, options, values } = chosen(delivery.data);
      const focused = options.find((candidate) => candidate.focused === true);
      const typed = String(focused?.value ?? "");
      const registered = registeredOf(delivery.data);
      return { type: "suggestions", interaction, command, registered, option: focused?.name ?? "", typed, values };
    }
    default: {
      const { data, message } = delivery;
      const flags = message?.flags ?? 0;
      const isEphemeral = (flags & EPHEMERAL) !== 0;
      const isOnComponents = (flags & COMPONENTS_ONLY) !== 0;
      const askedBy = message?.interaction_metadata?.user?.id;
      return { type: "press", interaction, state: data.custom_id, isEphemeral, isOnComponents, askedBy };
    }
  }
}

const TYPES: Readonly<Record<number, Unreadable["type"]>> = { 2: "command", 3: "press", 4: "suggestions", 5: "form" };

const addressed = z.object({
  type: z.number(),
  id: snowflake,
  token: z.string().min(1),
  // A first answer is sent without it
  application_id: snowflake.catch("0"),
});

/** What is wrong with a delivery that `parseDelivery` can't read, and where that can be told. */
export function parseUnreadable(body: unknown, receivedAt: number): Unreadable {
  const issues = delivered.safeParse(body).error?.issues ?? [{ path: ["user"] }];
  const fields = issues.slice(0, MAX_FIELDS).map(({ path }) => path.join(".") || "everything");
  const { data } = addressed.safeParse(body);
  const type = data === undefined ? undefined : TYPES[data.type];
  if (data === undefined || type === undefined) return { type: "unknown", fields, address: undefined };
  const { id, token, application_id: applicationId } = data;
  return { type, fields, address: { id, token, applicationId, ...deadlines(id, receivedAt) } };
}

/** Wrong fields that are named; our choice. */
const MAX_FIELDS = 10;

function interactionOf(delivery: Base, receivedAt: number): Interaction | undefined {
  const user = delivery.member?.user ?? delivery.user;
  if (user === null || user === undefined) return undefined;
  const { answerBy, expiresAt } = deadlines(delivery.id, receivedAt);
  return {
    id: delivery.id,
    token: delivery.token,
    applicationId: delivery.application_id,
    user: {
      id: user.id,
      key: `discord:${user.id}`,
      name: delivery.member?.nick ?? user.global_name ?? user.username,
      locale: delivery.locale ?? "en",
    },
    channelId: delivery.channel_id ?? undefined,
    guildId: delivery.guild_id ?? undefined,
    maxFileBytes: delivery.attachment_size_limit ?? MESSAGE_LIMITS.fileBytes,
    facts: async () => told(delivery),
    answerBy,
    expiresAt,
  };
}

/** Start of Discord's snowflakes: 2015-01-01 UTC. https://docs.discord.com/developers/reference#snowflakes (2026-11-22) */
const DISCORD_EPOCH = 1_420_070_400_000;

/** However old an interaction looks by our clock, this much of its time is tried, in milliseconds: the clock may be wrong. */
const LEAST_TIME_MS = 1_000;

/** Times count from when Discord made the interaction, which its id tells. */
function deadlines(id: string, receivedAt: number): { readonly answerBy: number; readonly expiresAt: number } {
  const createdAt = Number(BigInt(id) >> 22n) + DISCORD_EPOCH;
  const { firstAnswerMs, firstAnswerMarginMs, tokenLifeMs } = INTERACTION_LIMITS;
  // A clock ahead of Discord's must not cost the answer, one behind it must not give more time than there is
  const ageMs = Math.max(0, receivedAt - createdAt);
  const timeMs = Math.max(LEAST_TIME_MS, firstAnswerMs - firstAnswerMarginMs - ageMs);
  const now = steadyNow();
  return { answerBy: now + timeMs, expiresAt: now + tokenLifeMs };
}

/** An installation in a server, or by nobody for the bot's direct messages, is named under `0`. */
function told({ app_permissions, member, channel, context, authorizing_integration_owners: owners }: Base): Facts {
  return factsOf({
    appPermissions: app_permissions ?? undefined,
    memberPermissions: member?.permissions ?? undefined,
    channelType: channel?.type ?? undefined,
    context: context ?? undefined,
    isInstalledHere: owners === null || owners === undefined || Object.hasOwn(owners, "0"),
  });
}

function attachmentsOf({ resolved }: z.infer<typeof commandData>): ReadonlyMap<string, Attachment> {
  const attached = Object.entries(resolved?.attachments ?? {}).flatMap(([id, file]) => {
    if (file === null || file === undefined) return [];
    const { content_type: contentType, ...rest } = file;
    return [[id, { ...rest, contentType: contentType ?? undefined }] as const];
  });
  return new Map(attached);
}

function registeredOf({ name, id, guild_id: guildId }: z.infer<typeof commandData>): Registered | undefined {
  return id === null || id === undefined ? undefined : { name, id, guildId: guildId ?? undefined };
}

/** The command with its full name (`github repos`) and the values for it. */
function chosen({ name, options }: z.infer<typeof commandData>) {
  const [subcommand] = (options ?? []).filter((option) => option.type === SUBCOMMAND);
  const command = subcommand === undefined ? name : `${name} ${subcommand.name}`;
  const given = (subcommand === undefined ? options : subcommand.options) ?? [];
  const values: Record<string, string | number | boolean> = {};
  for (const { name, value } of given) if (value !== undefined && value !== null) values[name] = value;
  return { command, options: given, values };
}
