import type { ListedCommand } from "../src/core/command.ts";
import { apod } from "./apod.ts";
import { book } from "./book.ts";
import { cat } from "./cat.ts";
import { covid } from "./covid/index.ts";
import { dog } from "./dog.ts";
import { epic } from "./epic.ts";
import { gif } from "./gif.ts";
import { github } from "./github/index.ts";
import { goat } from "./goat.ts";
import { helpFor } from "./help.ts";
import { mars } from "./mars.ts";
import { person } from "./person.ts";
import { quota } from "./quota.ts";
import { shelf } from "./shelf/index.ts";

const withoutHelp: readonly ListedCommand[] = [
  gif,
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
];

/** Every command, in the order `/help` shows them. */
export const commands: readonly ListedCommand[] = [...withoutHelp, helpFor(withoutHelp)];
