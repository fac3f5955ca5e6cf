import { BotError, StateError } from "../../core/errors.ts";
import { t } from "../../core/text.ts";
import type { Database } from "../../state/database.ts";
import { type Tally, Votes } from "../../state/votes.ts";
import type { Ask } from "../../upstream/question.ts";
import { PetApi, type PetUpstream } from "./pet-api.ts";

export type { Tally } from "../../state/votes.ts";

/** Counts people's votes on pictures of dogs and cats, and tells them to the upstream that has the picture. */
export class PictureVotes {
  readonly #ask: Ask;
  readonly #votes: Votes;

  constructor(ask: Ask, database: Database) {
    this.#ask = ask;
    this.#votes = new Votes(database);
  }

  /**
   * A person's vote on a picture, in place of an earlier one: what this bot's people think of it now. The upstream hears of
   * it, too, where there is a key; nobody waits for that, and when it fails, the vote still counts here. Throws LostVoteError.
   */
  async cast(picture: string, person: string, isUp: boolean): Promise<Tally> {
    const cast = this.#votes.cast(picture, person, isUp).catch((error: unknown) => {
      throw error instanceof StateError ? new LostVoteError(error) : error;
    });
    const { tally, isNew, voter } = await cast;
    // Down, out of quota, or this person's share of it is used up: the vote counts here all the same
    if (isNew) this.#tell(picture, voter, isUp).catch(() => {});
    return tally;
  }

  async #tell(picture: string, voter: string, isUp: boolean): Promise<void> {
    const [, upstream, id = ""] = /^(dogApi|catApi)\/(.+)$/.exec(picture) ?? [];
    if (!isPetUpstream(upstream)) return;
    await new PetApi(this.#ask, upstream).vote(id, voter, isUp);
  }
}

/** A vote could not be kept. */
class LostVoteError extends BotError {
  constructor(cause: StateError) {
    super("a vote could not be kept", t`Your vote did not get through. ${cause.userText}`, { cause });
  }
}

function isPetUpstream(upstream: string | undefined): upstream is PetUpstream {
  return upstream === "dogApi" || upstream === "catApi";
}
