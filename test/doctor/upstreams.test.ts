import { readFileSync } from "node:fs";
import { beforeEach, describe, expect, test } from "vitest";
import { sentenceStart } from "../../src/core/errors.ts";
import { CHEAP_QUESTIONS } from "../../src/doctor/upstream-questions.ts";
import { UPSTREAMS, type UpstreamId, type UpstreamRow } from "../../src/upstream/limits.ts";
import { type FakeUpstream, fakeUpstream } from "../support/fake-upstream.ts";
import { closes, doctor } from "./doctor.ts";

describe("web APIs", () => {
  const KEYS = Object.fromEntries(
    Object.values(UPSTREAMS).flatMap((row: UpstreamRow) =>
      row.key === undefined ? [] : [[row.key.variable, `hush-${row.key.variable}`]],
    ),
  );
  /** With these, people can connect accounts. */
  const ACCOUNTS = {
    PUBLIC_URL: "https://magpie.example",
    ENCRYPTION_KEY: Buffer.alloc(32, 7).toString("base64"),
    GITHUB_CLIENT_ID: "magpie-at-github",
    GITHUB_CLIENT_SECRET: "hush-github",
    GOOGLE_CLIENT_ID: "magpie-at-google",
    GOOGLE_CLIENT_SECRET: "hush-google",
  };
  let fake: FakeUpstream;
  let roots: Readonly<Record<string, string>>;

  beforeEach(async () => {
    fake = await fakeUpstream();
    closes(() => fake.close());
    const ids = Object.keys(UPSTREAMS) as UpstreamId[];
    roots = Object.fromEntries(ids.map((id) => [UPSTREAMS[id].urlVariable, fake.urlOf(id)]));
  });

  /** What the bot names one by, and so does the doctor. */
  const subjectOf = (id: UpstreamId) => {
    const { label, name }: UpstreamRow = UPSTREAMS[id];
    return label ?? sentenceStart(name);
  };

  const live = (env: Readonly<Record<string, string>> = {}, checkMs?: number) =>
    doctor({ UPSTREAMS: "live", ...roots, ...env }, checkMs);

  test("with a key for each, all are in reach; one call each, and no key is told", async () => {
    const says = await live({ ...KEYS, ...ACCOUNTS });
    const subjects = (Object.keys(CHEAP_QUESTIONS) as UpstreamId[]).map(subjectOf);
    const lines = subjects.map((subject) => [subject, says[subject] ?? "not looked at"] as const);
    expect(lines.filter(([, line]) => !line.startsWith("good"))).toEqual([]);
    expect(lines.filter(([, line]) => !line.includes("What came: "))).toEqual([]);
    expect(says["GIPHY"]).toBe("good: It is in reach and takes the key. What came: a GIF.");
    expect(says[subjectOf("who")]).toBe("good: It is in reach. What came: the rows of France.");
    expect(fake.requests("who")[0]).toMatchObject({ line: "GET ", headers: { range: "bytes=0-4095" } });
    for (const id of ["commonsThumbs", "commonsImages"] as const) {
      expect(says[subjectOf(id)]).toBe("good: It is in reach. What came: a picture.");
      expect(fake.requests(id)[0]?.headers).toMatchObject({ range: "bytes=0-1023" });
    }
    expect(says[subjectOf("githubPublic")]).toBe("good: It is in reach. What came: 59 of 60 calls left.");
    expect(says[subjectOf("githubLogin")]).toBe("good: It is in reach. What came: the page to sign in.");
    expect(says[subjectOf("googleToken")]).toBe("good: It is in reach. What came: that it wants a code, as it should.");
    expect(says["dog.ceo"]).toBe("good: It is in reach. What came: a picture.");
    expect(says["Wikimedia Commons"]).toBe("good: It is in reach. What came: a picture at thumb.wikimedia.org.");
    expect(says["NASA's Astronomy Picture of the Day"]).toMatch(
      /^good: It is in reach\. What came: the picture of \d+ \w+ 20\d\d\.$/,
    );
    expect(says["disease.sh"]).toMatch(/What came: [\d,]+ cases in the world\.$/);
    for (const id of Object.keys(UPSTREAMS) as UpstreamId[]) expect(fake.calls(id).length).toBeLessThanOrEqual(1);
    expect(JSON.stringify(says)).not.toContain("hush");
    expect(fake.requests("dogApi")[0]?.headers).toMatchObject({
      "x-api-key": KEYS["DOG_API_KEY"],
      "user-agent": expect.stringMatching(/^Magpie\/\S+ \(\+https:/),
    });
  });

  test("without a key: where to get one, and no call", async () => {
    const says = await live();
    expect(says["GIPHY"]).toBe(
      "skipped: It has no key, so it is never asked. → Set GIPHY_API_KEY, from https://developers.giphy.com/dashboard",
    );
    expect(says["NASA's gateway"]).toMatch(
      /^skipped: DEMO_KEY works for everybody, within little: not spent on a check/,
    );
    expect(says["The Dog API"]).toMatch(/^good: It is in reach\. What came: the breed /);
    expect([...fake.calls("giphy"), ...fake.calls("nasa"), ...fake.calls("githubLogin")]).toEqual([]);
  });

  test.each<[UpstreamId, { status: number; body: unknown }, string, string]>([
    ["giphy", { status: 401, body: { meta: { status: 401 } } }, "GIPHY", "GIPHY_API_KEY"],
    ["klipy", { status: 404, body: { result: false, errors: { message: ["hush"] } } }, "KLIPY", "KLIPY_API_KEY"],
    [
      "googleBooks",
      { status: 400, body: { error: { details: [{ reason: "API_KEY_INVALID" }] } } },
      "Google Books",
      "GOOGLE_BOOKS_API_KEY",
    ],
    ["nasa", { status: 403, body: { error: { code: "API_KEY_INVALID" } } }, "NASA's gateway", "NASA_API_KEY"],
    ["catApi", { status: 401, body: { status: 401 } }, "The Cat API", "CAT_API_KEY"],
  ])("%s refuses the key", async (id, answer, subject, variable) => {
    fake.plays(id, answer);
    const says = await live(KEYS);
    expect(says[subject]).toMatch(new RegExp(`^bad: It refuses ${variable}\\. → Copy it again`));
    expect(JSON.stringify(says)).not.toContain("hush");
  });

  test("one is slow, one is away, one is ill, one has enough, one is a page", async () => {
    fake.plays("dogCeo", "hung");
    fake.plays("epic", "reset");
    fake.plays("cataas", "html503");
    fake.plays("openverse", { status: 429 });
    fake.plays("nebulum", { body: "<h1>Sign in to this network</h1>" });
    const says = await live({ RANDOM_USER_URL: "http://127.0.0.1:1" }, 1_000);
    expect(says).toMatchObject({
      "dog.ceo": expect.stringMatching(/^bad: It can't be reached: no answer in time\. → .*DOG_CEO_URL/),
      "NASA EPIC": expect.stringMatching(/^bad: It can't be reached: the connection breaks off/),
      "randomuser.me": expect.stringMatching(/^bad: It can't be reached/),
      CATAAS: expect.stringMatching(/^unsure: It is ill right now/),
      Openverse: "unsure: It is in reach; its quota is used up for now.",
      "disease.sh": expect.stringMatching(/^good: It is in reach\. What came/),
    });
    expect(says["rovers.nebulum.one"]).toMatch(/^unsure: It is in reach, but answers otherwise than expected/);
  });

  test.each<[UpstreamId, unknown, string]>([
    ["apod", [{ date: "2026-11-28", title: "NASA Science" }], "NASA's Astronomy Picture of the Day"],
    ["apod", [{ date: "2026-01-01", title: "An old picture" }], "NASA's Astronomy Picture of the Day"],
    [
      "commons",
      { query: { pages: [{ imageinfo: [{ thumburl: "https://elsewhere.wikimedia.org/a.jpg" }] }] } },
      "Wikimedia Commons",
    ],
    ["giphy", { data: [], meta: { response_id: "" } }, "GIPHY"],
    ["diseaseSh", { cases: 0 }, "disease.sh"],
    ["dogCeo", { message: "https://evil.example/a.jpg" }, "dog.ceo"],
    ["catApi", [], "The Cat API"],
    ["openLibrary", { numFound: 0, docs: [] }, "Open Library"],
    ["who", "<html><title>This page has moved</title></html>", subjectOf("who")],
    ["who", "Date_reported,Country\n2026-11-01,France\n", subjectOf("who")],
    [
      "who",
      readFileSync("recorded/covid-who/who-daily-head.constructed.csv", "utf8").split("\n", 1)[0],
      subjectOf("who"),
    ],
    ["commonsThumbs", "<svg xmlns='http://www.w3.org/2000/svg'></svg>", subjectOf("commonsThumbs")],
    ["commonsImages", "", subjectOf("commonsImages")],
    ["githubPublic", { resources: { core: { limit: 60, remaining: -1 } } }, subjectOf("githubPublic")],
    ["githubPublic", { message: "Hello" }, subjectOf("githubPublic")],
    ["githubLogin", "<html><title>Sign in to this network</title></html>", subjectOf("githubLogin")],
    ["googleToken", { hello: "there" }, subjectOf("googleToken")],
  ])("%s answers with what means nothing", async (id, body, subject) => {
    fake.plays(id, { body });
    expect((await live({ ...KEYS, ...ACCOUNTS }))[subject]).toMatch(
      /^bad: It answers, and what came means nothing: it has changed or moved\. → .*newer Magpie/,
    );
  });

  test("none is in reach: said once", async () => {
    const nowhere = Object.fromEntries(Object.keys(roots).map((variable) => [variable, "http://127.0.0.1:1"]));
    const says = await live({ ...KEYS, ...nowhere });
    expect(says["All of them"]).toMatch(/^bad: None of \d+ can be reached\. → Look at this machine's way/);
    expect(Object.values(says).filter((line) => line.startsWith("bad"))).toHaveLength(1);
  });

  test("recorded bodies need none of them", async () => {
    expect((await doctor())["All of them"]).toMatch(/^skipped: UPSTREAMS=recorded/);
  });
});
