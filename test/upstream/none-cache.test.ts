import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { NotFoundError } from "../../src/core/errors.ts";
import { t } from "../../src/core/text.ts";
import type { Judge } from "../../src/upstream/question.ts";
import { failureOf, numberAt, numbers } from "./numbers.ts";

const judge: Judge = ({ status }) => (status === 404 ? new NotFoundError(t`No such breed.`) : undefined);

test("that there is no such thing is remembered, for everybody", async () => {
  const { ask, upstream } = await numbers("dogCeo");
  upstream.plays("dogCeo", { status: 404 }, 1);
  for (let n = 0; n < 3; n += 1) {
    expect(await failureOf(ask.get("dogCeo", numberAt("/unicorn", { judge })))).toBeInstanceOf(NotFoundError);
  }
  expect(upstream.calls("dogCeo")).toEqual(["GET /unicorn"]);
  expect((await ask.get("dogCeo", numberAt("/beagle", { judge }))).value.n).toBe(1);
});

test("for so long as the question says", async () => {
  const { ask, upstream } = await numbers("dogCeo");
  const soon = numberAt("/unicorn", { judge, noneMs: 50 });
  upstream.plays("dogCeo", { status: 404 }, 1);
  await failureOf(ask.get("dogCeo", soon));
  await wait(60);
  expect((await ask.get("dogCeo", soon)).value.n).toBe(1);
});

test("not at all where it may come any minute", async () => {
  const { ask, upstream } = await numbers("dogCeo");
  const today = numberAt("/today", { judge, noneMs: 0 });
  upstream.plays("dogCeo", { status: 404 }, 1);
  await failureOf(ask.get("dogCeo", today));
  expect((await ask.get("dogCeo", today)).value.n).toBe(1);
});

test("one account's nothing is none of another's, and a failure is not nothing", async () => {
  const { ask, upstream } = await numbers("dogCeo");
  const as = (token: string) => numberAt("/mine", { judge, secrets: { headers: { authorization: token } } });
  upstream.plays("dogCeo", { status: 404 }, 1);
  await failureOf(ask.get("dogCeo", as("ann")));
  expect((await ask.get("dogCeo", as("bob"))).value.n).toBe(1);
  upstream.plays("dogCeo", { status: 500 }, 1);
  await failureOf(ask.get("dogCeo", numberAt("/down", { judge })));
  expect((await ask.get("dogCeo", numberAt("/down", { judge }))).value.n).toBe(2);
});
