import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { webApi } from "@slack/bolt";
import pino from "pino";
import { expect, onTestFinished, test } from "vitest";
import { clientOptions } from "../../../src/adapters/slack/bolt.ts";

/** A client as the bot has it, of a Web API that answers like this. */
async function client(answer: (response: ServerResponse) => void): Promise<webApi.WebClient> {
  const server = createServer((_, response) => answer(response));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const options = clientOptions(
    `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    pino({ level: "silent" }),
  );
  return new webApi.WebClient("xoxb-1", { ...options, retryConfig: { retries: 0 } });
}

test("an answer with what its headers tell", async () => {
  const slack = await client((response) => {
    response.setHeader("x-oauth-scopes", ["chat:write", "commands"]);
    response.end('{"ok":true,"team":"Nest"}');
  });
  expect(await slack.auth.test()).toMatchObject({
    team: "Nest",
    response_metadata: { scopes: ["chat:write", "commands"] },
  });
});

test.each<[string, (response: ServerResponse) => void, object]>([
  ["a refusal", (response) => response.end('{"ok":false,"error":"invalid_auth"}'), { data: { error: "invalid_auth" } }],
  ["too many calls", (response) => response.writeHead(429, { "retry-after": "7" }).end(), { retryAfter: 7 }],
  ["a failure", (response) => response.writeHead(500).end("oh"), { statusCode: 500, body: "oh" }],
  ["a redirect", (response) => response.writeHead(302, { location: "/elsewhere" }).end(), { statusCode: 302 }],
  ["a closed connection", (response) => response.destroy(), { original: { code: "UND_ERR_SOCKET" } }],
])("%s is told as the library does", async (_, answer, told) => {
  const slack = await client(answer);
  await expect(slack.auth.test()).rejects.toMatchObject(told);
});

test("an answer without end is read no further than allowed", async () => {
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  const slack = await client((response) => {
    const flow = setInterval(() => response.write("x".repeat(100_000)), 1);
    response.on("close", () => {
      clearInterval(flow);
      resolve();
    });
  });
  await expect(slack.auth.test()).rejects.toMatchObject({ original: { message: "an answer without end" } });
  await closed;
});
