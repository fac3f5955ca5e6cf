import type { ListedCommand } from "../src/core/command.ts";
import type { Rating } from "../src/services/gif/source.ts";
import { apod } from "./apod.ts";
import { book } from "./book.ts";
import { cat } from "./cat.ts";
import { covid } from "./covid/index.ts";
import { dog } from "./dog.ts";
import { epic } from "./epic.ts";
import { gifUpTo } from "./gif.ts";
import { github } from "./github/index.ts";
import { goat } from "./goat.ts";
import { helpFor } from "./help.ts";
import { mars } from "./mars.ts";
import { person } from "./person.ts";
import { quota } from "./quota.ts";
import { shelf } from "./shelf/index.ts";

/** What of the configuration decides how commands are declared. */
export interface CommandSettings {
  /** The most grown-up GIFs that anybody gets. */
  readonly gifRating: Rating;
}

/** Every command as the operator wants it, in the order `/help` shows them. Made once, from the configuration. */
export function commandsFor({ gifRating }: CommandSettings): readonly ListedCommand[] {
  const withoutHelp: readonly ListedCommand[] = [
    gifUpTo(gifRating),
    book,
    covid,
    dog,
    cat,
    mars,
    goat,
    apod,
    epic,
    person,
    github,
    shelf,
    quota,
    // `npm run new` puts its command here
  ];
  return [...withoutHelp, helpFor(withoutHelp)];
}

/** Every command with all that it can do: what the documentation describes. */
export const commands: readonly ListedCommand[] = commandsFor({ gifRating: "pg-13" });
