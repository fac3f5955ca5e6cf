import type { Post, Poster } from "../../core/posting.ts";
import type { KeptFiles } from "../../http/kept-files.ts";
import type { AnsweringBot } from "./conversation.ts";
import { drawMessage } from "./draw.ts";
import { userOf } from "./people.ts";
import type { Posted, Posts } from "./protocol.ts";
import { Stages } from "./stages.ts";

/** Messages that pages can still fetch; our choice. */
const KEPT = 20;

export interface PosterParts {
  readonly files: KeptFiles;
  readonly slackCommandPrefix: string;
  /** The bot that the buttons below it are for. */
  readonly bot: () => Promise<AnsweringBot>;
}

/** What comes by itself in the playground: kept until the open pages have fetched it. */
export class PlaygroundPoster implements Poster {
  readonly name = "playground";
  readonly isIdempotent = false;
  readonly #parts: PosterParts;
  #last = 0;
  #posts: readonly Posted[] = [];

  constructor(parts: PosterParts) {
    this.#parts = parts;
  }

  async post({ place: { to }, reply, for: maker }: Post): Promise<void> {
    const { files, slackCommandPrefix, bot } = this.#parts;
    const { buttonStore } = await bot();
    const user = userOf(maker.id) ?? { ...maker, key: `playground:${maker.id}`, locale: "en" };
    const visibility = "personId" in to ? "ephemeral" : "channel";
    const parts = { buttonStore, files, slackCommandPrefix, user, stages: new Stages() };
    const message = await drawMessage({ ...reply, visibility }, "new", parts);
    this.#last += 1;
    this.#posts = [...this.#posts.slice(1 - KEPT), { number: this.#last, person: user.id, message }];
  }

  /** What came after a number; without one only the last number there is. */
  since(number: number | undefined): Posts {
    // A number that there has not been yet is of the time before a restart
    const after = number === undefined ? this.#last : number > this.#last ? 0 : number;
    return { last: this.#last, posts: this.#posts.filter((posted) => posted.number > after) };
  }
}
