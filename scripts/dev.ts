import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { discord } from "../src/config/discord.ts";
import { slack } from "../src/config/slack.ts";
import { openInBrowser } from "../src/playground/browser.ts";
import { readFlags } from "../src/setup/flags.ts";

const USAGE = `npm run dev [-- --live]

Opens the playground on this machine, and starts the bot again whenever one of its files changes. Platforms that .env names are left alone.

--live  asks the live web APIs; by default the recorded samples answer
--help  this text
`;

const ROOT = resolve(import.meta.dirname, "..");

/** What would connect platforms, or open the page to others; empty, it counts as not set. */
const LEFT_OUT = ["HOST", "PUBLIC_URL", ...Object.keys(slack.variables), ...Object.keys(discord.variables)];

const { live } = readFlags(USAGE, { options: { live: { type: "boolean", default: false } } }).values;

const bot = spawn(
  process.execPath,
  [
    ...["--watch", "--watch-preserve-output", "--import", "./src/runtime.js", "src/main.ts"],
    ...(live ? [] : ["--recorded"]),
  ],
  {
    cwd: ROOT,
    env: {
      ...process.env,
      ...Object.fromEntries(LEFT_OUT.map((name) => [name, ""])),
      PLAYGROUND: "on",
      LOG_FORMAT: process.env["LOG_FORMAT"] ?? "pretty",
    },
    stdio: ["inherit", "pipe", "inherit"],
  },
);
// Ctrl-C reaches it by itself: what it still has to say is waited for
process.on("SIGINT", () => {});
process.on("SIGTERM", () => bot.kill("SIGTERM"));
const ended = once(bot, "exit");

// The page that is open stays open when the bot starts again
let isOpen = false;
for await (const line of createInterface({ input: bot.stdout })) {
  console.log(line);
  const [, address] = /the playground is open: (\S+)/.exec(line) ?? [];
  if (address === undefined || isOpen) continue;
  isOpen = true;
  void openInBrowser(address);
}
const [code] = await ended;
process.exitCode = code ?? 0;
