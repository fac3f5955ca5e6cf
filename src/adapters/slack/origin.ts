import type { User } from "../../core/command.ts";

/** Who did something, and where. */
export interface Origin {
  readonly user: User;
  readonly channelId?: string | undefined;
  readonly workspaceId?: string | undefined;
  /** The thread that replies belong into; absent where they belong into the channel. */
  readonly thread?: Thread | undefined;
}

export interface Thread {
  /** The message that it begins with. */
  readonly ts: string;
  /** Whether it has a reply already: else Slack shows nothing private in it. https://docs.slack.dev/reference/methods/chat.postEphemeral (2026-11-22) */
  readonly isActive: boolean;
}

/** Ids are a workspace's own. Slack does not tell the language of who types. */
export function person(id: string, name: string | undefined, workspace: string | undefined): User {
  return { id, key: `slack:${workspace ?? ""}:${id}`, name: name || "somebody", locale: "en" };
}
