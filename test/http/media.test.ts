import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { MediaLinks } from "../../src/http/media.ts";
import { createHttpServer } from "../../src/http/server.ts";

const PNG = { name: "covid-cases.png", mediaType: "image/png", bytes: Buffer.from("the bytes of a picture") };
const PUBLIC_URL = "https://magpie.example";

let http: ReturnType<typeof createHttpServer>;
let links: MediaLinks;
let root: string;

beforeEach(async () => {
  http = createHttpServer({ adapters: () => [], isDraining: () => false });
  links = new MediaLinks({ publicUrl: PUBLIC_URL, secret: "of the test" });
  links.serve(http);
  root = await http.listen({ port: 0, host: "127.0.0.1" });
});

afterEach(async () => {
  vi.useRealTimers();
  await http.close();
});

/** Follows a link as the world would. */
function follow(link: string | undefined, change: (path: string) => string = (path) => path): Promise<Response> {
  return fetch(root + change((link ?? "").slice(PUBLIC_URL.length)));
}

test("a link leads to the picture", async () => {
  const link = links.linkTo(PNG);
  expect(link).toMatch(/^https:\/\/magpie\.example\/media\/[\w-]{43}\/[\w-]{43}\.png$/);
  const response = await follow(link);
  expect(response.status).toBe(200);
  expect(Buffer.from(await response.arrayBuffer())).toEqual(PNG.bytes);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    "content-type": "image/png",
    "x-content-type-options": "nosniff",
    "cache-control": "public, max-age=3600, immutable",
    "content-security-policy": expect.stringContaining("default-src 'none'"),
  });
});

test("nobody knows that the server can be reached before a link was followed", async () => {
  const link = links.linkTo(PNG);
  expect(links.areProven).toBe(false);
  await follow(link, (path) => `${path}x`);
  expect(links.areProven).toBe(false);
  await follow(link);
  expect(links.areProven).toBe(true);
});

test("the same picture is kept once, and its old link holds", async () => {
  const [one, other] = [links.linkTo(PNG), links.linkTo({ ...PNG, bytes: Buffer.from(PNG.bytes) })];
  expect(other?.split("/")[4]).toBe(one?.split("/")[4]);
  expect((await follow(one)).status).toBe(200);
});

test.each<[string, (path: string) => string]>([
  ["another picture", (path) => path.replace(/media\/../, "media/zz")],
  ["another signature", (path) => path.replace(/\/[^/]+$/, `/${"A".repeat(43)}.png`)],
  ["half a signature", (path) => path.replace(/.{30}\.png$/, ".png")],
  ["no signature", (path) => path.replace(/[^/]+$/, "")],
  ["the folder above", (path) => path.replace(/media\/[^/]+/, "media/..%2f..%2fpackage.json")],
])("a link that was changed: %s", async (_, change) => {
  const response = await follow(links.linkTo(PNG), change);
  expect([response.status, await response.text()]).toEqual([404, "There is nothing here.\n"]);
});

test("an old link", async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  // At 0, where the faked clock begins, the cache takes a life for endless
  vi.advanceTimersByTime(1);
  const link = links.linkTo(PNG);
  vi.advanceTimersByTime(61 * 60_000);
  expect((await follow(link)).status).toBe(404);
});

test("a link that another replica made, which shares nothing", async () => {
  const other = new MediaLinks({ publicUrl: PUBLIC_URL, secret: "of the test" });
  expect((await follow(other.linkTo(PNG))).status).toBe(404);
});

test("a link to a picture that had to make room", async () => {
  const link = links.linkTo(PNG);
  for (let index = 0; index < 5; index += 1) {
    links.linkTo({ ...PNG, bytes: Buffer.alloc(8_000_000, index) });
  }
  expect((await follow(link)).status).toBe(404);
});

test.each([
  ["a page", { ...PNG, mediaType: "text/html" }],
  ["a drawing that may hold a script", { ...PNG, mediaType: "image/svg+xml" }],
  ["nothing", { ...PNG, bytes: Buffer.alloc(0) }],
])("%s gets no link", (_, file) => {
  expect(links.linkTo(file)).toBeUndefined();
});
