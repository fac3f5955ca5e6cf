import { defineGroup } from "../../src/core/command.ts";
import { add } from "./add.ts";
import { move, remove } from "./change.ts";
import { exportBooks, importBooks } from "./files.ts";
import { forgetMe } from "./forget-me.ts";
import { connect, disconnect, sync } from "./google.ts";
import { list } from "./list.ts";
import { show } from "./show.ts";

export const shelf = defineGroup({
  name: "shelf",
  description: "Your own bookshelf: to read, reading, read",
  isPersonal: true,
  subcommands: [add, list, show, move, remove, exportBooks, importBooks, connect, sync, disconnect, forgetMe],
});
