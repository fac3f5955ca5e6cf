import { request } from "node:http";
import fc from "fast-check";
import { attack } from "../support/attack.ts";
import { KEY_OF_RUN, type PlaygroundTest, playground } from "../support/playground.ts";
import { spoiling } from "./support/odd-json.ts";
import { editing } from "./support/texts.ts";

const PASSWORD = "correct horse battery";

/** An address of this machine has 600 requests a minute; it has many addresses where all of 127.0.0.0/8 are its own. */
const ADDRESSES = process.platform === "linux" ? 250 : 1;

let count = 0;

/** Asks the web server as anybody may, from the next of this machine's addresses; the status. */
function ask(url: string, path: string, headers: Readonly<Record<string, string>>, body?: string): Promise<number> {
  count += 1;
  const localAddress = `127.0.0.${(count % ADDRESSES) + 1}`;
  const method = body === undefined ? "GET" : "POST";
  return new Promise((resolve, reject) => {
    request(`${url}/playground/${path}`, { method, headers, localAddress, agent: false }, (response) => {
      response.resume().on("end", () => resolve(response.statusCode ?? 0));
    })
      .on("error", reject)
      .end(body);
  });
}

const JSON_TYPE = { "content-type": "application/json" };

const common = { person: "ann", answers: "recorded", fault: "none" };

/** What the page asks. */
const REQUESTS = {
  type: { ...common, line: "/help" },
  press: { ...common, state: "0u~help~", isPrivate: false, askedBy: "ann" },
  form: { ...common, command: "dog" },
  submit: {
    ...common,
    command: "shelf import",
    values: { file: "books.csv" },
    files: { "books.csv": { mediaType: "text/csv", base64: "QUJD" } },
  },
  "suggest-line": { ...common, line: "/do" },
  suggest: { ...common, command: "dog", option: "breed", typed: "be", values: {} },
};

attack(
  "what the page asks, spoilt: an answer or a refusal, and no bug",
  { short: 200, long: 3_000, open: () => playground({ chartPatienceMs: 1 }) },
  fc
    .tuple(fc.constantFrom(...Object.entries(REQUESTS)), spoiling)
    .map(([[path, body], spoil]) => [path, spoil(body)] as const),
  async ([path, json], { url, log }) => {
    const before = log().length;
    const status = await ask(url, path, JSON_TYPE, json);
    const bug = /^.*"level":(50|60).*$/m.exec(log().slice(before));
    return bug?.[0] ?? ([200, 400, 404, 413, 422].includes(status) ? undefined : `it answered ${status}`);
  },
);

/** A playground that can connect platforms, and what it was asked for. */
async function connectable(options: Parameters<typeof playground>[0] = {}) {
  const asked: string[] = [];
  const note = async (platform: string) => {
    asked.push(platform);
    return { findings: [] };
  };
  const connector = { slackAppUrl: () => "", check: async () => (await note("check")).findings, connect: note };
  const page: PlaygroundTest = await playground({ ...options, connector });
  return { ...page, asked };
}

const VALUES = JSON.stringify({ platform: "slack", values: { SLACK_BOT_TOKEN: "xoxb-1" } });

attack(
  "a key of the run that is not quite right: nothing is checked, written or connected",
  { short: 200, long: 3_000, atOnce: 20, open: connectable },
  fc.record({ edit: editing, step: fc.constantFrom("check", "connect") }),
  async ({ edit, step }, { url, asked }) => {
    const key = edit(KEY_OF_RUN).replace(/[^\x21-\x7e]/g, "");
    if (key === KEY_OF_RUN) return undefined;
    const status = await ask(url, `connect/${step}`, { ...JSON_TYPE, "x-magpie-key": key }, VALUES);
    return status === 403 && asked.length === 0 ? undefined : `it answered ${status}`;
  },
);

attack(
  "a password that is not quite right",
  { short: 200, long: 3_000, atOnce: 20, open: () => connectable({ password: PASSWORD }) },
  fc.record({ edit: editing, name: fc.string({ unit: "grapheme-ascii", maxLength: 10 }) }),
  async ({ edit, name }, { url, asked }) => {
    const given = `${name}:${edit(PASSWORD)}`;
    // What stands behind the first colon is the password
    if (given.slice(given.indexOf(":") + 1) === PASSWORD) return undefined;
    const authorization = `Basic ${Buffer.from(given).toString("base64")}`;
    const status = await ask(url, "session", { authorization });
    return [401, 429].includes(status) && asked.length === 0 ? undefined : `it answered ${status}`;
  },
);

/** A header, and whether a request with it comes from this very machine's own page. */
const headers = fc.uniqueArray(
  fc.constantFrom(
    { name: "host", value: "localhost:3000", isOwn: true },
    { name: "host", value: "127.0.0.1", isOwn: true },
    { name: "host", value: "[::1]:3000", isOwn: true },
    { name: "host", value: "evil.example", isOwn: false },
    { name: "host", value: "localhost.evil.example", isOwn: false },
    { name: "host", value: "localhost@evil.example", isOwn: false },
    { name: "host", value: "127.0.0.1.evil.example", isOwn: false },
    { name: "host", value: "evil.example#localhost", isOwn: false },
    { name: "host", value: "169.254.169.254", isOwn: false },
    { name: "origin", value: "https://evil.example", isOwn: false },
    { name: "origin", value: "null", isOwn: false },
    { name: "origin", value: "http://localhost.evil.example", isOwn: false },
    { name: "x-forwarded-for", value: "127.0.0.1", isOwn: false },
    { name: "X-Forwarded-Anything", value: "", isOwn: false },
    { name: "forwarded", value: "for=127.0.0.1", isOwn: false },
    { name: "via", value: "1.1 proxy", isOwn: false },
    { name: "cf-ray", value: "1", isOwn: false },
    { name: "x-real-ip", value: "::1", isOwn: false },
    { name: "content-type", value: "text/plain", isOwn: false },
    { name: "content-type", value: "application/x-www-form-urlencoded", isOwn: false },
    { name: "accept-language", value: "en", isOwn: true },
    { name: "sec-fetch-site", value: "same-origin", isOwn: true },
  ),
  { minLength: 1, maxLength: 4, selector: ({ name }) => name },
);

attack(
  "headers of proxies, foreign pages and other names: let in only where none of them is foreign",
  { short: 200, long: 3_000, open: () => playground() },
  headers,
  async (given, { url }) => {
    const sent = { ...JSON_TYPE, ...Object.fromEntries(given.map(({ name, value }) => [name, value])) };
    const status = await ask(url, "type", sent, JSON.stringify(REQUESTS.type));
    const isOwn = given.every((header) => header.isOwn);
    return status === (isOwn ? 200 : 403) ? undefined : `it answered ${status}`;
  },
);
