import { expect, onTestFinished, test } from "vitest";
import { UpstreamError } from "../../../src/core/errors.ts";
import { TokenRefusedError } from "../../../src/services/accounts/errors.ts";
import { GoogleBooks } from "../../../src/services/book/google-books.ts";
import { GoogleShelves } from "../../../src/services/shelf/google-shelves.ts";
import { testAsk } from "../../support/ask.ts";
import { failureOf } from "../../upstream/numbers.ts";

const KEY = "the-operators-key";

/** As Google answers: the old words in `errors`, the new ones in `details`. */
function refusal(status: number, reason: string, detail?: string) {
  const details = detail === undefined ? [] : [{ "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason: detail }];
  return { status, body: { error: { code: status, message: "no", errors: [{ message: "no", reason }], details } } };
}

async function google() {
  const asked = await testAsk({ keys: { googleBooks: KEY } });
  onTestFinished(asked.close);
  return asked;
}

test.each([
  {
    when: "the API is not turned on",
    answer: refusal(403, "accessNotConfigured", "SERVICE_DISABLED"),
    line: {
      message: "the API is not turned on in the project of the key: enable it there",
      page: "https://console.cloud.google.com/apis/library/books.googleapis.com",
    },
  },
  {
    when: "the key is for other addresses",
    answer: refusal(403, "forbidden", "API_KEY_IP_ADDRESS_BLOCKED"),
    line: {
      message: "the key is restricted to other addresses or pages: allow this machine there, or use another key",
      variable: "GOOGLE_BOOKS_API_KEY",
    },
  },
  {
    when: "the key is for other pages",
    answer: refusal(403, "ipRefererBlocked", "API_KEY_HTTP_REFERRER_BLOCKED"),
    line: {
      message: "the key is restricted to other addresses or pages: allow this machine there, or use another key",
      variable: "GOOGLE_BOOKS_API_KEY",
    },
  },
  {
    when: "the key is wrong",
    answer: refusal(400, "badRequest", "API_KEY_INVALID"),
    line: { message: "the key may be wrong", variable: "GOOGLE_BOOKS_API_KEY" },
  },
])("$when: the operator is sent to where it can be put right", async ({ answer, line }) => {
  const { ask, upstream, logged } = await google();
  upstream.plays("googleBooks", answer);
  const failure = await failureOf(new GoogleBooks(ask).search({ query: "moby dick" }, 0));
  expect(failure).toBeInstanceOf(UpstreamError);
  expect(logged).toEqual([expect.objectContaining({ upstream: "googleBooks", ...line })]);
  expect(JSON.stringify(logged)).not.toContain(KEY);
});

test.each([
  { when: "it has ended", answer: refusal(401, "authError") },
  {
    when: "it does not reach so far",
    answer: refusal(403, "insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"),
  },
])("a person's token is refused, because $when: no key is blamed", async ({ answer }) => {
  const { ask, upstream, logged } = await google();
  upstream.plays("googleBooks", answer);
  const failure = await failureOf(new GoogleShelves(ask).add("anns-token", "read", "volume"));
  expect(failure).toBeInstanceOf(TokenRefusedError);
  expect(logged).toEqual([
    expect.objectContaining({
      message: "a person's token is refused: they have to connect again",
      upstream: "googleBooks",
    }),
  ]);
  expect(JSON.stringify(logged)).not.toMatch(/KEY|anns-token|the key/);
});
