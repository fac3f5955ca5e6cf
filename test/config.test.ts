import { describe, expect, test } from "vitest";
import { inspectConfig, readConfig } from "../src/config.ts";
import { ConfigError } from "../src/core/errors.ts";

const KEY = "a".repeat(64);

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe("what a plan allows", () => {
  test.each([
    [
      "GIPHY_QUOTA",
      "giphy",
      "10000/h",
      [{ calls: 10_000, perMs: 3_600_000, words: "10,000 searches an hour", isSet: true }],
    ],
    ["KLIPY_QUOTA", "klipy", "off", []],
    [
      "GOOGLE_BOOKS_QUOTA",
      "googleBooks",
      "50000/d",
      [{ calls: 50_000, perMs: 86_400_000, words: "50,000 searches a day", isSet: true }],
    ],
    ["DOG_API_QUOTA", "dogApi", "120/m", [{ calls: 120, perMs: 60_000, words: "120 calls a minute", isSet: true }]],
    ["CAT_API_QUOTA", "catApi", "5/s", [{ calls: 5, perMs: 1_000, words: "5 calls a second", isSet: true }]],
    ["NASA_QUOTA", "nasa", "1/d", [{ calls: 1, perMs: 86_400_000, words: "1 call a day", isSet: true }]],
  ] as const)("%s for %s: %s", (variable, id, value, quotas) => {
    expect(readConfig({ [variable]: value }).upstreamQuotas).toEqual({ [id]: quotas });
  });

  test.each(["10000", "10k/h", "0/h", "-5/h", "100/w", "100 / h", "OFF", "1/h/h", "9999999999/h"])(
    "%s is a problem",
    (value) => {
      expect(problemsOf({ GIPHY_QUOTA: value })).toEqual([
        "GIPHY_QUOTA is no quota: give calls and a time, such as 10000/h (s, m, h or d), or off",
      ]);
      expect(inspectConfig({ GIPHY_QUOTA: value }).config.upstreamQuotas).toEqual({});
    },
  );
});

describe("the configuration", () => {
  test("nothing set: no platform, this machine only", () => {
    const config = readConfig({});
    expect(config).toMatchObject({
      port: 3_000,
      host: "127.0.0.1",
      upstreams: "live",
      fairShare: 20,
      logLevel: "info",
    });
    expect(config.slack).toBeUndefined();
    expect(config.discord).toBeUndefined();
    expect(config.upstreamUrls.giphy).toBe("https://api.giphy.com/v1");
  });

  test("an empty variable counts as not set", () => {
    expect(readConfig({ PORT: "", SLACK_BOT_TOKEN: "  ", DISCORD_TOKEN: "" })).toEqual(readConfig({}));
  });

  test("Slack over Socket Mode, and all addresses", () => {
    const config = readConfig({ SLACK_BOT_TOKEN: "xoxb-1", SLACK_APP_TOKEN: "xapp-1", SLACK_COMMAND_PREFIX: "mg-" });
    expect(config.host).toBe("0.0.0.0");
    expect(config.slack).toEqual({
      botToken: "xoxb-1",
      oauth: undefined,
      appToken: "xapp-1",
      signingSecret: undefined,
      apiUrl: "https://slack.com/api/",
      commandPrefix: "mg-",
    });
  });

  test("Discord over the Gateway unless there is a public key", () => {
    const discord = { DISCORD_TOKEN: "t", DISCORD_APPLICATION_ID: "123456789012345678" };
    expect(readConfig(discord).discord?.useGateway).toBe(true);
    expect(readConfig({ ...discord, DISCORD_PUBLIC_KEY: KEY }).discord?.useGateway).toBe(false);
    expect(readConfig({ ...discord, DISCORD_PUBLIC_KEY: KEY, DISCORD_GATEWAY: "on" }).discord?.useGateway).toBe(true);
  });

  test.each([
    ["auto", undefined],
    ["0-3/16", { ids: [0, 1, 2, 3], of: 16 }],
    ["5/16", { ids: [5], of: 16 }],
    ["0-0/1", { ids: [0], of: 1 }],
    ["12-15/16", { ids: [12, 13, 14, 15], of: 16 }],
  ])("DISCORD_SHARDS=%s", (DISCORD_SHARDS, shards) => {
    const env = { DISCORD_TOKEN: "t", DISCORD_APPLICATION_ID: "123456789012345678", DISCORD_SHARDS };
    expect(readConfig(env).discord?.shards).toEqual(shards);
  });

  test.each([
    "3-0/16",
    "0-16/16",
    "16/16",
    "0/0",
    "0-3",
    "16",
    "-1/4",
    "0-/4",
    "a/4",
    "0-3/16/2",
    "0 - 3 / 16",
    "0-3/1e5",
  ])("DISCORD_SHARDS=%s is a problem", (value) => {
    expect(problemsOf({ DISCORD_SHARDS: value })).toEqual([
      "DISCORD_SHARDS is no part of the shards: give auto, or first-last/all, such as 0-3/16",
    ]);
  });

  test("what is right can be looked at beside the problems with the rest", () => {
    const env = { PORT: "x", LOG_LEVEL: "warn", SLACK_BOT_TOKEN: "xoxb-1", DISCORD_TOKEN: "t" };
    const { config, problems } = inspectConfig(env);
    expect(problems.map((problem) => problem.split(" ")[0])).toEqual([
      "PORT",
      "SLACK_APP_TOKEN",
      "DISCORD_APPLICATION_ID",
    ]);
    expect(config).toMatchObject({ port: 3_000, logLevel: "warn", slack: { botToken: "xoxb-1" } });
    expect(config.discord).toBeUndefined();
  });

  test.each(["mysql://h/d", "postgres://h:port/d", "postgres://", "sqlite:"])("a database it can't know: %s", (url) => {
    expect(problemsOf({ DATABASE_URL: url })).toEqual([
      "DATABASE_URL is not a database I know: give sqlite:PATH or postgres://…",
    ]);
  });

  test.each(["localhost:6379", "redis://", "redis:///1", "http://h", "redis://h:port", "redis://h/name"])(
    "a Redis it can't know: %s",
    (url) => {
      expect(problemsOf({ REDIS_URL: url })).toEqual([
        "REDIS_URL is not the address of a Redis: give redis://HOST:PORT, or redis://:PASSWORD@HOST:PORT",
      ]);
    },
  );

  test("the password inside REDIS_URL is a secret", () => {
    expect(readConfig({ REDIS_URL: "rediss://ann:hush-hush@h:6380/2" }).secrets).toEqual(["hush-hush"]);
  });

  test.each(["PUBLIC_URL", "SLACK_API_URL", "GIPHY_URL"])("%s takes no user and no password", (variable) => {
    for (const url of ["https://ann@bot.example", "https://ann:hush@bot.example"]) {
      expect(problemsOf({ [variable]: url })).toEqual([
        `${variable} has a user or a password inside, which nobody would be sent: take them out`,
      ]);
    }
  });

  test("every problem is named at once, with where to get a right value, and never a value", () => {
    const problems = problemsOf({
      PORT: "70000",
      PUBLIC_URL: "http://bot.example",
      LOG_LEVEL: "loud",
      SLACK_BOT_TOKEN: "xoxp-hush-hush",
      DISCORD_APPLICATION_ID: "magpie",
      GIPHY_URL: "http://giphy.example",
      FAIR_SHARE: "0",
      GIF_RATING: "r",
      DATABASE_URL: "mysql://x",
    });
    const variables = problems.map((problem) => problem.split(" ")[0]);
    expect(variables.toSorted()).toEqual([
      "DATABASE_URL",
      "DISCORD_APPLICATION_ID",
      "DISCORD_TOKEN",
      "FAIR_SHARE",
      "GIF_RATING",
      "GIPHY_URL",
      "LOG_LEVEL",
      "PORT",
      "PUBLIC_URL",
      "SLACK_APP_TOKEN",
      "SLACK_BOT_TOKEN",
    ]);
    expect(problems.join("\n")).not.toMatch(/hush|70000|magpie$/);
    expect(problems.find((problem) => problem.startsWith("SLACK_BOT_TOKEN"))).toContain("OAuth & Permissions");
  });

  test.each([
    [{ SLACK_BOT_TOKEN: "xoxb-1" }, "SLACK_APP_TOKEN is missing"],
    [{ SLACK_SIGNING_SECRET: "s" }, "SLACK_BOT_TOKEN is missing"],
    [{ GITHUB_CLIENT_ID: "g" }, "GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET go together"],
    [{ GOOGLE_CLIENT_SECRET: "g" }, "GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET go together"],
    [{ DISCORD_TOKEN: "t" }, "DISCORD_APPLICATION_ID is missing"],
    [{ DISCORD_PUBLIC_KEY: KEY, DISCORD_APPLICATION_ID: "123456789012345678" }, "DISCORD_TOKEN is missing"],
  ])("half a platform: %o", (env, problem) => {
    expect(problemsOf(env)).toContainEqual(expect.stringContaining(problem));
  });

  test("tokens are stored only sealed, and people must find the way back", () => {
    const app = { GITHUB_CLIENT_ID: "id", GITHUB_CLIENT_SECRET: "secret" };
    expect(problemsOf(app)).toEqual([
      expect.stringMatching(/^ENCRYPTION_KEY is missing: GITHUB_CLIENT_ID/),
      expect.stringMatching(/^PUBLIC_URL is missing/),
    ]);
    const key = Buffer.alloc(32, 7).toString("base64");
    const set = { ...app, ENCRYPTION_KEY: key, PUBLIC_URL: "https://bot.example" };
    expect(readConfig(set).accounts.github).toEqual({ clientId: "id", clientSecret: "secret" });
    expect(readConfig(set).encryptionKeys).toEqual([Buffer.alloc(32, 7)]);
    expect(readConfig({ ...set, ENCRYPTION_KEY: `${key}, ${key}` }).encryptionKeys).toHaveLength(2);
    expect(problemsOf({ ...set, ENCRYPTION_KEY: "c2hvcnQ=" })).toEqual([
      expect.stringContaining("ENCRYPTION_KEY is not 32 bytes in base64"),
    ]);
  });

  test("tokens for agents: one or several, long enough to be none that anybody guesses, and never printed", () => {
    const [one, two] = ["a".repeat(16), "B-._~+/9".repeat(4)];
    expect(readConfig({}).mcpTokens).toEqual([]);
    const config = readConfig({ MCP_TOKEN: `${one}, ${two}==` });
    expect(config.mcpTokens).toEqual([one, `${two}==`]);
    expect(config.secrets).toEqual(expect.arrayContaining([one, `${two}==`]));
    for (const wrong of ["short", "a".repeat(15), `${one},`, `${one},hush`, `${one} ${two}`, `"${one}"`]) {
      expect(problemsOf({ MCP_TOKEN: wrong })).toEqual([expect.stringMatching(/^MCP_TOKEN is no token: give 16/)]);
    }
  });

  test("NASA's public key, unless there is one of one's own", () => {
    expect(readConfig({}).upstreamKeys.nasa).toBe("DEMO_KEY");
    expect(readConfig({}).secrets).not.toContain("DEMO_KEY");
    expect(readConfig({ NASA_API_KEY: "mine" }).secrets).toContain("mine");
  });

  test.each([
    ["commonsImages", "COMMONS_IMAGES_URL", "https://upload.wikimedia.org"],
    ["commonsThumbs", "COMMONS_THUMBS_URL", "https://thumb.wikimedia.org"],
  ] as const)(
    "Wikimedia's pictures come from where its search was moved to on this machine: %s",
    (id, variable, url) => {
      const pictures = (env: Record<string, string>) => readConfig(env).upstreamUrls[id];
      expect(pictures({})).toBe(url);
      expect(pictures({ COMMONS_URL: "http://127.0.0.1:9/w/api.php" })).toBe("http://127.0.0.1:9");
      expect(pictures({ COMMONS_URL: "https://mirror.example/w/api.php" })).toBe(url);
      const both = { COMMONS_URL: "http://127.0.0.1:9/w/api.php", [variable]: "http://127.0.0.1:8" };
      expect(pictures(both)).toBe("http://127.0.0.1:8");
    },
  );

  test.each(["http://127.0.0.1:9", "http://localhost:9/v1/", "http://[::1]:9", "https://mirror.example/v1"])(
    "an upstream may stand at %s",
    (url) => {
      expect(readConfig({ DOG_API_URL: url }).upstreamUrls.dogApi).toBe(url.replace(/\/$/, ""));
    },
  );

  test.each(["http://10.0.0.1", "http://127.0.0.1.evil.example", "ftp://127.0.0.1", "file:///etc/passwd", "dog"])(
    "an upstream may not stand at %s",
    (url) => {
      expect(problemsOf({ DOG_API_URL: url })).toEqual([expect.stringContaining("DOG_API_URL is not an address")]);
    },
  );
});

describe("the playground", () => {
  const slack = { SLACK_BOT_TOKEN: "xoxb-1", SLACK_APP_TOKEN: "xapp-1" };

  test.each([
    ["no platform", {}, { isOn: true, password: undefined }],
    ["no platform, turned off", { PLAYGROUND: "off" }, { isOn: false, password: undefined }],
    ["a platform", slack, { isOn: false, password: undefined }],
    [
      "turned on with a password",
      { PLAYGROUND: "on", PLAYGROUND_PASSWORD: "hush hush" },
      { isOn: true, password: "hush hush" },
    ],
    ["on by itself with a password", { PLAYGROUND_PASSWORD: "hush hush" }, { isOn: true, password: "hush hush" }],
  ])("%s", (_, env, expected) => {
    expect(readConfig(env).playground).toEqual(expected);
  });

  const discord = { DISCORD_TOKEN: "t", DISCORD_APPLICATION_ID: "123456789012345678" };

  test.each([
    ["PUBLIC_URL", { PUBLIC_URL: "https://bot.example" }],
    ["PUBLIC_URL", { PUBLIC_URL: "http://localhost:3000" }],
    ["HOST", { HOST: "0.0.0.0" }],
    ["HOST", { HOST: "::" }],
    ["HOST", { HOST: "192.168.1.7" }],
    ["HOST", { HOST: "magpie.local" }],
    ["SLACK_APP_TOKEN", slack],
    ["SLACK_SIGNING_SECRET", { SLACK_BOT_TOKEN: "xoxb-1", SLACK_SIGNING_SECRET: "s" }],
    ["DISCORD_TOKEN", discord],
    ["DISCORD_TOKEN", { ...discord, DISCORD_PUBLIC_KEY: KEY }],
  ])("with %s the server is not the operator's alone, so it needs its password: %o", (variable, env) => {
    const asked = { ...env, PLAYGROUND: "on" };
    expect(problemsOf(asked)).toEqual([
      `PLAYGROUND_PASSWORD is missing: with ${variable} this server is not yours alone, and PLAYGROUND=on would be open to others`,
    ]);
    expect(problemsOf({ ...asked, PLAYGROUND_PASSWORD: "hush hush" })).toEqual([]);
    expect(readConfig({ ...asked, PLAYGROUND_PASSWORD: "hush hush" }).playground.isOn).toBe(true);
    // By itself it stays off
    expect(problemsOf(env)).toEqual([]);
    expect(readConfig(env).playground.isOn).toBe(false);
    expect(problemsOf({ ...env, PLAYGROUND: "off" })).toEqual([]);
  });

  test.each([
    ["HOST", { HOST: "0.0.0.0" }],
    ["PUBLIC_URL", { PUBLIC_URL: "https://bot.example", HOST: "0.0.0.0" }],
  ])("on by itself it would be open by %s: it is not, until there is a password", (variable, env) => {
    expect(readConfig(env).playground).toEqual({ isOn: false, password: undefined, offBecause: variable });
    const withPassword = { ...env, PLAYGROUND_PASSWORD: "hush hush" };
    expect(readConfig(withPassword).playground).toEqual({ isOn: true, password: "hush hush" });
  });

  test.each(["127.0.0.1", "127.0.0.2", "localhost", "::1"])("HOST=%s is this very machine", (host) => {
    expect(readConfig({ HOST: host }).playground).toEqual({ isOn: true, password: undefined });
    expect(problemsOf({ HOST: host, PLAYGROUND: "on" })).toEqual([]);
  });

  test("neither on nor off, and a password that is too short", () => {
    expect(() => readConfig({ PLAYGROUND: "maybe", PLAYGROUND_PASSWORD: "hush" })).toThrow(
      /PLAYGROUND is neither `on` nor `off`[\s\S]*PLAYGROUND_PASSWORD is too short: give 8 characters or more/,
    );
  });
});
