import { defineGroup } from "../../src/core/command.ts";
import { connect, disconnect, me } from "./account.ts";
import { events } from "./events.ts";
import { followers, repos, starred } from "./lists.ts";
import { popular } from "./popular.ts";

export const github = defineGroup({
  name: "github",
  description: "Your GitHub account, and what happens in public",
  isPersonal: true,
  subcommands: [connect, me, repos, starred, followers, popular, events, disconnect],
});
