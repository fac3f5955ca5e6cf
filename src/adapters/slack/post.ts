import { type InstallationQuery, webApi } from "@slack/bolt";
import { Pace } from "../../core/pace.ts";
import { type Post, type Poster, PostRefusedError } from "../../core/posting.ts";
import { code, type RichText, t } from "../../core/text.ts";
import { POST_EVERY_MS } from "./limits.ts";
import { BOT_NAME } from "./prefix.ts";
import { Replies, type RepliesParts } from "./send.ts";

export interface PosterParts extends Omit<RepliesParts, "origin" | "responseUrl" | "client"> {
  /** The Web API as a workspace lets the bot use it, where a call is made once and never again by itself. */
  readonly clientOf: (where: InstallationQuery<boolean>) => webApi.WebClient;
  /** For tests: another pace. */
  readonly pace?: Pace;
}

/** What stands in the way, by Slack's word for it. https://docs.slack.dev/reference/methods/chat.postMessage (2026-11-28) */
const REFUSALS: Readonly<Record<string, { readonly userText: RichText; readonly isGone?: boolean }>> = {
  not_in_channel: {
    userText: t`I am not in this channel, so I can't post here by myself. Type ${code(`/invite @${BOT_NAME}`)} and try again.`,
  },
  channel_not_found: {
    userText: t`I can't see this channel, so I can't post here by myself. Type ${code(`/invite @${BOT_NAME}`)} and try again; between two people it can't be.`,
  },
  is_archived: { userText: t`This channel is archived, so I can't post here.`, isGone: true },
  restricted_action: { userText: t`Only some people may post in this channel. Ask who manages it to let me.` },
  restricted_action_read_only_channel: {
    userText: t`Only some people may post in this channel. Ask who manages it to let me.`,
  },
  missing_scope: {
    userText: t`My operator has to let me post in Slack first: the scope ${code("chat:write")} is missing.`,
  },
};

/** Messages of the bot's own in Slack, for which nobody has asked just now. */
export class SlackPoster implements Poster {
  readonly name = "slack";
  /** Slack shows what is sent twice twice. */
  readonly isIdempotent = false;
  readonly #parts: PosterParts;
  readonly #pace: Pace;

  constructor(parts: PosterParts) {
    this.#parts = parts;
    this.#pace = parts.pace ?? new Pace(POST_EVERY_MS);
  }

  async post({ place, reply, for: user }: Post): Promise<void> {
    const { workspaceId, to } = place;
    const channelId = "channelId" in to ? to.channelId : to.personId;
    await this.#pace.turn(channelId);
    const replies = new Replies({
      ...this.#parts,
      client: this.#parts.clientOf(installedWhere(workspaceId)),
      // Nobody's language counts here, and everybody sees it
      origin: { user: { ...user, key: "", locale: "en" }, channelId, workspaceId },
      responseUrl: undefined,
    });
    try {
      await replies.send({ ...reply, visibility: "channel" });
    } catch (error) {
      const reason = error instanceof webApi.WebAPIPlatformError ? error.data.error : undefined;
      const refusal = reason === undefined ? undefined : REFUSALS[reason];
      if (reason === undefined || refusal === undefined) throw error;
      throw new PostRefusedError(reason, refusal.userText, refusal);
    }
  }
}

/** Ids of organisations begin with `E`, those of workspaces with `T`. */
function installedWhere(workspaceId: string | undefined): InstallationQuery<boolean> {
  const isOrganisation = workspaceId?.startsWith("E") === true;
  return isOrganisation
    ? { teamId: undefined, enterpriseId: workspaceId, isEnterpriseInstall: true }
    : { teamId: workspaceId, enterpriseId: undefined, isEnterpriseInstall: false };
}
