import { subscribe, unsubscribe } from "node:diagnostics_channel";
import fc from "fast-check";
import { afterAll, beforeAll } from "vitest";
import { ResponseUrls } from "../../src/adapters/slack/response-url.ts";
import { attack } from "../support/attack.ts";
import { book } from "../support/sample-commands.ts";
import { type SlackBot, slackBot } from "../support/slack-bot.ts";
import { editing } from "./support/texts.ts";

const HOSTS = ["hooks.slack.com", "hooks.slack-gov.com"];

/** Stands for the port of Slack's API on this machine, which is known later. */
const PORT = "PORT";

/** An address in which every part may be Slack's or another's. */
const addresses = fc
  .tuple(
    fc.constantFrom(
      "https:",
      "https:",
      "http:",
      "HTTPS:",
      "ftp:",
      "file:",
      "ws:",
      "blob:https:",
      "javascript:",
      "",
      "\thttps:",
    ),
    fc.constantFrom("//", "//", "//", "/", "", "///", "\\\\", "/\\"),
    fc.constantFrom(
      "",
      "",
      "",
      "@",
      "a@",
      "a:b@",
      "hooks.slack.com@",
      "hooks.slack.com:443@",
      "hooks.slack.com%2f@",
      "127.0.0.1:PORT@",
    ),
    fc.constantFrom(
      ...HOSTS,
      "HOOKS.slack.com",
      "hooks.slack.com.",
      "hooks.slack.com.evil.example",
      "evilhooks.slack.com",
      "hooks-slack.com",
      "hooks。slack.com",
      "hooks.ſlack.com",
      "hooks.slack.com%00.evil.example",
      "evil.example",
      "127.0.0.1",
      "127.1",
      "2130706433",
      "0x7f.0.0.1",
      "localhost",
      "[::1]",
      "[::ffff:127.0.0.1]",
      "0.0.0.0",
      "169.254.169.254",
      "192.168.0.1",
      "",
    ),
    fc.constantFrom("", "", "", ":443", ":80", ":", ":8443", ":PORT", ":PORT", ":PORT0", ":0PORT", ":99999", ":-1"),
    fc.constantFrom(
      "/commands/1",
      "/commands/1",
      "",
      "?x",
      "#x",
      "/..//x",
      "/@evil.example",
      "@evil.example/",
      "\\@evil.example/",
      ".evil.example/",
      "/x\r\nhost: evil.example",
    ),
  )
  .map((parts) => parts.join(""));

const hostile = fc.oneof(
  { weight: 3, arbitrary: addresses },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...HOSTS.map((host) => `https://${host}/x`), "http://127.0.0.1:PORT/x"), editing)
      .map(([url, edit]) => edit(url)),
  },
);

let bot: SlackBot;
let urls: ResponseUrls;

/** Where calls have left for. Every call of undici's is told on this channel. */
const left: string[] = [];
const hear = (message: unknown) => {
  const { request } = message as { request: { origin: string | URL } };
  left.push(new URL(request.origin).origin);
};

beforeAll(async () => {
  // Nothing is ready at once, so that each answer goes to its address
  bot = await slackBot({ commands: [book], transports: ["http"], inlineBudgetMs: 0 });
  urls = new ResponseUrls(bot.slack.apiUrl);
  subscribe("undici:request:create", hear);
});

afterAll(async () => {
  unsubscribe("undici:request:create", hear);
  await urls.close();
  // Slack's own refusals are no rules that the bot broke
  bot.slack.api.problems.length = 0;
  await bot.close();
});

const atPort = (address: string) => address.replaceAll(PORT, new URL(bot.slack.apiUrl).port);

/** Whether an address, as the library that calls it reads it, is Slack's own. */
function isSlacks(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { origin, protocol, hostname, port, username, password } = new URL(address);
  if (username !== "" || password !== "") return false;
  return (
    (protocol === "https:" && port === "" && HOSTS.includes(hostname)) || origin === new URL(bot.slack.apiUrl).origin
  );
}

attack("an address like Slack's: opened only where it is", { short: 5_000, long: 100_000 }, hostile, (written) => {
  const address = atPort(written);
  return urls.open(address) === undefined || isSlacks(address) ? undefined : `${address} was opened`;
});

/** Deliveries that are answered at an address. */
const DELIVERIES: Readonly<Record<string, (address: string, id: string) => string>> = {
  command: (response_url, trigger_id) =>
    new URLSearchParams({
      command: "/book",
      text: "moby",
      user_id: "U1",
      team_id: "T1",
      channel_id: "C1",
      trigger_id,
      response_url,
    }).toString(),
  press: (response_url, trigger_id) =>
    payload({
      type: "block_actions",
      user: { id: "U1" },
      team: { id: "T1" },
      channel: { id: "C1" },
      trigger_id,
      response_url,
      actions: [{ type: "button", value: "0u~book~query=moby" }],
    }),
  form: (u, trigger_id) =>
    payload({
      type: "view_submission",
      user: { id: "U1" },
      team: { id: "T1" },
      trigger_id,
      view: {
        callback_id: "command-form",
        private_metadata: JSON.stringify({ c: "book", u, ch: "C1" }),
        state: { values: { query: { value: { value: "moby" } } } },
      },
    }),
};

const payload = (value: object) => `payload=${encodeURIComponent(JSON.stringify(value))}`;

let count = 0;

attack(
  "a command, a press and a form that want their answer there: nothing leaves for another",
  { short: 300, long: 3_000 },
  fc.record({ written: hostile, delivery: fc.constantFrom(...Object.values(DELIVERIES)) }),
  async ({ written, delivery }) => {
    const address = atPort(written);
    // Slack itself is not here
    if (isSlacks(address) && !address.includes("127.0.0.1")) return undefined;
    left.length = 0;
    count += 1;
    await bot.slack.sends(delivery(address, `1.${count}`));
    await bot.dispatcher.drain(30_000);
    const own = [new URL(bot.slack.apiUrl).origin, bot.url];
    const foreign = left.find((origin) => !own.includes(origin));
    return foreign === undefined ? undefined : `a call left for ${foreign}`;
  },
);
