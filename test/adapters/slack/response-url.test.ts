import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ResponseUrl, ResponseUrlError, ResponseUrls } from "../../../src/adapters/slack/response-url.ts";
import { type SimulatedSlack, simulatedSlack } from "../../support/slack.ts";

let slack: SimulatedSlack;
let urls: ResponseUrls;

beforeEach(async () => {
  slack = await simulatedSlack();
  urls = new ResponseUrls(slack.apiUrl);
});

afterEach(async () => {
  await urls.close();
  await slack.close();
});

function opened(url = slack.api.responseUrl("commands", "C111", "U-ann")): ResponseUrl {
  const responseUrl = urls.open(url);
  if (responseUrl === undefined) throw new Error("refused");
  return responseUrl;
}

const uses = () => slack.api.calls.filter((call) => call === "response_url").length;

describe("addresses", () => {
  test.each(["https://hooks.slack.com/commands/T1/1/x", "https://hooks.slack-gov.com/actions/T1/1/x"])(
    "%s is Slack's",
    (url) => {
      expect(urls.open(url)).toBeDefined();
    },
  );

  test.each([
    ["http", "http://hooks.slack.com/commands/T1/1/x"],
    ["another port", "https://hooks.slack.com:8443/commands/T1/1/x"],
    ["a name before it", "https://hooks.slack.com@evil.example/x"],
    ["a name behind it", "https://hooks.slack.com.evil.example/x"],
    ["a password", "https://a:b@hooks.slack.com/x"],
    ["the machine itself, another port", "http://127.0.0.1:1/x"],
    ["the cloud's secrets", "http://169.254.169.254/latest/meta-data"],
    ["a file", "file:///etc/passwd"],
    ["nonsense", "nonsense"],
    ["nothing", undefined],
  ])("%s is refused", (_, url) => {
    expect(urls.open(url)).toBeUndefined();
  });

  test("a Slack that is not on this machine lends its host to nobody", async () => {
    const others = new ResponseUrls("https://slack.example/api/");
    expect(others.open("https://slack.example/commands/1")).toBeUndefined();
    await others.close();
  });
});

describe("uses", () => {
  test("five, whatever they bring, and then none", async () => {
    const responseUrl = opened();
    for (let use = 0; use < 5; use += 1) await responseUrl.send({ text: "hello" });
    await expect(responseUrl.send({ text: "hello" })).rejects.toThrow(new ResponseUrlError("gone", "used up"));
    expect(uses()).toBe(5);
  });

  test("a message has three tries, two messages five in all", async () => {
    slack.api.plays("response_url", ...Array.from({ length: 9 }, () => ({ status: 503 })));
    const responseUrl = opened();
    await expect(responseUrl.send({ text: "hello" })).rejects.toMatchObject({ reason: "gone" });
    expect(uses()).toBe(3);
    await expect(responseUrl.send({ text: "hello" })).rejects.toMatchObject({ reason: "gone" });
    expect(uses()).toBe(5);
  });
});

describe("answers", () => {
  test("a hiccup, then it gets through", async () => {
    slack.api.plays("response_url", { status: 500 }, { status: 429, headers: { "retry-after": "0" } });
    await opened().send({ text: "hello" });
    expect(uses()).toBe(3);
    expect(slack.messages.all).toHaveLength(1);
  });

  test.each([
    ["expired", { status: 404, body: { ok: false, error: "expired_url" } }],
    ["a long wait", { status: 429, headers: { "retry-after": "30" } }],
    ["no under status 200", { status: 200, body: { ok: false, error: "used_url" } }],
    ["a redirect", { status: 302, headers: { location: "http://127.0.0.1:1/" } }],
  ])("%s: no second try", async (_, answer) => {
    slack.api.plays("response_url", answer);
    await expect(opened().send({ text: "hello" })).rejects.toMatchObject({ reason: "gone" });
    expect(uses()).toBe(1);
  });

  test.each([
    ["under status 400", { status: 400, body: "invalid_blocks" }],
    ["under status 500", { status: 500, body: "downloading image failed" }],
    ["under status 200", { status: 200, body: { ok: false, error: "invalid_attachments" } }],
  ])("refused content %s", async (_, answer) => {
    slack.api.plays("response_url", answer);
    await expect(opened().send({ text: "hello" })).rejects.toMatchObject({ reason: "content" });
    expect(uses()).toBe(1);
  });
});

test("an endless answer, and one that is cut off", async () => {
  let calls = 0;
  const server: Server = createServer((_request, response) => {
    calls += 1;
    if (calls === 1) {
      const drip = setInterval(() => response.write("x".repeat(50_000)), 1);
      response.on("close", () => clearInterval(drip));
    } else if (calls === 2) response.socket?.destroy();
    else response.end("ok");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const local = new ResponseUrls(`${origin}/api/`);
  await local.open(`${origin}/x`)?.send({ text: "hello" });
  expect(calls).toBe(3);
  await local.close();
  server.closeAllConnections();
  server.close();
});

test("an error never tells the URL", async () => {
  slack.api.plays("response_url", { status: 404 });
  const error: unknown = await opened()
    .send({ text: "hello" })
    .catch((thrown: unknown) => thrown);
  expect(String(error)).toBe("ResponseUrlError: response_url: 404");
});
