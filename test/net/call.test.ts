import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { type Call, type CallError, Connections, call, jsonOf } from "../../src/net/call.ts";

const SECRET = "/interactions/1/secret-token/callback";

/** A server of its own for one test. */
async function serving(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer(answer);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const BOUNDS = { timeoutMs: 2_000, maxBytes: 1_000 };

async function failureOf(url: string, options: Partial<Call> = {}): Promise<CallError> {
  const outcome: unknown = await call(url, { ...BOUNDS, ...options }).catch((error: unknown) => error);
  if (!(outcome instanceof Error) || outcome.name !== "CallError") throw new Error("an answer came");
  return outcome as CallError;
}

test("method, headers and body go out, status, headers and body come back", async () => {
  const url = await serving(async (request, response) => {
    const body = (await request.toArray()).join("");
    response.writeHead(201, { "x-own": "yes" });
    response.end(JSON.stringify({ method: request.method, key: request.headers["x-key"], body }));
  });
  const answer = await call(`${url}/x`, { ...BOUNDS, method: "PATCH", headers: { "x-key": "k" }, body: "hello" });
  expect([answer.status, answer.headers["x-own"], answer.isCut, jsonOf(answer)]).toEqual([
    201,
    "yes",
    false,
    { method: "PATCH", key: "k", body: "hello" },
  ]);
});

test("a redirect is not followed", async () => {
  const paths: (string | undefined)[] = [];
  const url = await serving((request, response) => {
    paths.push(request.url);
    response.writeHead(302, { location: "/elsewhere" }).end();
  });
  expect((await call(`${url}/x`, BOUNDS)).status).toBe(302);
  expect(paths).toEqual(["/x"]);
});

test.each([
  ["as many bytes as allowed", 1_000, false, true],
  ["one byte more", 1_001, true, true],
  ["as many bytes as allowed, and nothing said of it before", 1_000, false, false],
  ["one byte more, and nothing said of it before", 1_001, true, false],
])("%s", async (_, size, isCut, isAnnounced) => {
  const url = await serving((_, response) => {
    if (!isAnnounced) response.flushHeaders();
    response.end("1".repeat(size));
  });
  const answer = await call(url, BOUNDS);
  expect([answer.bytes.length, answer.isCut]).toEqual([1_000, isCut]);
  expect(jsonOf(answer) === undefined).toBe(isCut);
});

test("a body without end is read no further than allowed", async () => {
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  const url = await serving((_, response) => {
    const drip = setInterval(() => response.write("x".repeat(10_000)), 1);
    response.on("close", () => {
      clearInterval(drip);
      resolve();
    });
  });
  expect(await call(url, BOUNDS)).toMatchObject({ isCut: true });
  await closed;
});

test.each<[string, (response: ServerResponse) => void]>([
  ["no answer at all", () => {}],
  ["a body that stops", (response) => void response.write("x")],
  [
    "a body that stops before its announced end",
    (response) => void response.writeHead(200, { "content-length": 9 }).write("x"),
  ],
  [
    "a body that drips",
    (response) => {
      const drip = setInterval(() => response.write("x"), 10);
      response.on("close", () => clearInterval(drip));
    },
  ],
])("%s: over at the time limit", async (_, answer) => {
  const url = await serving((_, response) => answer(response));
  expect(await failureOf(url, { timeoutMs: 100 })).toMatchObject({ isTimeout: true, message: "no answer in time" });
});

test.each([["before it"], ["within it"]])("a caller who waits no longer, %s", async (when) => {
  const url = await serving(() => {});
  const waiting = new AbortController();
  if (when === "before it") waiting.abort();
  else setTimeout(() => waiting.abort(), 20);
  expect(await failureOf(url, { signal: waiting.signal })).toMatchObject({ isTimeout: true });
});

test("nobody listens, a closed socket, no address: the error has a code and nothing of the address", async () => {
  const url = await serving((request) => request.socket.destroy());
  const failures = [
    await failureOf(`http://127.0.0.1:1${SECRET}`),
    await failureOf(url + SECRET),
    await failureOf(`nonsense${SECRET}`),
  ];
  expect(failures.map(({ code }) => code)).toEqual(["ECONNREFUSED", "UND_ERR_SOCKET", expect.any(String)]);
  for (const failure of failures) {
    expect(failure.isTimeout).toBe(false);
    expect(failure.cause).toBeUndefined();
    expect(`${failure.stack}${JSON.stringify(failure)}`).not.toContain("secret-token");
  }
});

test("kept connections are used again, and are gone when they are closed", async () => {
  const ports = new Set<number | undefined>();
  const url = await serving((request, response) => {
    ports.add(request.socket.remotePort);
    response.end("ok");
  });
  const over = new Connections({ connectMs: 1_000, perHost: 1 });
  for (let count = 0; count < 3; count += 1) await call(url, { ...BOUNDS, over });
  expect(ports.size).toBe(1);
  await over.destroy();
  await expect(call(url, { ...BOUNDS, over })).rejects.toThrow("UND_ERR_DESTROYED");
});
