import { describe, expect, test } from "vitest";
import { BodyError, DeadlineError, NotFoundError, RateLimitError, UpstreamError } from "../../src/core/errors.ts";
import { t } from "../../src/core/text.ts";
import type { Fault } from "../support/fake-upstream.ts";
import { failureOf, numberAt, numbers } from "./numbers.ts";

const FAST_BREAK = { rows: { dogApi: { quotas: [] }, giphy: { quotas: [] } } };

describe("what an upstream can do wrong", () => {
  test.each<{
    when: string;
    fault: Fault;
    error: typeof UpstreamError | typeof BodyError | typeof DeadlineError;
    message: string;
    calls: number;
  }>([
    { when: "400", fault: { status: 400 }, error: UpstreamError, message: "400", calls: 1 },
    { when: "401", fault: { status: 401 }, error: UpstreamError, message: "401", calls: 1 },
    { when: "404", fault: { status: 404 }, error: UpstreamError, message: "404", calls: 1 },
    { when: "500", fault: { status: 500 }, error: UpstreamError, message: "500", calls: 1 },
    { when: "502", fault: { status: 502 }, error: UpstreamError, message: "502 after 3 tries", calls: 3 },
    { when: "an HTML 503", fault: "html503", error: UpstreamError, message: "503 after 3 tries", calls: 3 },
    { when: "too slow", fault: { slowMs: 60_000 }, error: DeadlineError, message: "no answer within 100 ms", calls: 1 },
    { when: "hung", fault: "hung", error: DeadlineError, message: "no answer within 100 ms", calls: 1 },
    { when: "a byte at a time", fault: "drip", error: DeadlineError, message: "no answer within 100 ms", calls: 1 },
    {
      when: "a socket that closes",
      fault: "reset",
      error: UpstreamError,
      message: "no connection after 3 tries",
      calls: 3,
    },
    { when: "a body cut off", fault: "cut", error: UpstreamError, message: "no connection after 3 tries", calls: 3 },
    { when: "broken JSON", fault: "brokenJson", error: BodyError, message: "body is not JSON", calls: 1 },
    { when: "an empty body", fault: { body: "" }, error: BodyError, message: "body is not JSON", calls: 1 },
    { when: "a wrong field", fault: { body: { n: "1" } }, error: BodyError, message: "wrong body at “n”", calls: 1 },
    { when: "another type", fault: { body: [1] }, error: BodyError, message: "wrong body at “”", calls: 1 },
    { when: "an endless body", fault: "endless", error: BodyError, message: "body over the size cap", calls: 1 },
    {
      when: "a redirect in a circle",
      fault: "circle",
      error: UpstreamError,
      message: "redirected in a circle",
      calls: 4,
    },
    {
      when: "a redirect to a private address",
      fault: { redirectTo: "http://169.254.169.254/latest" },
      error: UpstreamError,
      message: "redirected to where it may not",
      calls: 1,
    },
    {
      when: "a redirect to another port here",
      fault: { redirectTo: "http://127.0.0.1:9/" },
      error: UpstreamError,
      message: "redirected to where it may not",
      calls: 1,
    },
    {
      when: "a redirect to nonsense",
      fault: { redirectTo: "https://[" },
      error: UpstreamError,
      message: "redirected to where it may not",
      calls: 1,
    },
  ])("$when", async ({ fault, error, message, calls }) => {
    const { ask, upstream } = await numbers("dogApi", { ...FAST_BREAK, faults: { dogApi: fault } });
    const failure = await failureOf(ask.get("dogApi", numberAt("/breeds", { query: { q: "typed" } })));
    expect(failure).toBeInstanceOf(error);
    expect(failure.message).toBe(`The Dog API GET /breeds: ${message}`);
    expect(upstream.calls("dogApi")).toHaveLength(calls);
    upstream.plays("dogApi", undefined);
    const answered = () => ask.get("dogApi", numberAt("/breeds")).then(({ value }) => value.n);
    // An upstream that hung is given little time for this answer, too
    await expect.poll(() => answered().catch(() => 0)).toBeGreaterThan(0);
  });

  test("nobody listens", async () => {
    const { ask, upstream } = await numbers("dogApi", FAST_BREAK);
    await upstream.close();
    const failure = await failureOf(ask.get("dogApi", numberAt("/breeds")));
    expect(failure).toBeInstanceOf(UpstreamError);
    expect(failure.message).toBe("The Dog API GET /breeds: no connection after 3 tries");
  });

  test("a 429 that says nothing more", async () => {
    const { ask, upstream } = await numbers("dogApi");
    upstream.plays("dogApi", { status: 429 });
    const failure = await failureOf(ask.get("dogApi", numberAt("/breeds")));
    expect(failure).toBeInstanceOf(RateLimitError);
    expect(upstream.calls("dogApi")).toHaveLength(1);
  });

  test("hostile text is only text", async () => {
    const { ask, upstream } = await numbers("dogApi", FAST_BREAK);
    upstream.plays("dogApi", { body: { "<!channel>": "@everyone" } });
    const failure = await failureOf(ask.get("dogApi", numberAt("/breeds")));
    expect(failure.message).toBe("The Dog API GET /breeds: wrong body at “n”");
  });
});

describe("what a question says about an answer", () => {
  const judge: NonNullable<ReturnType<typeof numberAt>["judge"]> = ({ status }) =>
    status === 404 ? new NotFoundError(t`I know no such breed.`) : undefined;

  test("a plain no is thrown as it is, and is no failure of the upstream", async () => {
    const { ask, upstream, client } = await numbers("dogApi", FAST_BREAK);
    upstream.plays("dogApi", { status: 404 });
    for (let n = 0; n < 10; n += 1) {
      expect(await failureOf(ask.get("dogApi", numberAt(`/breeds/${n}`, { judge })))).toBeInstanceOf(NotFoundError);
    }
    expect(upstream.calls("dogApi")).toHaveLength(10);
    expect(client.status().find(({ id }) => id === "dogApi")?.state).toBe("fine");
  });

  test("it sees the body of an error", async () => {
    const { ask, upstream } = await numbers("dogApi", FAST_BREAK);
    upstream.plays("dogApi", { status: 400, body: { error: "no" } });
    const seen: unknown[] = [];
    await failureOf(ask.get("dogApi", numberAt("/", { judge: (answer) => void seen.push(answer) })));
    expect(seen).toMatchObject([
      { status: 400, body: { error: "no" }, headers: { "content-type": "application/json" } },
    ]);
  });

  test("it may find the quota used up where the status does not say so", async () => {
    const { ask, upstream } = await numbers("googleBooks");
    upstream.plays("googleBooks", { status: 403, body: { reason: "dailyLimitExceeded" } });
    const quota = new RateLimitError("used up", { upstream: "Google Books", retryAfterMs: 60_000 });
    const failure = await failureOf(ask.get("googleBooks", numberAt("/volumes", { judge: () => quota })));
    expect(failure).toBe(quota);
    expect(await failureOf(ask.get("googleBooks", numberAt("/other")))).toBeInstanceOf(RateLimitError);
    expect(upstream.calls("googleBooks")).toHaveLength(1);
  });
});

describe("keys", () => {
  const secrets = { query: { api_key: "s3cret-q" }, headers: { "x-api-key": "s3cret-h" }, path: "/s3cret-p" };

  test("go where the question says, and into no message or log", async () => {
    const { ask, upstream, logged } = await numbers("giphy", { ...FAST_BREAK, keys: { giphy: "s3cret-q" } });
    upstream.plays("giphy", { status: 403, body: { message: "bad key s3cret-q" } });
    const failure = await failureOf(ask.get("giphy", numberAt("/gifs", { query: { q: "a b" }, secrets })));
    expect(upstream.calls("giphy")).toEqual(["GET /s3cret-p/gifs?q=a+b&api_key=s3cret-q"]);
    expect(upstream.requests("giphy")[0]?.headers["x-api-key"]).toBe("s3cret-h");
    expect(JSON.stringify([failure.message, failure.cause, logged])).not.toContain("s3cret");
    expect(logged).toEqual([
      expect.objectContaining({ message: "the key may be wrong", upstream: "giphy", variable: "GIPHY_API_KEY" }),
    ]);
  });

  test.each<{ when: string; secrets?: typeof secrets | { headers: Record<string, string> } }>([
    { when: "a call without a key" },
    { when: "a person's token", secrets: { headers: { authorization: "Bearer ann" } } },
  ])("is not blamed for $when", async ({ secrets: sent }) => {
    const { ask, upstream, logged } = await numbers("dogApi", { ...FAST_BREAK, keys: { dogApi: "s3cret" } });
    upstream.plays("dogApi", { status: 403 });
    await failureOf(ask.get("dogApi", numberAt("/", sent === undefined ? {} : { secrets: sent })));
    expect(logged).toEqual([]);
  });

  test("what one account sees is no answer for another", async () => {
    const { ask } = await numbers("giphy");
    const as = (key: string) => numberAt("/me", { secrets: { headers: { authorization: key } }, freshMs: 60_000 });
    const first = await ask.get("giphy", as("ann"));
    expect((await ask.get("giphy", as("bob"))).value).not.toEqual(first.value);
    expect((await ask.get("giphy", as("ann"))).value).toEqual(first.value);
  });

  test("a key that is not set is named with its variable and page in the log's words only", async () => {
    const { ask } = await numbers("giphy");
    expect(ask.key("giphy")).toBeUndefined();
    expect(() => ask.requireKey("giphy")).toThrow(/GIPHY_API_KEY, from https:/);
  });

  test("a path that a person typed is called by its template", async () => {
    const { ask, upstream } = await numbers("diseaseSh");
    upstream.plays("diseaseSh", { status: 500 });
    const failure = await failureOf(
      ask.get("diseaseSh", numberAt("/countries/typed", { route: "/countries/{country}" })),
    );
    expect(failure.message).toBe("disease.sh GET /countries/{country}: 500");
  });
});

test("who asks is said", async () => {
  const { ask, upstream } = await numbers("dogApi");
  await ask.get("dogApi", numberAt("/breeds"));
  expect(upstream.requests("dogApi")[0]?.headers["user-agent"]).toMatch(
    /^Magpie\/\d+\.\d+\.\d+ \(\+https:\/\/magpie\.example\)$/,
  );
});
