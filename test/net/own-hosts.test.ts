import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { webApi } from "@slack/bolt";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { attachmentReader } from "../../src/adapters/discord/attachments.ts";
import { attachedFileReader } from "../../src/adapters/slack/attachments.ts";
import { ResponseUrls } from "../../src/adapters/slack/response-url.ts";
import { Uploader } from "../../src/adapters/slack/upload.ts";

/** Slack's and Discord's API on this machine; says of a file and of an upload that they are at `named`. */
let api: Server;
let port = 0;
let named = "";

beforeAll(async () => {
  api = createServer((request, response) => {
    const answers = {
      "/api/files.info": { ok: true, file: { name: "books.csv", url_private_download: named } },
      "/api/files.getUploadURLExternal": { ok: true, upload_url: named, file_id: "F1" },
    };
    const answer = answers[request.url as keyof typeof answers] ?? { ok: true };
    request.resume().on("end", () => {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => api.listen(0, "127.0.0.1", resolve));
  port = (api.address() as AddressInfo).port;
});

afterAll(() => {
  api.closeAllConnections();
  api.close();
});

/** Calls one address that a platform has named. */
type Calling = (address: string, apiUrl: string) => Promise<unknown>;

interface Caller {
  readonly host: string;
  readonly calls: Calling;
}

const clientAt = (slackApiUrl: string) =>
  new webApi.WebClient("xoxb-1", { slackApiUrl, retryConfig: { retries: 0 }, allowAbsoluteUrls: false });

const CALLERS: Readonly<Record<string, Caller>> = {
  "a response_url": {
    host: "hooks.slack.com",
    async calls(address, apiUrl) {
      const urls = new ResponseUrls(apiUrl);
      try {
        await urls.open(address)?.send({ text: "hello" });
      } finally {
        await urls.close();
      }
    },
  },
  "an upload to Slack": {
    host: "files.slack.com",
    calls(address, apiUrl) {
      named = address;
      const file = { name: "goat.txt", mediaType: "text/plain", bytes: Buffer.from("goat") };
      return new Uploader(clientAt(apiUrl)).share({ file, description: "A goat" }, "C1");
    },
  },
  "a file from Slack": {
    host: "files.slack.com",
    calls(address, apiUrl) {
      named = address;
      return attachedFileReader(clientAt(apiUrl))("F1", 1_000);
    },
  },
  "a file from Discord": {
    host: "cdn.discordapp.com",
    calls(address, apiUrl) {
      const file = { filename: "books.csv", size: 1, url: address, contentType: undefined };
      return attachmentReader(new Map([["1", file]]), apiUrl)("1", 1_000);
    },
  },
};

/** Origins that calls leave for, besides those of the API's own methods. Every call of undici's is told on this channel. */
async function origins(calling: () => Promise<unknown>): Promise<readonly string[]> {
  const left: string[] = [];
  const hear = (message: unknown) => {
    const { request } = message as { request: { origin: string | URL; path: string } };
    if (!request.path.startsWith("/api/")) left.push(new URL(request.origin).origin);
  };
  subscribe("undici:request:create", hear);
  try {
    await calling().catch(() => {});
  } finally {
    unsubscribe("undici:request:create", hear);
  }
  return [...new Set(left)];
}

/** How an address can look like one of the platform's own; `host` is the platform's, `port` that of the loopback API. */
const HOSTILE: Readonly<Record<string, (host: string, port: number) => string>> = {
  "without TLS": (host) => `http://${host}/x`,
  "another scheme": (host) => `ftp://${host}/x`,
  "a scheme within": (host) => `blob:https://${host}/x`,
  "protocol-relative": (host) => `//${host}/x`,
  "no slashes": (host) => `https:${host}/x`,
  "too many slashes": (host) => `https:///${host}/x`,
  "another port": (host) => `https://${host}:8443/x`,
  "the usual port, written": (host) => `https://${host}:443/x`,
  "an empty port": (host) => `https://${host}:/x`,
  "a user before another host": (host) => `https://${host}@evil.example/x`,
  "a user and a port before another host": (host) => `https://${host}:443@evil.example/x`,
  "a user before the host": (host) => `https://ann@${host}/x`,
  "a password before the host": (host) => `https://ann:secret@${host}/x`,
  "an empty user": (host) => `https://@${host}/x`,
  "a name behind it": (host) => `https://${host}.evil.example/x`,
  "a name before it": (host) => `https://evil.${host}/x`,
  "letters before it": (host) => `https://evil${host}/x`,
  "a hyphen for a dot": (host) => `https://${host.replace(".", "-")}/x`,
  "the name without its first part": (host) => `https://${host.slice(host.indexOf(".") + 1)}/x`,
  "in the path of another": (host) => `https://evil.example/https://${host}/x`,
  "in the query of another": (host) => `https://evil.example?https://${host}/x`,
  "in the fragment of another": (host) => `https://evil.example#@${host}/x`,
  "a dot behind it": (host) => `https://${host}./x`,
  "two dots": (host) => `https://${host.replace(".", "..")}/x`,
  "upper case": (host) => `https://${host.toUpperCase()}/x`,
  "mixed case": (host) => `hTTps://${host}/x`,
  backslashes: (host) => `https:\\\\${host}\\x`,
  "a backslash before another host": (host) => `https://${host}\\@evil.example/x`,
  "a line break within": (host) => `https://${host.slice(0, 3)}\n${host.slice(3)}/x`,
  "a tab before it": (host) => `\thttps://${host}/x`,
  "a space behind it": (host) => `https://${host} /x`,
  "escaped letters": (host) => `https://%${host.charCodeAt(0).toString(16)}${host.slice(1)}/x`,
  "full-width letters": (host) => `https://${host.replace("s", "ｓ")}/x`,
  "an ideographic full stop": (host) => `https://${host.replace(".", "。")}/x`,
  "Cyrillic letters": (host) => `https://${host.replace("c", "с")}/x`,
  "the same in Punycode": (host) => `https://xn--${host}-x/x`,
  "only the host": (host) => `https://${host}`,
  "a query at once": (host) => `https://${host}?x`,
  "this machine, another port": (_, port) => `http://127.0.0.1:${port === 1 ? 2 : 1}/x`,
  "this machine, no port": () => "http://127.0.0.1/x",
  "this machine by name": (_, port) => `http://localhost:${port}/x`,
  "this machine over TLS": (_, port) => `https://127.0.0.1:${port}/x`,
  "this machine over IPv6": (_, port) => `http://[::1]:${port}/x`,
  "this machine over IPv6, mapped": (_, port) => `http://[::ffff:127.0.0.1]:${port}/x`,
  "this machine as one number": (_, port) => `http://2130706433:${port}/x`,
  "this machine in octal": (_, port) => `http://0177.0.0.1:${port}/x`,
  "this machine in hex": (_, port) => `http://0x7f.0.0.1:${port}/x`,
  "this machine, cut short": (_, port) => `http://127.1:${port}/x`,
  "another of its addresses": (_, port) => `http://127.0.0.2:${port}/x`,
  "all its addresses": (_, port) => `http://0.0.0.0:${port}/x`,
  "this machine with a user": (_, port) => `http://ann@127.0.0.1:${port}/x`,
  "this machine as a user": (_, port) => `http://127.0.0.1:${port}@evil.example/x`,
  "more digits in the port": (_, port) => `http://127.0.0.1:${port}0/x`,
  "a zero before the port": (_, port) => `http://127.0.0.1:0${port}/x`,
  "the cloud's secrets": () => "http://169.254.169.254/latest/meta-data",
  "a neighbour": () => "http://192.168.0.1/x",
  "a file": () => "file:///etc/passwd",
  nonsense: () => "nonsense",
  nothing: () => "",
};

describe.each(Object.entries(CALLERS))("%s", (_, { host, calls }) => {
  test.each(Object.entries(HOSTILE))("%s: nothing leaves", async (_, write) => {
    expect(await origins(() => calls(write(host, port), `http://127.0.0.1:${port}/api/`))).toEqual([]);
  });

  test("where the platform's API is this very machine, its host and port", async () => {
    const own = `http://127.0.0.1:${port}`;
    expect(await origins(() => calls(`${own}/x`, `${own}/api/`))).toEqual([own]);
  });
});

describe("an API elsewhere lends its host to nobody", () => {
  test.each(["a response_url", "a file from Discord"])("%s", async (name) => {
    const { calls } = CALLERS[name] as Caller;
    expect(await origins(() => calls("https://slack.example/x", "https://slack.example/api/"))).toEqual([]);
    // Not even this machine is one of its hosts
    expect(await origins(() => calls(`http://127.0.0.1:${port}/x`, "https://slack.example/api/"))).toEqual([]);
  });
});
