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
  readonly fails: (request: RecordedRequest) => boolean;
  /** Words that stand all the same, and those that say what is missing. */
  readonly stands: readonly RegExp[];
}

const is = (path: RegExp) => (request: RecordedRequest) => path.test(`${request.path}?${request.query.toString()}`);

/** Every call of that source. */
const ANY = () => true;

/** Every reply made of more than one call, with each of its calls in turn. */
const REPLIES: readonly Reply[] = [
  {
    line: "/dog vizsla",
    of: "dogApi",
    call: "the facts",
    fails: is(/^\/breeds/),
    stands: [/^Vizsla/, /Picture: A vizsla/, /dog\.ceo$/],
  },
  {
    line: "/dog beagle",
    of: "dogApi",
    call: "the pictures",
    fails: is(/^\/images/),
    stands: [/^Beagle/, /Group: Hound/],
  },
  {
    line: "/cat abyssinian",
    of: "catApi",
    call: "the facts",
    fails: is(/^\/breeds/),
    stands: [/any cat/, /Picture: /],
  },
  {
    line: "/cat abyssinian",
    of: "catApi",
    call: "the pictures",
    fails: is(/^\/images/),
    stands: [/^Abyssinian/, /Origin: Egypt/],
  },
  {
    line: "/covid italy versus:usa",
    of: "diseaseSh",
    call: "the histories",
    fails: is(/^\/historical/),
    stands: [/Italy/, /USA/, /confirmed cases/],
  },
  {
    line: "/covid italy versus:spain status:confirmed from:2020-03-25 to:2020-04-10",
    of: "diseaseSh",
    call: "one side's history",
    fails: is(/^\/historical\/ES/i),
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
    stands: [/Now on your shelf To read\./],
  },
];

const cases = REPLIES.flatMap((reply) =>
  Object.entries(FAILURES).map(([failure, answer]) => ({ ...reply, failure, answer })),
);

test.each(cases)("$line stands when $call fails: $failure", async ({ line, of, fails, stands, answer }) => {
  const upstreams = {
    [of]: (request: RecordedRequest) => (fails(request) ? answer : (RECORDED[of]?.(request) ?? answer)),
  };
  const { ann } = await talk({ upstreams, rows: { who: { afterFailure: { firstMs: 1, longestMs: 1 } } } });
  await ann.types(line);
  for (const words of stands) expect(ann.sees()).toMatch(words);
});

/** Short, for a source that never answers; the bot itself gives each its seconds. */
const SOON_MS = 500;

// A source that hangs does so for all that is asked of it
test.each(REPLIES.filter(({ fails }) => fails === ANY))(
  "$line stands when $call never comes",
  async ({ line, of, stands }) => {
    const { ann, upstream } = await talk({ rows: { [of]: { tryTimeoutMs: SOON_MS } } });
    upstream.plays(of, "hung");
    await ann.types(line);
    for (const words of stands) expect(ann.sees()).toMatch(words);
  },
);

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
