import { describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { BusyError, DeadlineError, NotFoundError, RateLimitError, UpstreamError } from "../../src/core/errors.ts";
import { t } from "../../src/core/text.ts";
import { DAY_MS } from "../../src/core/time.ts";
import type { Order } from "../../src/upstream/question.ts";
import { testCaller } from "../support/ask.ts";
import type { Fault } from "../support/fake-upstream.ts";
import { failureOf, numbers } from "./numbers.ts";

function vote(changes: Partial<Order<{ n: number }>> = {}): Order<{ n: number }> {
  return { method: "POST", path: "/votes", schema: () => z.object({ n: z.number() }), ...changes };
}

describe("what arrives", () => {
  test("JSON", async () => {
    const { ask, upstream } = await numbers("dogApi");
    const body = { image_id: "abc", value: 1 };
    expect(await ask.send("dogApi", vote({ query: { a: 1 }, body }))).toEqual({ n: 1 });
    const [request] = upstream.requests("dogApi");
    expect(request?.line).toBe("POST /votes?a=1");
    expect(request?.headers["content-type"]).toBe("application/json");
    expect(JSON.parse(request?.body ?? "")).toEqual(body);
  });

  test("a form", async () => {
    const { ask, upstream } = await numbers("githubLogin");
    await ask.send("githubLogin", vote({ body: new URLSearchParams({ code: "a b&c" }) }));
    const [request] = upstream.requests("githubLogin");
    expect(request?.headers["content-type"]).toBe("application/x-www-form-urlencoded");
    expect(request?.body).toBe("code=a+b%26c");
  });

  test("nothing, answered with nothing", async () => {
    const { ask, upstream } = await numbers("dogApi");
    upstream.plays("dogApi", { status: 204, body: "" });
    const order = { method: "DELETE", path: "/votes/1", schema: () => z.undefined() } as const;
    expect(await ask.send("dogApi", order)).toBeUndefined();
    expect(upstream.requests("dogApi")[0]).toMatchObject({ line: "DELETE /votes/1", body: "" });
  });

  test("every order, however alike", async () => {
    const { ask, upstream } = await numbers("dogApi");
    const answers = await Promise.all([1, 2, 3].map(() => ask.send("dogApi", vote())));
    expect(answers.map(({ n }) => n).toSorted()).toEqual([1, 2, 3]);
    expect(upstream.calls("dogApi")).toHaveLength(3);
  });
});

test.each<{ when: string; fault: Fault; message: string }>([
  { when: "503", fault: "html503", message: "503" },
  { when: "a 429", fault: { status: 429 }, message: "no room for 60000 ms" },
  { when: "a socket that closes", fault: "reset", message: "no connection" },
  { when: "a body cut off", fault: "cut", message: "no connection" },
  { when: "no answer", fault: "hung", message: "no answer within 100 ms" },
  { when: "broken JSON", fault: "brokenJson", message: "body is not JSON" },
  { when: "an empty body where there should be one", fault: { body: "" }, message: "wrong body at “”" },
  { when: "a wrong field", fault: { body: { n: "1" } }, message: "wrong body at “n”" },
  { when: "an endless body", fault: "endless", message: "body over the size cap" },
  { when: "a redirect", fault: "circle", message: "redirected to where it may not" },
])("is never sent twice: $when", async ({ fault, message }) => {
  const { ask, upstream } = await numbers("dogApi", { rows: { dogApi: { quotas: [] } }, faults: { dogApi: fault } });
  const failure = await failureOf(ask.send("dogApi", vote({ body: { typed: "secret words" } })));
  expect(failure).toBeInstanceOf(UpstreamError);
  expect(failure.message.replace(/no room for \d+ ms/, "no room for 60000 ms")).toBe(
    `The Dog API POST /votes: ${message}`,
  );
  expect(upstream.calls("dogApi")).toHaveLength(1);
});

test("what the order says about an answer is thrown as it is", async () => {
  const { ask, upstream } = await numbers("dogApi");
  upstream.plays("dogApi", { status: 404, body: { message: "gone" } });
  const judge = vi.fn(() => new NotFoundError(t`No such picture.`));
  expect(await failureOf(ask.send("dogApi", vote({ judge })))).toBeInstanceOf(NotFoundError);
  expect(judge.mock.calls).toMatchObject([[{ status: 404, body: { message: "gone" } }]]);
});

test("counts in the quota and in the fair share", async () => {
  const quotas = [{ calls: 1, perMs: DAY_MS, words: "1 call a day" }];
  const { client, upstream } = await numbers("dogApi", { rows: { dogApi: { quotas } } });
  const admit = vi.fn();
  const person = client.askFor(testCaller(5_000, { admit }));
  await person.send("dogApi", vote());
  expect(admit.mock.calls).toEqual([["dogApi", "The Dog API", quotas[0]]]);
  expect(await failureOf(person.send("dogApi", vote()))).toBeInstanceOf(RateLimitError);
  const refusing = client.askFor(
    testCaller(5_000, {
      admit: () => {
        throw new BusyError("fair share", 1_000, t`Ask me again.`);
      },
    }),
  );
  expect(await failureOf(refusing.send("dogCeo", vote()))).toBeInstanceOf(BusyError);
  expect(upstream.calls("dogApi")).toHaveLength(1);
  expect(upstream.calls("dogCeo")).toHaveLength(0);
});

test("an upstream that keeps failing is spared orders, too", async () => {
  const { ask, upstream } = await numbers("dogApi", { rows: { dogApi: { quotas: [] } } });
  upstream.plays("dogApi", { status: 500 });
  for (let n = 0; n < 5; n += 1) await failureOf(ask.send("dogApi", vote()));
  expect((await failureOf(ask.send("dogApi", vote()))).message).toBe(
    "The Dog API POST /votes: not asked, it keeps failing",
  );
  expect(upstream.calls("dogApi")).toHaveLength(5);
});

test("who gives up hears so at once; the order arrives", async () => {
  const { client, upstream } = await numbers("dogApi");
  upstream.plays("dogApi", { slowMs: 100 });
  const impatience = new AbortController();
  const failure = failureOf(
    client.askFor(testCaller(5_000, { signal: impatience.signal })).send("dogApi", vote({ body: { value: 1 } })),
  );
  await expect.poll(() => upstream.calls("dogApi")).toEqual(["POST /votes"]);
  impatience.abort();
  expect(await failure).toBeInstanceOf(DeadlineError);
  expect(upstream.transcript()).toEqual(["START POST /votes"]);
  await expect.poll(() => upstream.transcript()).toEqual(["START POST /votes", "END POST /votes"]);
});

test("who gave up before it left sends nothing", async () => {
  const { client, upstream } = await numbers("dogApi");
  const gone = client.askFor(testCaller(5_000, { signal: AbortSignal.abort() }));
  expect(await failureOf(gone.send("dogApi", vote()))).toBeInstanceOf(DeadlineError);
  expect(upstream.calls("dogApi")).toEqual([]);
});
