import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { createHttpServer } from "../../src/http/server.ts";
import { type ConnectedProgram, connectedProgram } from "../support/connected-program.ts";

/** What every answer has that a browser may read. */
const EXPECTED = {
  "content-security-policy": expect.stringMatching(/^default-src '(none|self)'; .*frame-ancestors 'none'/),
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": expect.stringContaining("camera=()"),
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

const HTTPS_ONLY = "max-age=31536000";

const ROUTES = [
  ["/healthz", 200],
  ["/readyz", 200],
  ["/metrics", 200],
  ["/slack/install", 302],
  ["/slack/oauth_redirect", 400],
  ["/discord/install", 302],
  ["/connect/github", 400],
  ["/connect/github/callback", 400],
  ["/connect/google", 400],
  ["/connect/google/callback", 400],
  ["/slack/events", 404],
  ["/", 401],
  ["/playground/session", 401],
  ["/nothing", 404],
  ["/%E0%A4%A", 404],
] as const;

describe("the whole program", () => {
  let bot: ConnectedProgram;

  beforeAll(async () => {
    const app = { GITHUB_CLIENT_ID: "id", GITHUB_CLIENT_SECRET: "hush-1", GOOGLE_CLIENT_ID: "id" };
    const slackApp = { SLACK_BOT_TOKEN: "", SLACK_CLIENT_ID: "1.2", SLACK_CLIENT_SECRET: "hush-2" };
    const playground = { PLAYGROUND: "on", PLAYGROUND_PASSWORD: "hush-hush-4" };
    const key = { ENCRYPTION_KEY: Buffer.alloc(32, 1).toString("base64"), PUBLIC_URL: "https://bot.example" };
    bot = await connectedProgram({ ...app, GOOGLE_CLIENT_SECRET: "hush-3", ...slackApp, ...playground, ...key });
  });

  afterAll(() => bot.close());

  test.each(ROUTES)("GET %s", async (path, status) => {
    const { status: given, headers } = await fetch(bot.root + path, { redirect: "manual" });
    expect(given).toBe(status);
    expect(Object.fromEntries(headers)).toMatchObject({ ...EXPECTED, "strict-transport-security": HTTPS_ONLY });
    expect([headers.get("server"), headers.get("x-powered-by")]).toEqual([null, null]);
  });

  test.each(["/slack/events", "/discord/interactions"])(
    "POST %s is the platform's own: nothing added",
    async (path) => {
      const { status, headers } = await fetch(bot.root + path, { method: "POST", body: "{}" });
      expect(status).toBe(401);
      const added = [...headers.keys()].filter(
        (name) => !/^(content-(type|length)|date|connection|keep-alive)$/.test(name),
      );
      expect(added).toEqual([]);
    },
  );
});

describe("a route that is added later", () => {
  async function serverWith(publicUrl?: string): Promise<string> {
    const http = createHttpServer({ adapters: () => [], isDraining: () => false, publicUrl });
    http.get("/page", (_request, reply) =>
      reply.header("content-security-policy", "default-src 'self'; frame-ancestors 'none'").send("a page"),
    );
    http.get("/raw", (_request, reply) => {
      reply.hijack();
      reply.raw.writeHead(200, { "content-type": "text/plain" });
      reply.raw.end("written by a library");
    });
    http.get("/broken", () => {
      throw new Error("a bug");
    });
    onTestFinished(() => http.close());
    return await http.listen({ port: 0, host: "127.0.0.1" });
  }

  test.each(["/page", "/raw", "/broken"])("%s has them, too, unless it has its own", async (path) => {
    const { headers } = await fetch((await serverWith()) + path);
    const policy = headers.get("content-security-policy");
    expect(Object.fromEntries(headers)).toMatchObject(EXPECTED);
    expect(policy).toContain(path === "/page" ? "default-src 'self'" : "default-src 'none'");
  });

  test("without https nobody is told to keep to it", async () => {
    const root = await serverWith("http://localhost:3000");
    expect((await fetch(`${root}/page`)).headers.get("strict-transport-security")).toBe(null);
  });
});
