import fc from "fast-check";
import { replyToDiscord } from "../../src/adapters/discord/render.ts";
import { replyToSlack } from "../../src/adapters/slack/render.ts";
import type { Button, Reply } from "../../src/core/reply.ts";
import type { RecordedAnswer, RecordedUpstream } from "../../src/recorded/body.ts";
import { RECORDED } from "../../src/recorded/index.ts";
import { attack } from "../support/attack.ts";
import { conversation } from "../support/conversation.ts";
import { messageProblems as discordProblems } from "../support/discord-rules.ts";
import { messageProblems as slackProblems } from "../support/slack-rules.ts";
import { spoiling } from "./support/odd-json.ts";
import { editing } from "./support/texts.ts";

/** Lines that between them ask every web API. */
const LINES = [
  "/gif shrug",
  "/gif",
  "/book moby dick",
  "/book isbn:9780142437247",
  "/dog beagle",
  "/dog",
  "/cat abyssinian",
  "/cat",
  "/mars 2020-06-10",
  "/mars rover:perseverance",
  "/apod",
  "/apod 2026-09-16",
  "/epic",
  "/epic 2024-05-31",
  "/person seed:magpie",
  "/person 3 german",
  "/github events",
  "/covid",
  "/covid germany",
  "/covid italy versus:spain",
  "/covid china province:hainan",
  "/covid us county:cook",
  "/shelf add moby dick",
  "/goat 400 300",
];

const SUGGESTED = [
  ["dog", "breed", "bea"],
  ["cat", "breed", "aby"],
  ["covid", "country", "ger"],
  ["gif", "search", "shr"],
  ["book", "query", "mob"],
  ["mars", "camera", ""],
] as const;

/** Which of the answers is spoilt, and how. */
interface Spoilt {
  readonly which: "all" | number;
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly spoil: (body: unknown) => string;
  readonly edit: (text: string) => string;
}

const spoilt: fc.Arbitrary<Spoilt> = fc.record({
  which: fc.oneof(fc.constant("all" as const), fc.nat(2)),
  status: fc.oneof(
    { weight: 6, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.constantFrom(200, 204, 206, 299, 400, 401, 403, 404, 410, 418, 429, 500, 503) },
  ),
  headers: fc.dictionary(
    fc.constantFrom(
      "retry-after",
      "x-ratelimit-limit",
      "x-ratelimit-remaining",
      "x-ratelimit-reset",
      "x-poll-interval",
      "link",
      "date",
      "etag",
      "content-type",
      "cache-control",
      "age",
    ),
    fc.constantFrom(
      "",
      "-1",
      "1e999",
      "NaN",
      "0",
      "99999999999999999999",
      "yesterday",
      '<https://evil.example>; rel="next"',
      "text/html",
      "Thu, 01 Jan 1970 00:00:00 GMT",
      "max-age=99999999999",
    ),
    { maxKeys: 2 },
  ),
  spoil: spoiling,
  edit: editing,
});

/** The recorded web APIs, with answers spoilt. */
function spoiltUpstreams({ which, status, headers, spoil, edit }: Spoilt): Readonly<Record<string, RecordedUpstream>> {
  let count = 0;
  const spoilt = (answer: RecordedAnswer): RecordedAnswer => {
    count += 1;
    if (which !== "all" && which !== count - 1) return answer;
    const { body } = answer;
    const isRaw = typeof body === "string" || body instanceof Uint8Array;
    return {
      ...answer,
      status: status ?? answer.status,
      body: typeof body === "string" ? edit(body) : isRaw ? body : spoil(body),
      headers: { ...(isRaw ? {} : { "content-type": "application/json" }), ...answer.headers, ...headers },
    };
  };
  return Object.fromEntries(
    Object.entries(RECORDED).map(([id, upstream]) => [id, (request) => spoilt(upstream(request))]),
  );
}

/** A bot that has asked nobody yet, with such web APIs: neither a breaker nor a cache stands between. */
async function withBot(
  input: Spoilt,
  act: (talk: Awaited<ReturnType<typeof conversation>>) => Promise<string | undefined>,
): Promise<string | undefined> {
  const talk = await conversation({ upstreams: spoiltUpstreams(input), chartPatienceMs: 1 });
  try {
    const harm = await act(talk);
    const bug = talk
      .log()
      .split("\n")
      .find((line) => /"level":(50|60)|suggesting failed/.test(line));
    return harm ?? bug;
  } finally {
    await talk.close();
  }
}

attack(
  "a command over spoilt bodies, and its first button: a reply that both platforms take, or a sentence",
  { short: 60, long: 1_500, atOnce: 4 },
  fc.record({ line: fc.constantFrom(...LINES), spoilt }),
  ({ line, spoilt }) =>
    withBot(spoilt, async ({ ann }) => {
      await ann.types(line);
      const harm = harmIn(ann.reply());
      const again = buttonsOf(ann.reply()).find(({ press }) => press.do === "run");
      if (harm !== undefined || again === undefined) return harm;
      await ann.presses(again.label);
      return harmIn(ann.reply());
    }),
);

attack(
  "suggestions over spoilt bodies: some or none",
  { short: 30, long: 500, atOnce: 4 },
  fc.record({ asked: fc.constantFrom(...SUGGESTED), spoilt }),
  ({ asked: [command, option, typed], spoilt }) =>
    withBot(spoilt, async ({ suggests }) => {
      const values = await suggests(command, option, typed);
      return values.every((value) => typeof value === "string") ? undefined : "a suggestion that is no text";
    }),
);

/** What no person may read, and no platform takes. */
function harmIn(reply: Reply): string | undefined {
  if (reply.text.trim() === "") return "an empty reply";
  const slip = /went wrong on my side|\bundefined\b|\bNaN\b|\bInfinity\b|\[object |Invalid Date/.exec(reply.text);
  if (slip !== null) return `“${slip[0]}” in: ${reply.text.slice(0, 300)}`;
  const states = new Map(buttonsOf(reply).map((button, index) => [button, `${index}x`]));
  const { message, files } = replyToDiscord(reply, states);
  const problems = [
    ...slackProblems(JSON.parse(JSON.stringify(replyToSlack(reply, states)))),
    ...discordProblems(JSON.parse(JSON.stringify(message)), files.length),
  ];
  const url = /"(?:image_)?url":"(?!https:\/\/|attachment:\/\/|http:\/\/127\.0\.0\.1)[^"]*"/.exec(
    JSON.stringify(message),
  );
  return problems[0] ?? (url === null ? undefined : `an address that is none: ${url[0]}`);
}

function buttonsOf(reply: Reply): readonly Button[] {
  return reply.parts.flatMap((part) => (part.type === "buttons" ? part.buttons : []));
}
