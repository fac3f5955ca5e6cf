import type { Command } from "../src/core/command.ts";
import { helpFor } from "./help.ts";
import { quota } from "./quota.ts";

const withoutHelp: readonly Command[] = [quota];

/** Every command, in the order `/help` shows them. */
export const commands: readonly Command[] = [...withoutHelp, helpFor(withoutHelp)];
