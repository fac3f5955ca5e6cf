import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { pino } from "pino";
import { describe, expect, onTestFinished, test } from "vitest";
import { serveAgents } from "../../../src/adapters/mcp/http.ts";
import type { Adapter } from "../../../src/core/adapter.ts";
import { defineCommand } from "../../../src/core/command.ts";
import { paragraph, reply } from "../../../src/core/reply.ts";
import { t } from "../../../src/core/text.ts";
import { closeHttpServer, createHttpServer } from "../../../src/http/server.ts";
import { type Conversation, talk } from "../../support/conversation.ts";
import { startProgram } from "../../support/program.ts";
import { textOf } from "./results.ts";

const ANN = "ann-0123456789abcdef";
const BOB = "bob-0123456789abcdef";

interface Served extends Conversation {
  readonly url: string;
  readonly adapter: Adapter;
}

/** The whole bot behind the one web server, with tokens for two agents. */
async function served(options: Parameters<typeof talk>[0] = {}): Promise<Served> {
  const talking = await talk(options);
  const http = createHttpServer({ adapters: () => [], isDraining: () => false });
  const { dispatcher } = talking.bot;
  const log = pino({ level: "silent" });
  const adapter = serveAgents({ http, dispatcher, tokens: [ANN, BOB], publicUrl: "https://magpie.example", log });
  onTestFinished(() => closeHttpServer(http));
  return { ...talking, adapter, url: `${await http.listen({ port: 0, host: "127.0.0.1" })}/mcp` };
}

async function agent(url: string, token: string, mode: "auto" | "legacy" = "auto"): Promise<Client> {
  const client = new Client({ name: "test", version: "1" }, { versionNegotiation: { mode } });
  onTestFinished(() => client.close());
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit }));
  return client;
}

const LIST = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list", params: {} });

async function post(url: string, headers: Readonly<Record<string, string>>, body = LIST, method = "POST") {
  return await fetch(url, {
    method,
    headers: { "content-type": "application/json", accept: "application/json, text/event-stream", ...headers },
    ...(method === "POST" ? { body } : {}),
  });
}

test.each([
  ["auto", "2026-07-28"],
  ["legacy", "2025-11-25"],
] as const)("a client that negotiates %s, and so speaks %s", async (mode, version) => {
  const { url } = await served();
  const client = await agent(url, ANN, mode);
  expect(client.getNegotiatedProtocolVersion()).toBe(version);
  const dog = await client.callTool({ name: "dog", arguments: { breed: "beagle" } });
  expect(dog.structuredContent).toMatchObject({ cards: [{ title: "Beagle" }] });
  const misspelt = await client.callTool({ name: "dog", arguments: { breed: "beegle" } });
  expect([misspelt.isError, textOf(misspelt)]).toEqual([true, expect.stringContaining("Did you mean Beagle?")]);
  const wrong = await client.callTool({ name: "dog", arguments: { bred: "beagle" } });
  expect(textOf(wrong)).toContain("/dog has no option bred. Did you mean breed?");
  const list = await client.callTool({ name: "dog", arguments: { breed: ["beagle"] } });
  expect([list.isError, textOf(list)]).toEqual([true, "breed is one value, not a list or an object."]);
  const none = await client.callTool({ name: "dog", arguments: { breed: null } });
  expect(none.isError).toBeUndefined();
  const ref = { type: "ref/prompt", name: "dog" } as const;
  expect((await client.complete({ ref, argument: { name: "breed", value: "beag" } })).completion.values[0]).toBe(
    "Beagle",
  );
});

test("accounts, shelf and votes are not there: a token is no person", async () => {
  const { url, upstream } = await served();
  const client = await agent(url, ANN);
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name).filter((name) => /github|shelf/.test(name))).toEqual([]);
  await expect(client.callTool({ name: "shelf_list", arguments: {} })).rejects.toThrow("I know no shelf_list");
  const { prompts } = await client.listPrompts();
  expect(prompts.map(({ name }) => name)).toEqual(tools.map(({ name }) => name));

  const dog = await client.callTool({ name: "dog", arguments: { breed: "beagle" } });
  expect(dog.structuredContent).toMatchObject({ next: [{ label: "Another" }] });
  expect(JSON.stringify(dog)).not.toContain("vote");
  const vote = { breed: "Beagle", picture: "dogApi/Syd4xxqEm", vote: "up" };
  const voted = await client.callTool({ name: "dog", arguments: vote });
  expect([voted.isError, textOf(voted)]).toEqual([true, expect.stringContaining("has no option vote")]);
  expect(upstream.calls("dogApi").filter((call) => call.includes("votes"))).toEqual([]);
  const book = await client.callTool({ name: "book", arguments: { query: "moby dick" } });
  expect(JSON.stringify(book.structuredContent)).not.toContain("shelf");
});

describe("who is let in", () => {
  test.each([
    ["no token", {}],
    ["a wrong one", { authorization: "Bearer wrong-0123456789abcdef" }],
    ["the beginning of a right one", { authorization: `Bearer ${ANN.slice(0, -1)}` }],
    ["a right one that is not said to be one", { authorization: ANN }],
    ["a right one as a password", { authorization: `Basic ${btoa(`ann:${ANN}`)}` }],
    ["two at once", { authorization: `Bearer ${ANN},${BOB}` }],
  ])("%s: 401, whatever the body is", async (_, headers) => {
    const { url } = await served();
    for (const body of [LIST, "{", "x".repeat(2_000_000)]) {
      const response = await post(url, headers, body).catch(() => undefined);
      // An unread body may be cut off
      expect(response?.status ?? 401).toBe(401);
    }
    const response = await post(url, headers);
    expect([response.status, response.headers.get("www-authenticate")]).toEqual([401, 'Bearer realm="Magpie"']);
  });

  test.each([
    ["https://evil.example", 403],
    ["null", 403],
    ["https://magpie.example", 200],
    ["http://localhost:6274", 200],
  ])("a page of %s: %d", async (origin, status) => {
    const { url } = await served();
    expect((await post(url, { authorization: `Bearer ${ANN}`, origin })).status).toBe(status);
  });

  test("not while the bot stops", async () => {
    const { url, adapter } = await served();
    await adapter.stop();
    expect((await post(url, { authorization: `Bearer ${ANN}` })).status).toBe(503);
    expect((await post(url, {})).status).toBe(401);
  });
});

test.each([
  ["no JSON", "{", 400, -32_700],
  ["nothing", "", 400, -32_700],
  ["a list of messages", `[${LIST}]`, 400, -32_600],
  ["no message", "{}", 400, undefined],
  ["a method that nobody knows", JSON.stringify({ jsonrpc: "2.0", id: 1, method: "x", params: {} }), 200, -32_601],
])("with a right token, %s", async (_, body, status, code) => {
  const { url } = await served();
  const response = await post(url, { authorization: `Bearer ${ANN}` }, body);
  expect(response.status).toBe(status);
  if (code !== undefined) expect(await response.text()).toContain(String(code));
});

test("with a right token: too much, another type, and what would be a session", async () => {
  const { url } = await served();
  const headers = { authorization: `Bearer ${ANN}` };
  expect((await post(url, headers, JSON.stringify("x".repeat(1_100_000)))).status).toBe(413);
  expect((await post(url, { ...headers, "content-type": "text/plain" })).status).toBe(415);
  for (const method of ["GET", "DELETE"]) expect((await post(url, headers, "", method)).status).toBe(405);
});

test("how far work is, to who wants to know", async () => {
  const { promise: told, resolve: hears } = Promise.withResolvers<void>();
  const slow = defineCommand({
    name: "slow",
    description: "Takes its time",
    options: {},
    run: async ({ progress }) => {
      progress(t`Half of it.`);
      await told;
      return reply(paragraph(t`All of it.`));
    },
  });
  const { url } = await served({ commands: [slow], inlineBudgetMs: 1 });
  const client = await agent(url, ANN);
  const words: unknown[] = [];
  const onprogress = ({ message }: { message?: string | undefined }) => {
    words.push(message);
    hears();
  };
  expect(textOf(await client.callTool({ name: "slow", arguments: {} }, { onprogress }))).toBe("All of it.");
  expect(words).toEqual(["Half of it."]);
});

test("each token has a fair share of its own", async () => {
  const { url } = await served({ fairShare: 2 });
  const [ann, bob] = [await agent(url, ANN), await agent(url, BOB)];
  const ask = async (client: Client, search: string) =>
    textOf(await client.callTool({ name: "gif", arguments: { search } }));
  await ask(ann, "shrug 1");
  await ask(ann, "shrug 2");
  expect(await ask(ann, "shrug 3")).toMatch(
    /^That is a lot of questions in a short time\. Ask me again in \d+ seconds?\.$/,
  );
  expect(await ask(bob, "shrug 3")).toContain("No GIF for “shrug 3”");
});

test("a loop of 1,000 calls exceeds no quota, with nobody's share to stop it", async () => {
  const { url, upstream } = await served({ fairShare: "off" });
  const client = await agent(url, ANN);
  const refusals = new Set<string>();
  for (let n = 0; n < 1_000; n += 1) {
    const result = await client.callTool({ name: "gif", arguments: { search: `shrug ${n}` } });
    if (result.isError === true) refusals.add(textOf(result).replace(/\d+/g, "N"));
  }
  expect(upstream.calls("giphy").length).toBeLessThanOrEqual(100);
  expect(upstream.calls("klipy").length).toBeLessThanOrEqual(100);
  expect(upstream.calls("giphy").length + upstream.calls("klipy").length).toBeGreaterThan(100);
  expect([...refusals].join()).toMatch(/There is room again/);
}, 240_000);

test("the program: on with a token, and told on /readyz; without one there is no such address", async () => {
  const on = startProgram(["--recorded"], { MCP_TOKEN: `${ANN},${BOB}`, PLAYGROUND: "off" });
  onTestFinished(() => on.kill("SIGKILL"));
  const { address } = JSON.parse(await on.says(/"msg":"ready"/)) as { address: { port: number } };
  const root = `http://127.0.0.1:${address.port}`;
  const client = await agent(`${root}/mcp`, BOB);
  expect(textOf(await client.callTool({ name: "dog", arguments: { breed: "beagle" } }))).toContain("Beagle");
  expect(await (await fetch(`${root}/readyz`)).json()).toMatchObject({
    parts: { mcp: { isConnected: true, detail: "listening on /mcp, 2 tokens" } },
  });
  expect(await (await fetch(`${root}/metrics`)).text()).toMatch(/platform="mcp"/);
  await client.close();
  on.kill("SIGTERM");
  expect(await on.ended).toBe(0);
  expect(on.output()).not.toContain("0123456789abcdef");

  const off = startProgram(["--recorded"], { PLAYGROUND: "off" });
  onTestFinished(() => off.kill("SIGKILL"));
  const line = JSON.parse(await off.says(/"msg":"ready"/)) as { address: { port: number } };
  expect((await post(`http://127.0.0.1:${line.address.port}/mcp`, {})).status).toBe(404);
});
