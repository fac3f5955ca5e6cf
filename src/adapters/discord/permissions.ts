import { bold, type RichText, t } from "../../core/text.ts";
import type { Facts } from "../../core/where.ts";

/** Bits of a set of permissions. https://docs.discord.com/developers/topics/permissions#permissions-bitwise-permission-flags (2026-11-28) */
const PERMISSIONS = {
  administrator: 1n << 3n,
  manageChannels: 1n << 4n,
  manageGuild: 1n << 5n,
  viewChannel: 1n << 10n,
  sendMessages: 1n << 11n,
  embedLinks: 1n << 14n,
  attachFiles: 1n << 15n,
  sendMessagesInThreads: 1n << 38n,
} as const;

/** Types of channels that are threads. https://docs.discord.com/developers/resources/channel#channel-object-channel-types (2026-11-28) */
const THREADS = new Set([10, 11, 12]);

/** Where an interaction may be used. https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object-interaction-context-types (2026-11-28) */
const CONTEXTS = { guild: 0, botDirectMessage: 1, privateChannel: 2 } as const;

/** What Discord sends along about what is allowed, as it stands in an interaction. Sets of permissions are decimal numbers. */
export interface Allowed {
  /** The bot's, in the channel. */
  readonly appPermissions: string | undefined;
  /** The person's, in the channel; undefined in direct messages. */
  readonly memberPermissions: string | undefined;
  readonly channelType: number | undefined;
  readonly context: number | undefined;
  /** Whether the bot itself is where it is used, and not only somebody who brought it along. */
  readonly isInstalledHere: boolean;
}

/** What of it commands may want to know. */
export function factsOf(allowed: Allowed): Facts {
  const { memberPermissions } = allowed;
  const { administrator, manageChannels, manageGuild } = PERMISSIONS;
  const isManager =
    memberPermissions !== undefined && hasAny(memberPermissions, administrator | manageChannels | manageGuild);
  return { isManager, hindrance: hindrance(allowed) };
}

function hindrance({ appPermissions, channelType, context, isInstalledHere }: Allowed): RichText | undefined {
  if (context === CONTEXTS.botDirectMessage) return undefined;
  if (context === CONTEXTS.privateChannel) return t`I can't post by myself in messages between other people.`;
  if (!isInstalledHere) {
    return t`You brought me along, and this server has not added me, so I can't post here by myself. Ask who manages it to add me.`;
  }
  if (appPermissions === undefined || hasAny(appPermissions, PERMISSIONS.administrator)) return undefined;
  const send = THREADS.has(channelType ?? 0) ? PERMISSIONS.sendMessagesInThreads : PERMISSIONS.sendMessages;
  const sendName = THREADS.has(channelType ?? 0) ? "Send Messages in Threads" : "Send Messages";
  const lacking = (
    [
      ["View Channel", PERMISSIONS.viewChannel],
      [sendName, send],
      ["Embed Links", PERMISSIONS.embedLinks],
      ["Attach Files", PERMISSIONS.attachFiles],
    ] as const
  ).filter(([, bit]) => !hasAny(appPermissions, bit));
  if (lacking.length === 0) return undefined;
  return t`I may not post here by myself yet. Whoever manages this channel can let me: Edit Channel → Permissions → add Magpie, and allow ${bold(lacking.map(([name]) => name).join(", "))}.`;
}

function hasAny(set: string, bits: bigint): boolean {
  return /^\d{1,20}$/.test(set) && (BigInt(set) & bits) !== 0n;
}
