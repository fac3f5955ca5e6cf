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

/** What a delivery tells of who did something. Each kind of delivery tells it in places of its own. */
interface Told {
  readonly id: string;
  readonly name: string | undefined;
  /** The workspace where it was done; absent from buttons and forms where a whole organisation installed the bot. */
  readonly team: string | undefined;
  /** The workspace that the person belongs to. */
  readonly ownTeam?: string | undefined;
  /** The organisation. */
  readonly enterprise: string | undefined;
  /** Whether the organisation installed the bot for all its workspaces. */
  readonly isOrganisation: boolean;
}

/**
 * Who somebody is, however a delivery says it. Ids are a workspace's own; where an organisation installed the bot they are the
 * organisation's, since one person is in several of its workspaces. Slack does not tell the language of who types.
 */
export function whoIs(told: Told): Required<Pick<Origin, "user" | "workspaceId">> {
  const { id, name, team, ownTeam, enterprise, isOrganisation } = told;
  const workspaceId = (isOrganisation ? enterprise : undefined) ?? team ?? ownTeam ?? enterprise;
  return {
    user: { id, key: `slack:${workspaceId ?? ""}:${id}`, name: name || "somebody", locale: "en" },
    workspaceId,
  };
}
