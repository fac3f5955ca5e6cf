import type { RichText } from "./text.ts";

export type Platform = "discord" | "slack" | "chat" | "playground" | "mcp";

/** What a platform tells of a person and a channel when somebody wants to know. */
export interface Facts {
  /** The person's time zone, as IANA names it. */
  readonly zone?: string | undefined;
  /** Whether the person may manage the channel. */
  readonly isManager?: boolean | undefined;
  /** Why the bot can't post in the channel by itself, and what to do; undefined where nothing is known to stand against it. */
  readonly hindrance?: RichText | undefined;
}

/** Where a command is used. */
export interface Where {
  readonly platform: Platform;
  readonly channelId?: string | undefined;
  /** Guild or workspace; absent in direct messages. */
  readonly workspaceId?: string | undefined;
  /** What the platform tells of the person and the channel. Never rejects; absent where it tells nothing. */
  readonly facts?: (() => Promise<Facts>) | undefined;
}
