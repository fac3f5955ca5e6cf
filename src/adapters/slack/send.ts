import { setTimeout as delay } from "node:timers/promises";
import { type types, webApi } from "@slack/bolt";
import type { Drawings } from "../../core/kept-replies.ts";
import type { Logger } from "../../core/log.ts";
import { type ButtonStore, encodeButtons } from "../../core/press.ts";
import type { Button, Reply, Visibility } from "../../core/reply.ts";
import { steadyNow } from "../../core/time.ts";
import type { FilePlace, FilePlaces, Media, PictureLinks } from "./files.ts";
import { gainsByNewest, type OlderBlocks } from "./gallery.ts";
import { FILE_RETRY_WAITS_MS, LIMITS, PROGRESS_PACE_MS, PROGRESS_USES, TIMES } from "./limits.ts";
import type { Origin } from "./origin.ts";
import { withCommandPrefix, withMentions } from "./prefix.ts";
import { replyToSlack, type SlackMessage } from "./render.ts";
import { ReplyFiles } from "./reply-files.ts";
import { type ResponseUrl, ResponseUrlError, type ResponseUrls } from "./response-url.ts";

/** How a message takes its place. https://docs.slack.dev/interactivity/handling-user-interaction#message_responses (2026-11-22) */
export interface Placement {
  readonly response_type: "in_channel" | "ephemeral";
  readonly replace_original?: boolean;
}

export interface RepliesParts {
  readonly origin: Origin;
  /** As Slack sent it; opened when there is something to send. */
  readonly responseUrl: string | undefined;
  readonly responseUrls: ResponseUrls;
  readonly client: webApi.WebClient;
  readonly buttonStore: ButtonStore;
  /** Put before every command that a reply tells to type. */
  readonly commandPrefix: string;
  readonly log: Logger;
  /** Where Slack fetches the bot's own pictures from; absent, they are uploaded. */
  readonly links?: PictureLinks | undefined;
  /** Messages of replies that everybody gets alike. */
  readonly drawings: SlackDrawings;
  readonly olderBlocks: OlderBlocks;
}

/** As they are typed in a channel, and in a thread. */
export interface SlackDrawings {
  readonly channel: Drawings<SlackMessage & Placement>;
  readonly thread: Drawings<SlackMessage & Placement>;
}

/** Carries the replies to one delivery: through its `response_url`, and where there is none or it is dead as a message of the bot's own. */
export class Replies {
  readonly #parts: RepliesParts;
  readonly #files: ReplyFiles;
  #opened: ResponseUrl | undefined;
  /** The words of progress that stand where the reply will be, if there are any. */
  #progress: { readonly visibility: Visibility; readonly uses: number; readonly at: number } | undefined;
  /** The message of the bot's own that everybody sees, if there is one: a later reply takes its place. */
  #posted: { readonly channel: string; readonly ts: string } | undefined;

  constructor(parts: RepliesParts) {
    this.#parts = parts;
    this.#files = new ReplyFiles(parts);
  }

  /**
   * Whether the reply can go into an ack: uploads take longer than an ack may, only what came through the `response_url` can be
   * replaced through it, and nobody hears when Slack refuses an ack's blocks.
   */
  fitAck(reply: Reply): boolean {
    return reply.later === undefined && !this.#wantsNewest(reply) && this.#files.fitAck(reply);
  }

  #wantsNewest(reply: Reply): boolean {
    const { olderBlocks, origin } = this.#parts;
    return gainsByNewest(reply) && !olderBlocks.has(origin.workspaceId);
  }

  /** The reply as the message of an ack. Only for one that fits it. */
  async message(reply: Reply): Promise<SlackMessage & Placement> {
    const known = this.#drawings.find(reply);
    if (known !== undefined) return known;
    return this.#draw(reply, await this.#states(reply), { pictures: "shown", places: this.#files.linked(reply) });
  }

  /** Sends the reply as a message of its own. Rejects when there is no way left. */
  send(reply: Reply): Promise<void> {
    return this.#send(reply, { response_type: responseType(reply.visibility), replace_original: false });
  }

  /** Puts the reply in the place of the one before, or of the message with the button, for those who see that. */
  replace(reply: Reply, visibility: Visibility = reply.visibility): Promise<void> {
    return this.#send(reply, { response_type: responseType(visibility), replace_original: true });
  }

  /**
   * Shows how far the work is; the reply takes the place of it. Seldom: a `response_url` has few uses. Without one, what a single
   * person sees can't be replaced: that is said once.
   */
  async progress(words: Reply): Promise<void> {
    const responseUrl = this.#responseUrl();
    const { uses, at } = this.#progress ?? { uses: 0, at: Number.NEGATIVE_INFINITY };
    const now = steadyNow();
    const isReplaceable = responseUrl !== undefined || words.visibility === "channel";
    if (uses >= (isReplaceable ? PROGRESS_USES : 1) || now - at < PROGRESS_PACE_MS) return;
    this.#progress = { visibility: words.visibility, uses: uses + 1, at: now };
    const placement = { response_type: responseType(words.visibility), replace_original: uses > 0 };
    const message = replyToSlack(this.#asTypedHere(words), new Map());
    if (responseUrl === undefined) await this.#postOnce(message, placement);
    else await responseUrl.send({ ...message, ...placement, ...this.#thread(placement) }, 1);
  }

  /** Sends the reply in the place of the words of progress; what one person sees cannot become what all see, so those go away then. */
  async sendAfterProgress(reply: Reply): Promise<void> {
    if (this.#progress === undefined) return await this.send(reply);
    if (this.#progress.visibility === reply.visibility) return await this.replace(reply);
    await this.#removeProgress().catch(() => {});
    await this.send(reply);
  }

  async #removeProgress(): Promise<void> {
    const posted = this.#posted;
    this.#posted = undefined;
    if (posted === undefined) await this.remove();
    else await this.#parts.client.chat.delete(posted);
  }

  /** Takes away the message that a button was pressed on. */
  async remove(): Promise<void> {
    await this.#responseUrl()?.send({ delete_original: true });
  }

  async #send(reply: Reply, placement: Placement): Promise<void> {
    const [states, places] = await Promise.all([
      this.#states(reply),
      this.#files.upload(reply, this.#files.linked(reply)),
    ]);
    const write = (media: Media) => this.#draw(reply, states, media);
    const responseUrl = this.#responseUrl();
    if (responseUrl !== undefined) {
      try {
        await this.#deliver(reply, places, (media) =>
          responseUrl.send({ ...write(media), ...placement, ...this.#thread(placement) }),
        );
        return;
      } catch (error) {
        if (!(error instanceof ResponseUrlError)) throw error;
      }
    }
    await this.#deliver(reply, places, (media) => this.#post(write(media), placement));
  }

  /** One for all that is sent here: its uses are counted. */
  #responseUrl(): ResponseUrl | undefined {
    const { responseUrl, responseUrls } = this.#parts;
    this.#opened ??= responseUrls.open(responseUrl);
    return this.#opened;
  }

  /** The message, which is made once where everybody gets the same. */
  #draw(reply: Reply, states: ReadonlyMap<Button, string>, media: Media): SlackMessage & Placement {
    const { pictures, places, hasNewest } = media;
    const isAsItIs = pictures === "shown" && places.size === 0 && hasNewest !== true;
    const known = isAsItIs ? this.#drawings.find(reply) : undefined;
    if (known !== undefined) return known;
    const message = {
      ...replyToSlack(this.#asTypedHere(reply), states, media),
      response_type: responseType(reply.visibility),
    };
    if (isAsItIs) this.#drawings.keep(reply, states, message);
    return message;
  }

  get #drawings(): SlackDrawings["channel"] {
    const { drawings, origin } = this.#parts;
    return origin.thread === undefined ? drawings.channel : drawings.thread;
  }

  #asTypedHere(reply: Reply): Reply {
    const { origin, commandPrefix } = this.#parts;
    return origin.thread === undefined ? withCommandPrefix(reply, commandPrefix) : withMentions(reply);
  }

  /** Left out, a message goes to the channel, also one that answers a press in a thread. */
  #thread({ response_type }: Placement): { readonly thread_ts?: string } {
    const { thread } = this.#parts.origin;
    const isShownThere = thread !== undefined && (response_type === "in_channel" || thread.isActive);
    return isShownThere ? { thread_ts: thread.ts } : {};
  }

  #states(reply: Reply) {
    const { buttonStore, origin } = this.#parts;
    return encodeButtons(reply, LIMITS.buttonState, buttonStore, origin.user);
  }

  /** Sends the message with the newest blocks where it gains by them, and as before where the workspace refuses them. */
  async #deliver(reply: Reply, places: FilePlaces, send: (media: Media) => Promise<void>): Promise<void> {
    const { olderBlocks, origin, log } = this.#parts;
    const wantsNewest = this.#wantsNewest(reply);
    if (wantsNewest && (await isAccepted(send({ pictures: "shown", places, hasNewest: true })))) return;
    const isShown = await this.#deliverOlder(reply, places, send);
    // Else it was a picture that Slack could not fetch
    if (!wantsNewest || !isShown) return;
    olderBlocks.remember(origin.workspaceId);
    log.info({ platform: "slack" }, "a workspace does not take the newest blocks, and gets older ones for a day");
  }

  /**
   * Sends the message, and while Slack refuses its content less and less of it: as it is, with pictures uploaded that it could
   * not fetch from us, again once it has looked at the files, with the files beside it, with links in place of pictures. At
   * most the uses of one `response_url`. Says whether Slack took it with its pictures at last.
   */
  async #deliverOlder(reply: Reply, first: FilePlaces, send: (media: Media) => Promise<void>): Promise<boolean> {
    let places = first;
    let waits: readonly number[] = FILE_RETRY_WAITS_MS;
    if (isAny(places, "link")) {
      if (await isAccepted(send({ pictures: "shown", places }))) return true;
      waits = waits.slice(1);
      places = await this.#files.upload(reply, without(places, "link"));
    }
    const hasUploads = isAny(places, "message");
    for (const waitMs of hasUploads ? waits : []) {
      if (await isAccepted(send({ pictures: "shown", places }))) return true;
      await delay(waitMs);
    }
    if (await isAccepted(send({ pictures: "shown", places }))) return true;
    const elsewhere = hasUploads ? await this.#files.moveBeside(reply, places) : places;
    if (hasUploads && (await isAccepted(send({ pictures: "shown", places: elsewhere })))) return true;
    await send({ pictures: "linked", places: elsewhere });
    return false;
  }

  /** Works only where the bot is a member; so it comes last. */
  async #post(message: SlackMessage, placement: Placement): Promise<void> {
    await onceMoreWhenLimited(() => this.#postOnce(message, placement));
  }

  async #postOnce(message: SlackMessage, placement: Placement): Promise<void> {
    const { client, origin } = this.#parts;
    if (origin.channelId === undefined) throw new Error("the reply has no channel to go to");
    const { text, unfurl_links, unfurl_media } = message;
    const blocks: types.KnownBlock[] = [...(message.blocks ?? [])];
    const attachments = message.attachments.map((bar) => ({ ...bar, blocks: [...bar.blocks] }));
    const shown = { ...(text === undefined ? {} : { text, blocks }), attachments };
    const there = { channel: origin.channelId, ...this.#thread(placement) };
    const posted = placement.replace_original === true ? this.#posted : undefined;
    if (placement.response_type === "ephemeral") {
      await client.chat.postEphemeral({ ...there, ...shown, user: origin.user.id });
    } else if (posted !== undefined) {
      // What is left out stays as it was, what is empty goes. https://docs.slack.dev/reference/methods/chat.update (2026-11-28)
      await client.chat.update({ ...posted, text: "", blocks: [], ...shown });
    } else {
      const { channel, ts } = await client.chat.postMessage({ ...there, ...shown, unfurl_links, unfurl_media });
      if (channel !== undefined && ts !== undefined) this.#posted = { channel, ts };
    }
  }
}

function isAny(places: FilePlaces, where: FilePlace["in"]): boolean {
  return [...places.values()].some((place) => place.in === where);
}

function without(places: FilePlaces, where: FilePlace["in"]): FilePlaces {
  return new Map([...places].filter(([, place]) => place.in !== where));
}

function responseType(visibility: Visibility): Placement["response_type"] {
  return visibility === "channel" ? "in_channel" : "ephemeral";
}

/** A picture that Slack cannot fetch, or has not looked at yet, costs the whole message. */
async function isAccepted(sent: Promise<void>): Promise<boolean> {
  try {
    await sent;
    return true;
  } catch (error) {
    if (!isAboutContent(error)) throw error;
    return false;
  }
}

function isAboutContent(error: unknown): boolean {
  if (error instanceof ResponseUrlError) return error.reason === "content";
  return error instanceof webApi.WebAPIPlatformError && /^(invalid_blocks|invalid_attachments)/.test(error.data.error);
}

async function onceMoreWhenLimited(call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (!(error instanceof webApi.WebAPIRateLimitedError)) throw error;
    const waitMs = error.retryAfter * 1_000;
    if (waitMs > TIMES.longestRetryAfterMs) throw error;
    await delay(waitMs);
    await call();
  }
}
