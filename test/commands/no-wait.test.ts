import { expect, test } from "vitest";
import type { UpstreamId } from "../../src/upstream/limits.ts";
import { talk } from "../support/conversation.ts";

/** What the first source asks for, in seconds: less than an invocation's 20 s, so that it could be waited out. */
const REST_S = 15;

/** What is typed, who is asked first, and words of whoever answers in its place. */
const LINES: readonly (readonly [line: string, first: UpstreamId, answer: RegExp])[] = [
  ["/gif happy dance", "giphy", /KLIPY/],
  ["/gif shrug", "giphy", /could not look everywhere. GIPHY/],
  ["/book dune", "googleBooks", /Open Library/],
  ["/book moby dick", "googleBooks", /could not look everywhere. Google Books/],
  ["/covid france", "diseaseSh", /World Health Organization/],
  ["/covid germany", "diseaseSh", /could not look everywhere. disease\.sh/],
  ["/dog beagle", "dogApi", /dog\.ceo/],
  ["/cat", "catApi", /CATAAS/],
  ["/goat", "commons", /Openverse/],
  ["/mars 2020-06-10", "marsNasa", /nebulum/],
  ["/person seed:abc", "randomUser", /made this person up myself|Invented here/],
];

test.each(LINES.flatMap(([line, first, answer]) => [429, 503].map((status) => [line, first, status, answer] as const)))(
  "%s, when %s answers %i and asks for a rest: what there is without it is told at once",
  async (line, first, status, answer) => {
    const { ann, upstream } = await talk();
    const refused = { status, body: {}, headers: { "retry-after": String(REST_S) } };
    upstream.plays(first, refused);
    const askedAt = performance.now();
    await ann.types(line);
    expect(ann.sees()).toMatch(answer);
    // Whoever waits does so for all of it
    expect(performance.now() - askedAt).toBeLessThan(REST_S * 1_000);
    expect(upstream.calls(first).length).toBeLessThanOrEqual(1);
  },
);
