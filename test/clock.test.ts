import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { parseAst } from "vite";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { UpstreamError } from "../src/core/errors.ts";
import { FairShare } from "../src/core/fair-share.ts";
import { RecentIds } from "../src/core/recent-ids.ts";
import { asWallTime, DAY_MS, MINUTE_MS, steadyNow } from "../src/core/time.ts";
import { Breaker } from "../src/upstream/breaker.ts";
import { Limiter } from "../src/upstream/limiter.ts";
import { UPSTREAMS } from "../src/upstream/limits.ts";
import { NoneCache } from "../src/upstream/none-cache.ts";
import { testCaller } from "./support/ask.ts";
import { failureOf, numberAt, numbers } from "./upstream/numbers.ts";

const ROOT = resolve(import.meta.dirname, "..");

/** Where the wall clock may be read, and what for. Whatever lasts, holds or waits goes by `steadyNow`. */
const READS_WALL_CLOCK: Readonly<Record<string, string>> = {
  "commands/github/events.ts": "how long ago GitHub says that something was",
  "commands/person.ts": "somebody's age",
  "src/adapters/discord/gateway.ts": "how old an interaction is by Discord's clock",
  "src/adapters/discord/http.ts": "how old a signature and an interaction are by Discord's clock",
  "src/adapters/playground/page/actions.ts": "shown",
  "src/adapters/slack/check-delivery.ts": "the date of a signature",
  "src/adapters/slack/install-clients.ts": "met with the date of an installation",
  "src/adapters/slack/signature.ts": "how old a signature is by Slack's clock",
  "src/core/dates.ts": "what today is",
  "src/core/errors.ts": "shown",
  "src/core/format.ts": "shown",
  "src/core/source.ts": "shown",
  "src/core/time.ts": "brings the two clocks together",
  "src/doctor/database.ts": "what is late of dates that are kept",
  "src/doctor/upstream-questions.ts": "how old a picture is",
  "src/net/probe.ts": "how far two clocks are apart",
  "src/recorded/apod.ts": "what today is",
  "src/recorded/demo/github.ts": "when the invented events were",
  "src/recorded/demo/mars.ts": "what today is",
  "src/recorded/demo/sky.ts": "what today is",
  "src/services/accounts/accounts.ts": "dates that are kept: of links, accounts and tokens",
  "src/services/accounts/linking.ts": "a date that is kept",
  "src/services/accounts/oauth-client.ts": "a date that is kept: of a token, whose provider has the last word",
  "src/services/book/text.ts": "what year it is",
  "src/services/covid/timeline.ts": "what today is",
  "src/services/covid/who-file.ts": "what today is",
  "src/services/gif/giphy.ts": "what has been already",
  "src/services/mars/mars.ts": "what today is",
  "src/services/mars/nebulum.ts": "what today is",
  "src/services/mars/photos.ts": "what today is",
  "src/services/mars/raw-images.ts": "what today is",
  "src/services/mars/vista.ts": "what today is",
  "src/services/nasa/apod.ts": "what today is",
  "src/services/nasa/epic.ts": "what today is",
  "src/services/person/people.ts": "shown",
  "src/services/shelf/shelf-file.ts": "what has been already",
  "src/state/button-store.ts": "dates that are kept",
  "src/state/file-cache.ts": "dates of files",
  "src/state/oauth-states.ts": "dates that are kept",
  "src/state/quotas.ts": "dates that are kept; what is further away than a window counts as one",
  "src/state/shelf.ts": "dates that are kept",
  "src/state/signed-states.ts": "dates that are kept",
  "src/state/slack-installs.ts": "dates that are kept",
  "src/state/votes.ts": "a date that is kept",
  "src/upstream/breaker.ts": "shown: down since",
  "src/state/redis/inspect.ts": "compared with the server's, for the doctor",
  "src/upstream/age.ts": "how old an answer is where the machine slept",
  "src/upstream/client.ts": "when an answer came that a button kept",
  "src/upstream/known-none.ts": "until when replicas remember a none; cut to the longest that a question allows",
  "src/upstream/shared-answers.ts": "when another replica's answer came; one from the future came now",
  "src/upstream/shared-word.ts": "until when it holds, told to other replicas; cut to how long it was to hold",
  "src/upstream/limiter.ts": "met with dates that were kept",
  "src/upstream/pipeline.ts": "shown: how old an answer is",
  "src/upstream/rate-headers.ts": "met with dates of an upstream's",
  "src/upstream/sense.ts": "shown: ill since",
  "src/upstream/steady-bottleneck.ts": "tells Bottleneck, which knows no other, the time",
};

const sources = ["src", "commands"].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name) && !name.endsWith(".d.ts"))
    .map((name) => relative(ROOT, join(ROOT, folder, name))),
);

test("the wall clock is read where it is said, and nowhere else", () => {
  const reads = sources.filter((file) => readsWallClock(readFileSync(join(ROOT, file), "utf8"), file));
  expect(reads.toSorted(), "durations go by steadyNow() of core/time").toEqual(
    Object.keys(READS_WALL_CLOCK).toSorted(),
  );
  expect(["Date.now()", "f(new Date())"].map((text) => readsWallClock(text, "x.ts"))).toEqual([true, true]);
  expect(readsWallClock("new Date(0); Date.parse(''); performance.now()", "x.ts")).toBe(false);
});

/** Both clocks stand, until `later`; then the wall clock is set. */
function setClock(byMs: number): (ms: number) => void {
  vi.setSystemTime(Date.now() + byMs);
  return (ms) => vi.advanceTimersByTime(ms);
}

afterEach(() => {
  vi.useRealTimers();
});

describe.each([
  ["back", -DAY_MS],
  ["forward", DAY_MS],
])("the clock is set %s by a day", (_, byMs) => {
  test("a person's share is back after its minute, and not before", () => {
    vi.useFakeTimers({ toFake: ["Date", "performance"] });
    const share = new FairShare(2);
    const take = () => share.takeCommand({ person: "chat:ann" });
    take();
    take();
    const later = setClock(byMs);
    expect(take).toThrow(expect.objectContaining({ retryAfterMs: MINUTE_MS }));
    later(MINUTE_MS);
    expect(take).not.toThrow();
  });

  test("a delivery is known for its time, and not for ever", () => {
    vi.useFakeTimers({ toFake: ["Date", "performance"] });
    const ids = new RecentIds({ max: 10, ttlMs: MINUTE_MS });
    ids.add("a");
    const later = setClock(byMs);
    expect(ids.add("a")).toBe(false);
    later(2 * MINUTE_MS);
    expect(ids.add("a")).toBe(true);
  });

  test("what there is not is remembered for its time", () => {
    vi.useFakeTimers({ toFake: ["Date", "performance", "setTimeout"] });
    const nones = new NoneCache();
    // The cache takes the very first moment of a clock for none
    vi.advanceTimersByTime(1);
    nones.set("a", new (class extends Error {})() as never, MINUTE_MS);
    const later = setClock(byMs);
    expect(nones.get("a")).toBeDefined();
    later(MINUTE_MS + 1);
    expect(nones.get("a")).toBeUndefined();
  });

  test("a failing upstream is left alone for as long as is meant", async () => {
    vi.useFakeTimers({ toFake: ["Date", "performance"] });
    const breaker = new Breaker({ times: { firstMs: 10_000, longestMs: MINUTE_MS }, changed: () => {} });
    const fail = () => Promise.reject(new UpstreamError("down", { upstream: "it", status: 500 }));
    for (let n = 0; n < 5; n += 1) await failureOf(breaker.run(fail));
    expect(breaker.isOpen).toBe(true);
    const later = setClock(byMs);
    expect(breaker.isOpen).toBe(true);
    expect((await failureOf(breaker.run(async () => "back"))).name).not.toBe("TypeError");
    later(10_000);
    expect(await breaker.run(async () => "back")).toBe("back");
    expect(breaker.isOpen).toBe(false);
  });

  test("calls leave, one after the other, in their quota", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const row = { ...UPSTREAMS.dogApi, minTimeMs: 20, quotas: [{ calls: 4, perMs: 300, words: "4 calls a moment" }] };
    const limiter = new Limiter(row);
    onTestFinished(() => limiter.close());
    const starts: number[] = [];
    const run = () => {
      const bounds = { priority: "interactive", deadline: steadyNow() + 20_000, isWanted: () => true } as const;
      return limiter.run({ upstream: "it", route: "/", tries: 1 }, bounds, async () => void starts.push(steadyNow()));
    };
    await Promise.all([run(), run()]);
    setClock(byMs);
    limiter.rest(50);
    await Promise.all(Array.from({ length: 6 }, run));
    expect(starts).toHaveLength(8);
    const tooClose = starts.filter((at, index) => at - (starts[index - 4] ?? Number.NEGATIVE_INFINITY) < 299);
    expect(tooClose).toEqual([]);
  });

  test("an answer grows old", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const { client, upstream } = await numbers("dogApi", { rows: { dogApi: { quotas: [] } } });
    const ask = client.askFor(testCaller(20_000));
    const question = numberAt("/", { freshMs: 30 });
    await ask.get("dogApi", question);
    setClock(byMs);
    await expect.poll(async () => (await ask.get("dogApi", question)).value.n).toBe(2);
    expect(upstream.calls("dogApi")).toHaveLength(2);
  });

  test("what was spent before a restart comes back within its window", async () => {
    const perMs = MINUTE_MS;
    const spent = [{ perMs, returning: [{ at: Date.now() + perMs + DAY_MS, count: 10 }] }];
    const { client, ask } = await numbers("dogApi", {
      quotaStore: { spent: async () => spent, keep: async () => {} },
    });
    vi.useFakeTimers({ toFake: ["Date"] });
    setClock(byMs);
    await failureOf(ask.get("dogApi", numberAt("/")));
    const { quota } = client.status().find(({ id }) => id === "dogApi") ?? {};
    expect((quota?.freeAt ?? 0) - Date.now()).toBeLessThanOrEqual(2 * perMs);
  });

  test("a moment is told by the clock as it is now", () => {
    vi.useFakeTimers({ toFake: ["Date", "performance"] });
    const at = steadyNow() + MINUTE_MS;
    setClock(byMs);
    expect(asWallTime(at)).toBe(Date.now() + MINUTE_MS);
  });
});

/** Whether a file asks `Date.now()` or `new Date()` what time it is. */
function readsWallClock(text: string, file: string): boolean {
  for (const node of nodesIn(parseAst(text, { lang: file.endsWith("x") ? "tsx" : "ts" }))) {
    if (!("type" in node && "callee" in node)) continue;
    const { callee } = node;
    const isBare = "arguments" in node && Array.isArray(node.arguments) && node.arguments.length === 0;
    if (node.type === "NewExpression" && isBare && isNamed(callee, "Date")) return true;
    if (node.type !== "CallExpression" || typeof callee !== "object" || callee === null) continue;
    if ("object" in callee && "property" in callee && isNamed(callee.object, "Date") && isNamed(callee.property, "now"))
      return true;
  }
  return false;
}

function* nodesIn(node: unknown): Generator<object> {
  if (typeof node !== "object" || node === null) return;
  yield node;
  for (const child of Object.values(node)) yield* nodesIn(child);
}

function isNamed(node: unknown, name: string): boolean {
  return typeof node === "object" && node !== null && "name" in node && node.name === name;
}
