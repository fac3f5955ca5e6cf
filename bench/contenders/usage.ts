import { tellUsage } from "./contender.ts";

/** Loaded before `src/main.ts`: the bot itself, that also tells what it has used. */
tellUsage();
