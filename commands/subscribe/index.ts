import { type CommandGroup, defineGroup, type ListedCommand } from "../../src/core/command.ts";
import { addFor } from "./add.ts";
import { list } from "./list.ts";
import { remove, resume } from "./remove.ts";

/** `/subscribe`: a command that comes by itself. `all`: every command there is. */
export function subscribeTo(all: () => readonly ListedCommand[]): CommandGroup {
  return defineGroup({
    name: "subscribe",
    isPersonal: true,
    description: "A command that comes by itself: every morning, or when there is something new",
    subcommands: [addFor(all), list, remove, resume],
    main: "add",
  });
}
