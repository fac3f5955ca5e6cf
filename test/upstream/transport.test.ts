import { expect, test } from "vitest";
import { UPSTREAMS } from "../../src/upstream/limits.ts";
import { mayFollow, Transport } from "../../src/upstream/transport.ts";
import { numberAt, numbers } from "./numbers.ts";

test("a redirect within the root's own host is followed, with the key", async () => {
  const { ask, upstream } = await numbers("dogApi");
  upstream.plays("dogApi", { redirectTo: "/dogApi/elsewhere" }, 1);
  const secrets = { headers: { "x-api-key": "key" } };
  expect((await ask.get("dogApi", numberAt("/breeds", { secrets }))).value.n).toBe(1);
  expect(upstream.calls("dogApi")).toEqual(["GET /breeds", "GET /elsewhere"]);
  expect(upstream.requests("dogApi")[1]?.headers["x-api-key"]).toBe("key");
});

test.each([
  ["https://api.example.org/other", true],
  ["https://cdn.example.org/file", true],
  ["https://evil.example.org/", false],
  ["https://cdn.example.org.evil.org/", false],
  ["https://cdn.example.org:8443/", false],
  ["http://api.example.org/", false],
  ["https://127.0.0.1/", false],
  ["https://[::1]/", false],
  ["https://169.254.169.254/latest/meta-data", false],
  ["file:///etc/passwd", false],
])("a redirect to %s: %s", (target, isAllowed) => {
  const root = new URL("https://api.example.org/v1");
  expect(mayFollow(root, new URL(target), ["cdn.example.org"])).toBe(isAllowed);
});

test("a root without TLS is refused unless it is this machine", () => {
  const parts = { row: UPSTREAMS.dogApi, userAgent: "test" };
  expect(() => new Transport({ ...parts, root: "http://example.org" })).toThrow(
    "the root of The Dog API must be https",
  );
  expect(() => new Transport({ ...parts, root: "http://127.evil.org" })).toThrow();
  expect(() => new Transport({ ...parts, root: "http://127.0.0.1:1" })).not.toThrow();
});
