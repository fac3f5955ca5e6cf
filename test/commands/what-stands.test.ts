import { expect, test } from "vitest";
import type { RecordedRequest, RecordedUpstream } from "../../src/recorded/body.ts";
import { RECORDED } from "../../src/recorded/index.ts";
import type { UpstreamId } from "../../src/upstream/limits.ts";
import { talk } from "../support/conversation.ts";

/** How one call fails, whatever else answers. */
const FAILURES: Readonly<Record<string, ReturnType<RecordedUpstream>>> = {
  "500": { status: 500, body: {} },
  "429": { status: 429, body: {}, headers: { "retry-after": "900" } },
  "what means nothing": { status: 200, body: { nothing: true } },
};

interface Reply {
  readonly line: string;
  /** The call that fails. */
  readonly of: UpstreamId;
  readonly call: string;
  readonly fails: RegExp;
  /** Failures that concern the whole source, of which there is no other. */
  readonly butFor?: string;
  /** Words that stand all the same, and those that say what is missing. */
  readonly stands: readonly RegExp[];
}

/** Every call of that source. */
const ANY = /^/;

/** Every reply made of more than one call, with each of its calls in turn. */
const REPLIES: readonly Reply[] = [
  {
    line: "/dog vizsla",
    of: "dogApi",
    call: "the facts",
    fails: /^\/breeds/,
    stands: [/^Vizsla/, /Picture: A vizsla/, /dog\.ceo$/],
  },
  {
    line: "/dog beagle",
    of: "dogApi",
    call: "the pictures",
    fails: /^\/images/,
    stands: [/^Beagle/, /Group: Hound/],
  },
  {
    line: "/cat abyssinian",
    of: "catApi",
    call: "the facts",
    fails: /^\/breeds/,
    stands: [/any cat/, /Picture: /],
  },
  {
    line: "/cat abyssinian",
    of: "catApi",
    call: "the pictures",
    fails: /^\/images/,
    stands: [/^Abyssinian/, /Origin: Egypt/],
  },
  {
    line: "/covid italy versus:usa",
    of: "diseaseSh",
    call: "the histories",
    fails: /^\/historical/,
    stands: [/Italy/, /USA/, /confirmed cases/],
  },
  {
    line: "/covid italy versus:spain status:confirmed from:2020-03-25 to:2020-04-10",
    of: "diseaseSh",
    call: "one side's history",
    fails: /^\/historical\/ES/i,
    stands: [/Italy/, /The figures of “spain” I could not get\./],
  },
  {
    line: "/mars 2020-06-10",
    of: "marsNasa",
    call: "the photos of the first archive",
    fails: ANY,
    stands: [/Mars, 10 June 2020/, /photos? by Curiosity/],
  },
  {
    line: "/mars 2020-06-12",
    of: "nebulum",
    call: "whether another archive has photos",
    fails: ANY,
    stands: [
      /sent no photos on 12 June 2020\. The nearest day with photos is 10 June 2020\./,
      /I could not look everywhere/,
    ],
  },
  {
    line: "/epic 2024-05-31",
    of: "epic",
    call: "the pictures at EPIC's own host",
    fails: ANY,
    stands: [/Earth, 31 May 2024/, /gateway/],
  },
  {
    line: "/gif hello july",
    of: "giphy",
    call: "the first source",
    fails: ANY,
    stands: [/Powered By KLIPY/],
  },
  {
    line: "/book dune",
    of: "googleBooks",
    call: "the first source",
    fails: ANY,
    stands: [/Open Library/],
  },
  {
    line: "/shelf add dune",
    of: "googleBooks",
    call: "the first source",
    fails: ANY,
    stands: [/Now on your “To read” shelf\./],
  },
  {
    line: "/apod",
    of: "apod",
    call: "the day's own page",
    fails: /^\/apod-basic\/\d{6}/,
    butFor: "429",
    stands: [/Day: \d+ \w+ \d{4}/, /Picture: /, /Astronomy Picture of the Day$/],
  },
];

const cases = REPLIES.flatMap((reply) =>
  Object.entries(FAILURES)
    .filter(([failure]) => failure !== reply.butFor)
    .map(([failure, answer]) => ({ ...reply, failure, answer })),
);

test.each(cases)("$line stands when $call fails: $failure", async ({ line, of, fails, stands, answer }) => {
  const isMeant = ({ path, query }: RecordedRequest) => fails.test(`${path}?${query.toString()}`);
  const upstreams = {
    [of]: (request: RecordedRequest) => (isMeant(request) ? answer : (RECORDED[of]?.(request) ?? answer)),
  };
  const { ann } = await talk({ upstreams, rows: { who: { afterFailure: { firstMs: 1, longestMs: 1 } } } });
  await ann.types(line);
  for (const words of stands) expect(ann.sees()).toMatch(words);
});

/** Short, for a source that never answers; the bot itself gives each its seconds. */
const SOON_MS = 500;

test.each(REPLIES)("$line stands when $call never comes", async ({ line, of, fails, stands }) => {
  const { ann, upstream } = await talk({ rows: { [of]: { tryTimeoutMs: SOON_MS } } });
  upstream.plays(of, { until: new Promise(() => {}), only: fails });
  await ann.types(line);
  for (const words of stands) expect(ann.sees()).toMatch(words);
});

test("a vote that can't be kept leaves the picture where it is, and is told as such", async () => {
  const { ann } = await talk({ databaseUrl: "sqlite:/dev/null/magpie.db" });
  await ann.types("/dog beagle");
  const before = ann.reply();
  await ann.presses("👍");
  expect(ann.sees()).toMatch(/^Your vote did not get through\. /);
  expect(ann.reply().isAside).toBe(true);
  expect(ann.messageCount()).toBe(2);
  expect(before.parts.some((part) => part.type === "card" && part.images.length > 0)).toBe(true);
});
