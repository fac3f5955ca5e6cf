import { closest } from "../src/core/closest.ts";
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
import { subscribeTo } from "./subscribe/index.ts";

const HELP = "help";

/** What of the configuration decides how commands are declared. */
export interface CommandSettings {
  /** The most grown-up GIFs that anybody gets. */
  readonly gifRating: Rating;
  /** Which of them exist; all where nothing is said. `/help` always does. */
  readonly commandChoice?: { readonly isOnly: boolean; readonly names: readonly string[] } | undefined;
}

/** Every command as the operator wants it, in the order `/help` shows them. Made once, from the configuration. */
export function commandsFor(settings: CommandSettings): readonly ListedCommand[] {
  let all: readonly ListedCommand[] = [];
  const chosen = allFor(settings, () => all).filter(({ name }) => isChosen(name, settings));
  all = [...chosen, helpFor(chosen)];
  return all;
}

/** The names of those that the operator has switched off. */
export function commandsOff(settings: CommandSettings): readonly string[] {
  return allFor(settings)
    .map(({ name }) => name)
    .filter((name) => !isChosen(name, settings));
}

/** What is wrong with the operator's choice, in sentences. */
export function choiceProblems(settings: CommandSettings): readonly string[] {
  const names = [...allFor(settings).map(({ name }) => name), HELP];
  const { commandChoice } = settings;
  if (commandChoice?.isOnly === false && commandChoice.names.includes(HELP)) {
    return ["COMMANDS leaves out help, which people need to find the others: take it from the list"];
  }
  return (commandChoice?.names ?? [])
    .filter((name) => !names.includes(name))
    .map((name) => {
      const near = closest(name, names);
      const hint = near === undefined ? `there are ${names.join(", ")}` : `did you mean ${near}?`;
      return `COMMANDS names ${name}, which is no command: ${hint}`;
    });
}

function isChosen(name: string, { commandChoice }: CommandSettings): boolean {
  return commandChoice === undefined || commandChoice.names.includes(name) === commandChoice.isOnly;
}

/** `others`: those that exist, for commands that run others. */
function allFor(
  { gifRating }: CommandSettings,
  others: () => readonly ListedCommand[] = () => [],
): readonly ListedCommand[] {
  return [
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
    subscribeTo(others),
    quota,
    // `npm run new` puts its command here
  ];
}

/** Every command with all that it can do: what the documentation describes. */
export const commands: readonly ListedCommand[] = commandsFor({ gifRating: "pg-13" });
