import { Agent, request } from "node:http";
import { createServer } from "node:net";
import { afterEach, describe, expect, onTestFinished, test } from "vitest";
import { UPSTREAMS, type UpstreamId } from "../src/upstream/limits.ts";
import { blackHole } from "./support/black-hole.ts";
import { type SimulatedDiscord, simulatedDiscord } from "./support/discord.ts";
import { type FakeUpstream, fakeUpstream } from "./support/fake-upstream.ts";
import { freePort } from "./support/free-port.ts";
import { type Program, type ProgramOptions, startProgram } from "./support/program.ts";
import { type SimulatedSlack, simulatedSlack, slackConfig } from "./support/slack.ts";

type Env = Readonly<Record<string, string>>;

/** Longest time of one test, in milliseconds: the program starts on a machine that is busy, and stops within its limit. */
const PATIENCE_MS = 60_000;

let program: Program | undefined;

afterEach(async () => {
  program?.kill("SIGKILL");
  await program?.ended;
});

function starts(env: Env, options?: ProgramOptions): Program {
  program = startProgram(["--recorded"], env, "none", options);
  return program;
}

/** Resolves when the condition holds. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resume) => setTimeout(resume, 20));
}

async function discordHere(): Promise<{ readonly discord: SimulatedDiscord; readonly env: Env }> {
  const discord = await simulatedDiscord();
  onTestFinished(() => discord.close());
  const { token, applicationId, apiUrl } = discord.config("gateway");
  return { discord, env: { DISCORD_TOKEN: token, DISCORD_APPLICATION_ID: applicationId, DISCORD_API_URL: apiUrl } };
}

async function slackHere(): Promise<{ readonly slack: SimulatedSlack; readonly env: Env }> {
  const slack = await simulatedSlack();
  onTestFinished(() => slack.close());
  const { botToken = "", appToken = "", apiUrl } = slackConfig(slack, ["socket"]);
  return { slack, env: { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_API_URL: apiUrl } };
}

/** What the platform is like, and when it is so. */
interface State {
  readonly env: Env;
  reached(running: Program): Promise<unknown>;
}

const ready = (running: Program) => running.says(/"msg":"ready"/);

const STATES = {
  "Discord's API takes the connection and is silent": async () => {
    const { env } = await discordHere();
    const { at, entered } = await blackHole();
    return { env: { ...env, DISCORD_API_URL: `http://${at}/api` }, reached: () => entered };
  },
  "the Gateway takes the connection and is silent": async () => {
    const { discord, env } = await discordHere();
    const { at, entered } = await blackHole();
    discord.gatewayUrl = `ws://${at}/gateway`;
    return { env, reached: () => entered };
  },
  "the Gateway has not greeted yet": async () => {
    const { discord, env } = await discordHere();
    discord.gateway.greets = false;
    return { env, reached: () => until(() => discord.gateway.openCount > 0) };
  },
  "the Gateway's address is none": async () => {
    const { discord, env } = await discordHere();
    discord.gatewayUrl = "nowhere";
    return { env, reached: (running: Program) => running.says(/Gateway can't be reached/) };
  },
  "the Gateway is connected and frozen": async () => {
    const { discord, env } = await discordHere();
    return { env, reached: () => until(() => discord.gateway.isConnected).then(() => discord.gateway.freezes()) };
  },
  "the Gateway is connected again and has not greeted yet": async () => {
    const { discord, env } = await discordHere();
    const reached = async (running: Program) => {
      await until(() => discord.gateway.isConnected);
      discord.gateway.greets = false;
      discord.gateway.drop();
      await running.says(/connection to Discord lost/);
      await until(() => discord.gateway.openCount > 0);
    };
    return { env, reached };
  },
  "Discord is gone": async () => {
    const { discord, env } = await discordHere();
    const reached = async (running: Program) => {
      await until(() => discord.gateway.isConnected);
      await discord.close();
      await running.says(/connection to Discord lost/);
    };
    return { env, reached };
  },
  "Slack's API takes the connection and is silent": async () => {
    const { env } = await slackHere();
    const { at, entered } = await blackHole();
    return { env: { ...env, SLACK_API_URL: `http://${at}/api/` }, reached: () => entered };
  },
  "Slack's socket has not greeted yet": async () => {
    const { slack, env } = await slackHere();
    slack.sockets.greets = false;
    return { env, reached: () => until(() => slack.sockets.connected > 0) };
  },
  "Slack's sockets are connected and frozen": async () => {
    const { slack, env } = await slackHere();
    return { env, reached: () => until(() => slack.sockets.open === 2).then(() => slack.sockets.freezes()) };
  },
  "Slack is gone": async () => {
    const { slack, env } = await slackHere();
    const reached = async (running: Program) => {
      await until(() => slack.sockets.open === 2);
      await slack.close();
      await running.says(/no Socket Mode connection/);
    };
    return { env, reached };
  },
} satisfies Readonly<Record<string, () => Promise<State>>>;

type StateName = keyof typeof STATES;

/** Both platforms at once, each in a state of its own. */
const PAIRS: readonly (readonly [StateName, StateName])[] = [
  ["Discord's API takes the connection and is silent", "Slack's API takes the connection and is silent"],
  ["the Gateway takes the connection and is silent", "Slack's socket has not greeted yet"],
  ["the Gateway has not greeted yet", "Slack's sockets are connected and frozen"],
  ["the Gateway's address is none", "Slack is gone"],
  ["the Gateway is connected and frozen", "Slack's sockets are connected and frozen"],
  ["the Gateway is connected again and has not greeted yet", "Slack is gone"],
  ["Discord is gone", "Slack's socket has not greeted yet"],
];

test.each(PAIRS)("SIGTERM while %s and %s", { timeout: PATIENCE_MS }, async (...pair) => {
  const states = await Promise.all(pair.map((name) => STATES[name]()));
  const running = starts(Object.assign({}, ...states.map(({ env }) => env)) as Env);
  await Promise.all(states.map(({ reached }) => reached(running)));
  running.kill("SIGTERM");
  expect(await running.ended).toBe(0);
  expect(running.output()).toMatch(/"msg":"stopp(ed|ed with parts still open)"/);
  expect(running.output().split('"msg":"stopping')[1]).not.toContain('"msg":"ready"');
  expect(running.errors()).toBe("");
});

test.each<StateName>(["the Gateway has not greeted yet", "Slack's socket has not greeted yet"])(
  "the port is taken and %s",
  { timeout: PATIENCE_MS },
  async (name) => {
    const { env } = await STATES[name]();
    const port = await freePort();
    const other = createServer().listen(port, "127.0.0.1");
    onTestFinished(() => void other.close());
    const running = starts({ ...env, PORT: String(port) });
    expect(await running.ended).toBe(1);
    expect(running.output()).toContain(`Port ${port} is in use`);
  },
);

describe("with a command under way", () => {
  /** The playground alone, with a slow answer on its way to somebody whose connection stays open. */
  async function asking(slowMs: number, preload?: string, fault = "none") {
    const upstream: FakeUpstream = await fakeUpstream();
    onTestFinished(() => upstream.close());
    upstream.plays("giphy", { slowMs });
    const urls = (Object.keys(UPSTREAMS) as UpstreamId[]).map((id) => [UPSTREAMS[id].urlVariable, upstream.urlOf(id)]);
    program = startProgram(
      [],
      { ...Object.fromEntries(urls), GIPHY_API_KEY: "key" },
      "none",
      preload ? { preload } : {},
    );
    const running = program;
    const { address } = JSON.parse(await ready(running)) as { address: { port: number } };
    let isBegun = false;
    const answer = new Promise<string>((answered, failed) => {
      const agent = new Agent({ keepAlive: true });
      onTestFinished(() => agent.destroy());
      const headers = { "content-type": "application/json" };
      const { port } = address;
      const asked = request(
        { agent, port, host: "127.0.0.1", path: "/playground/type", method: "POST", headers },
        (response) => {
          let text = "";
          response.setEncoding("utf8").on("data", (chunk: string) => {
            isBegun = true;
            text += chunk;
          });
          response.on("end", () => answered(text)).on("error", failed);
        },
      );
      asked.on("error", failed);
      asked.end(JSON.stringify({ person: "ann", answers: "live", fault, line: "/gif shrug" }));
    });
    // Nobody may look at it
    answer.catch(() => {});
    await until(() => isBegun || upstream.calls("giphy").length > 0);
    return { running, answer };
  }

  const OPTIONS = { timeout: PATIENCE_MS };

  test("it is answered over a connection that stays open, and that holds nothing up", OPTIONS, async () => {
    const { running, answer } = await asking(2_000);
    running.kill("SIGTERM");
    expect(await answer).toContain("GIPHY");
    expect(await running.ended).toBe(0);
    expect(running.output()).toContain('"msg":"stopped"');
  });

  test("one that another bot of the playground has under way is answered", OPTIONS, async () => {
    const { running, answer } = await asking(0, undefined, "slow");
    running.kill("SIGTERM");
    expect(await answer).toContain("GIPHY");
    expect(await running.ended).toBe(0);
  });

  test("Slack's over a connection that stays open: it is answered, and nothing is held up", OPTIONS, async () => {
    const upstream = await fakeUpstream();
    onTestFinished(() => upstream.close());
    upstream.plays("giphy", { slowMs: 2_000 });
    const slack = await simulatedSlack();
    onTestFinished(() => slack.close());
    const { botToken = "", signingSecret = "", apiUrl } = slackConfig(slack, ["http"]);
    program = startProgram([], {
      SLACK_BOT_TOKEN: botToken,
      SLACK_SIGNING_SECRET: signingSecret,
      SLACK_API_URL: apiUrl,
      GIPHY_URL: upstream.urlOf("giphy"),
      GIPHY_API_KEY: "key",
    });
    const running = program;
    const { address } = JSON.parse(await ready(running)) as { address: { port: number } };
    slack.deliversTo(`http://127.0.0.1:${address.port}/slack/events`);
    const ann = slack.person("ann", { via: "http" });
    const asked = ann.types("/gif shrug");
    await until(() => upstream.calls("giphy").length > 0);
    running.kill("SIGTERM");
    await asked;
    await ann.reads("GIPHY");
    expect(await running.ended).toBe(0);
    expect(running.output()).toContain('"msg":"stopped"');
    expect(running.output()).not.toContain("not closed in time");
  });

  test.each(["SIGTERM", "SIGINT"] as const)("a second %s does not cut it short", OPTIONS, async (signal) => {
    const { running, answer } = await asking(3_000);
    running.kill(signal);
    await running.says(/"msg":"stopping/);
    running.kill(signal);
    await running.says(/still finishing/);
    expect(await answer).toContain("GIPHY");
    expect(await running.ended).toBe(0);
  });

  test("a third signal ends it at once", OPTIONS, async () => {
    const { running, answer } = await asking(15_000);
    running.kill("SIGINT");
    await running.says(/"msg":"stopping/);
    running.kill("SIGINT");
    await running.says(/still finishing/);
    running.kill("SIGTERM");
    expect(await running.ended).toBe(0);
    await expect(answer).rejects.toThrow();
    expect(running.output()).not.toContain('"msg":"invocation"');
  });

  test("one that takes longer than the limit is left behind, and told", OPTIONS, async () => {
    const { running, answer } = await asking(15_000, "short-stop.ts");
    running.kill("SIGTERM");
    expect(await running.ended).toBe(0);
    await expect(answer).rejects.toThrow();
    expect(running.output()).toMatch(/"left":1,"msg":"stopped before everything was answered"/);
    expect(running.output()).not.toContain('"msg":"invocation"');
  });

  test.each([
    ["is thrown", "SIGUSR2"],
    ["a promise is rejected with", "SIGWINCH"],
  ] as const)(
    "what %s and nobody catches: told under an id, the command is answered, exit code 1",
    OPTIONS,
    async (_, signal) => {
      const { running, answer } = await asking(2_000, "throws-when-told.ts");
      running.kill(signal);
      expect(await answer).toContain("GIPHY");
      expect(await running.ended).toBe(1);
      const line =
        running
          .output()
          .split("\n")
          .find((each) => each.includes("nobody caught")) ?? "";
      expect(JSON.parse(line)).toMatchObject({
        level: "fatal",
        failure: expect.stringMatching(/./),
        err: { message: expect.stringContaining("nobody's fault") },
      });
    },
  );

  test("a database that is silent", OPTIONS, async () => {
    const { at, entered } = await blackHole();
    const { env, slack } = await slackHere();
    const running = starts({ ...env, DATABASE_URL: `postgres://magpie@${at}/magpie` }, { preload: "short-stop.ts" });
    await ready(running);
    void slack
      .person("ann", { via: "socket" })
      .types("/shelf list")
      .catch(() => {});
    await entered;
    running.kill("SIGTERM");
    expect(await running.ended).toBe(0);
    expect(running.output()).toMatch(/"msg":"stopped/);
  });
});
