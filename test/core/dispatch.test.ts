import { randomUUID } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import { beforeEach, describe, expect, test } from "vitest";
import type { Caller, SharedQuota } from "../../src/core/caller.ts";
import {
  type Command,
  choice,
  defineCommand,
  defineGroup,
  type ListedCommand,
  type Services,
  text,
} from "../../src/core/command.ts";
import { Dispatcher, type DispatcherParts } from "../../src/core/dispatch.ts";
import { UpstreamError } from "../../src/core/errors.ts";
import { FairShare } from "../../src/core/fair-share.ts";
import type { Exchange, Invocation } from "../../src/core/invocation.ts";
import { buttons, paragraph, privateReply, type Reply, reply } from "../../src/core/reply.ts";
import { t } from "../../src/core/text.ts";
import type { InvocationEvent } from "../../src/core/watch.ts";

const say = (words: string) => reply(paragraph(t`${words}`));

const echo = defineCommand({
  name: "echo",
  description: "Says it back",
  options: { words: text({ description: "What to say", required: true, ask: "Say what?", example: "hello" }) },
  run: async ({ options }) => say(options.words),
});

/** A command that runs the given function. */
function doing(run: (signal: AbortSignal) => Promise<Reply>): Command {
  return defineCommand({ name: "do", description: "Does it", options: {}, run: ({ signal }) => run(signal) });
}

/** Resolved when the command of this test has been deferred. */
let deferral = Promise.withResolvers<void>();
beforeEach(() => {
  deferral = Promise.withResolvers<void>();
});

/** Work that takes longer than the answer at once, on any machine. */
function afterDeferral(words: string) {
  return async () => {
    await deferral.promise;
    await nextTurn();
    return say(words);
  };
}

interface Logged {
  readonly message: string;
  readonly [field: string]: unknown;
}

/** A dispatcher with short budgets, and an exchange that writes down what it is told. */
function stage(commands: readonly ListedCommand[], parts: Partial<DispatcherParts> = {}) {
  const logged: Logged[] = [];
  const write = (fields: object, message: string) => void logged.push({ message, ...fields });
  const dispatcher = new Dispatcher({
    commands,
    // The commands of these tests call no service
    servicesFor: () => ({}) as Services,
    fairShare: new FairShare("off"),
    log: { debug: write, info: write, warn: write, error: write },
    inlineBudgetMs: 20,
    deadlineMs: 20_000,
    ...parts,
  });
  const told: string[] = [];
  const exchange: Exchange = {
    answer: async ({ text, visibility }) => void told.push(`answer ${visibility}: ${text}`),
    defer: async (visibility) => {
      told.push(`defer ${visibility}`);
      deferral.resolve();
    },
    complete: async ({ text, visibility }) => void told.push(`complete ${visibility}: ${text}`),
    ignore: async () => void told.push("ignore"),
  };
  const dispatch = (changes: Partial<Invocation> = {}, using: Exchange = exchange) =>
    dispatcher.dispatch(
      {
        deliveryId: randomUUID(),
        platform: "chat",
        command: "do",
        input: { values: {} },
        source: "command",
        user: { id: "U1", key: "chat:U1", name: "ann", locale: "en" },
        ...changes,
      },
      using,
    );
  return { dispatcher, dispatch, told, logged, exchange };
}

describe("one invocation", () => {
  test("ready at once: the direct answer, and one line in the log without what was typed", async () => {
    const { dispatch, told, logged } = stage([echo]);
    await dispatch({ command: "echo", input: { line: "hush hush" } });
    expect(told).toEqual(["answer channel: hush hush"]);
    expect(logged).toEqual([
      expect.objectContaining({
        message: "invocation",
        command: "echo",
        platform: "chat",
        outcome: "ok",
        ms: expect.any(Number),
      }),
    ]);
    expect(JSON.stringify(logged)).not.toContain("hush");
  });

  test("later than the inline budget: deferred, then completed", async () => {
    const { dispatch, told } = stage([doing(afterDeferral("late"))]);
    await dispatch();
    expect(told).toEqual(["defer channel", "complete channel: late"]);
  });

  test("whoever watches is told of the end, and how soon the first answer was there", async () => {
    const ended: InvocationEvent[] = [];
    const { dispatch } = stage([doing(afterDeferral("late"))], {
      watch: (event) => {
        if (event.type === "invocation") ended.push(event);
      },
    });
    await dispatch();
    await dispatch({ command: "typed rubbish" });
    expect(ended.map(({ command, outcome }) => `${command}: ${outcome}`)).toEqual(["do: ok", "unknown: usage"]);
    const [late] = ended;
    expect(late?.ackMs).toBeLessThan(late?.ms ?? 0);
  });

  test("a command that ignores its signal is given up at the deadline", async () => {
    const { dispatch, told } = stage([doing(() => new Promise(() => {}))], { deadlineMs: 200 });
    await dispatch();
    expect(told).toEqual(["defer channel", "complete ephemeral: This is taking too long. Ask again in a minute."]);
  });

  test("the signal aborts at the deadline", async () => {
    let reason: unknown;
    const { dispatch } = stage(
      [
        doing(async (signal) => {
          await new Promise((resolve) => signal.addEventListener("abort", resolve));
          reason = signal.reason;
          return say("too late");
        }),
      ],
      { deadlineMs: 200 },
    );
    await dispatch();
    expect(reason).toBeInstanceOf(Error);
  });

  test("a bug: one plain sentence with a number that is in the log, too", async () => {
    const { dispatch, told, logged } = stage([doing(() => Promise.reject(new TypeError("x is not a function")))]);
    await dispatch();
    const [, number] = /this number: (\w{5})\./.exec(told[0] ?? "") ?? [];
    expect(number).toBeDefined();
    expect(logged).toContainEqual(
      expect.objectContaining({ message: "a bug in a command", invocation: number, err: expect.any(TypeError) }),
    );
    expect(told[0]).not.toContain("not a function");
  });

  test("a command that throws before its first await is a bug like any other", async () => {
    const { dispatch, told } = stage([
      doing(() => {
        throw new RangeError("at once");
      }),
    ]);
    await dispatch();
    expect(told).toEqual([expect.stringContaining("answer ephemeral: Something went wrong on my side")]);
  });

  test("an upstream is down: private, and the log has the reason", async () => {
    const { dispatch, told, logged } = stage([
      doing(() => Promise.reject(new UpstreamError("NASA GET /x: 503 after 3 tries", { upstream: "NASA" }))),
    ]);
    await dispatch();
    expect(told).toEqual([expect.stringMatching(/^answer ephemeral: NASA is not answering right now/)]);
    expect(logged).toContainEqual(expect.objectContaining({ reason: "NASA GET /x: 503 after 3 tries" }));
  });

  test("delivered twice: runs once", async () => {
    const { dispatch, told } = stage([echo]);
    const delivery = { deliveryId: "same", command: "echo", input: { line: "once" } };
    await Promise.all([dispatch(delivery), dispatch(delivery)]);
    expect(told.toSorted()).toEqual(["answer channel: once", "ignore"]);
  });

  test("a command nobody knows", async () => {
    const { dispatch, told } = stage([echo]);
    await dispatch({ command: "ecko" });
    await dispatch({ command: "<!channel>" });
    expect(told).toEqual([
      "answer ephemeral: I know no command /ecko. Did you mean /echo?",
      "answer ephemeral: I know no command /<!channel>. Type /help to see what I know.",
    ]);
  });

  test("private:yes makes any reply private, also while it is being worked on", async () => {
    const { dispatch, told } = stage([echo, doing(afterDeferral("late"))]);
    await dispatch({ command: "echo", input: { line: "psst private:yes" } });
    await dispatch({ input: { values: { private: true } } });
    expect(told).toEqual(["answer ephemeral: psst", "defer ephemeral", "complete ephemeral: late"]);
  });

  test("the pages of a private reply stay private, sending it does not", async () => {
    const to = (into: "update" | "post") =>
      ({ label: into, press: { do: "run", command: "do", options: {}, into } }) as const;
    const { dispatch, exchange } = stage([
      doing(async () => reply(paragraph(t`page 1`), buttons(to("update"), to("post")))),
    ]);
    let shown: Reply | undefined;
    await dispatch(
      { input: { values: { private: "yes" } } },
      {
        ...exchange,
        answer: async (given) => {
          shown = given;
        },
      },
    );
    expect(shown?.parts[1]).toMatchObject({
      buttons: [{ press: { options: { private: true } } }, { press: { options: {} } }],
    });
  });

  test("someone else's private button", async () => {
    const { dispatch, told } = stage([echo]);
    const press = { command: "echo", input: { values: { words: "shrug" } }, source: "button" as const };
    await dispatch({ ...press, owner: { id: "U2", name: "bob" } });
    await dispatch({ ...press, owner: { id: "U1", name: "ann" } });
    expect(told).toEqual([
      "answer ephemeral: Only bob can press this one. Ask me yourself with /echo shrug.",
      "answer channel: shrug",
    ]);
  });

  test("the platform does not take the answer: logged, and nothing is thrown", async () => {
    const { dispatch, logged, exchange } = stage([echo]);
    const broken = { ...exchange, answer: () => Promise.reject(new Error("socket closed")) };
    await dispatch({ command: "echo", input: { line: "x" } }, broken);
    expect(logged).toContainEqual(expect.objectContaining({ message: "the reply did not get through" }));
  });

  test("the deferral does not get through: the answer is tried all the same", async () => {
    const { dispatch, told, exchange } = stage([doing(afterDeferral("late"))]);
    await dispatch(
      {},
      {
        ...exchange,
        defer: () => {
          deferral.resolve();
          return Promise.reject(new Error("socket closed"));
        },
      },
    );
    expect(told).toEqual(["complete channel: late"]);
  });
});

describe("commands under one name", () => {
  const trip = defineGroup({
    name: "trip",
    description: "Trips",
    subcommands: [
      { ...echo, name: "plan" },
      { ...echo, name: "pack" },
    ],
  });
  const typed = async (line: string) => {
    const { dispatch, told } = stage([trip]);
    await dispatch({ command: "trip", input: { line } });
    return told[0];
  };

  test.each([
    ["plan to mars", "answer channel: to mars"],
    ["  PACK  snacks", "answer channel: snacks"],
    ["pakc snacks", "answer ephemeral: /trip knows no pakc. Did you mean /trip pack?"],
    ["", "answer ephemeral: Trips.\n/trip plan words — Says it back\n/trip pack words — Says it back"],
    [
      "🐋",
      "answer ephemeral: /trip knows no 🐋. It knows these:\n/trip plan words — Says it back\n/trip pack words — Says it back",
    ],
    ["plan", "answer ephemeral: Say what? Type /trip plan hello."],
  ])("/trip %s", async (line, expected) => {
    expect(await typed(line)).toBe(expected);
  });

  test("are found by their whole name where the platform tells it", async () => {
    const { dispatch, told } = stage([trip]);
    await dispatch({ command: "trip plan", input: { values: { words: "to mars" } } });
    expect(told).toEqual(["answer channel: to mars"]);
  });
});

describe("a missing option", () => {
  test("opens a form where there is one", async () => {
    const { dispatch, told, exchange } = stage([echo]);
    const opened: string[] = [];
    const openForm = async (command: string) => {
      opened.push(command);
      return true;
    };
    await dispatch({ command: "echo", input: { line: "" } }, { ...exchange, openForm });
    expect(opened).toEqual(["echo"]);
    expect(told).toEqual([]);
  });

  test.each([
    [5, "answer ephemeral: Which kind? Type /tea 0."],
    [6, "form"],
  ])("of %i choices: a button for each as long as a row has them all", async (count, expected) => {
    const kind = choice({
      description: "Kind",
      choices: Array.from({ length: count }, (_, at) => String(at)),
      required: true,
    });
    const tea = defineCommand({
      name: "tea",
      description: "Makes tea",
      options: { kind },
      run: async () => say("Tea."),
    });
    const { dispatch, told, exchange } = stage([tea]);
    const openForm = async () => told.push("form") > 0;
    await dispatch({ command: "tea", input: { line: "" } }, { ...exchange, openForm });
    expect(told).toEqual([expected]);
  });

  test("is asked for in words where there is none, or it can't be opened", async () => {
    const { dispatch, told, exchange } = stage([echo]);
    await dispatch({ command: "echo", input: { line: "" } });
    await dispatch(
      { command: "echo", input: { line: "" } },
      { ...exchange, openForm: () => Promise.reject(new Error("expired")) },
    );
    expect(told).toEqual(Array(2).fill("answer ephemeral: Say what? Type /echo hello."));
  });
});

describe("fair share", () => {
  /** A command that makes one upstream call each time. */
  function calling(commandsPerMinute: number, quota?: SharedQuota) {
    let caller: Caller | undefined;
    const command = doing(async () => {
      caller?.admit("giphy", "GIPHY", quota);
      return say("done");
    });
    return stage([command], {
      fairShare: new FairShare(commandsPerMinute),
      servicesFor: (given) => {
        caller = given;
        return {} as Services;
      },
    });
  }

  test("a person has so many commands a minute, another person has their own", async () => {
    const { dispatch, told } = calling(2);
    for (let index = 0; index < 3; index += 1) await dispatch();
    await dispatch({ user: { id: "U2", key: "chat:U2", name: "bob", locale: "en" } });
    expect(told).toEqual([
      "answer channel: done",
      "answer channel: done",
      expect.stringMatching(
        /^answer ephemeral: That is a lot of questions in a short time\. Ask me again in (\d+) seconds?\.$/,
      ),
      "answer channel: done",
    ]);
  });

  test("a channel has its share, whoever asks", async () => {
    const { dispatch, told } = calling(2);
    for (let index = 0; index < 7; index += 1)
      await dispatch({ channelId: "C1", user: { id: `U${index}`, key: `chat:U${index}`, name: "x", locale: "en" } });
    expect(told.slice(0, 6)).toEqual(Array(6).fill("answer channel: done"));
    expect(told[6]).toMatch(/^answer ephemeral: This channel has asked me a lot/);
  });

  test("nobody uses up an upstream's quota alone", async () => {
    const { dispatch, told } = calling(1_000, { calls: 100, perMs: 60_000, words: "100 searches a minute" });
    for (let index = 0; index < 100; index += 1) await dispatch({ workspaceId: "W1" });
    expect(told.filter((line) => line.endsWith("done"))).toHaveLength(25);
    expect(told[25]).toMatch(
      /^answer ephemeral: You have had your share of GIPHY's 100 searches a minute, so that there is some for others\. Ask me again in \d+ seconds\.$/,
    );
    for (let index = 0; index < 100; index += 1) {
      await dispatch({ workspaceId: "W1", user: { id: `V${index}`, key: `chat:V${index}`, name: "x", locale: "en" } });
    }
    expect(told.filter((line) => line.endsWith("done"))).toHaveLength(75);
    expect(told.at(-1)).toContain("This workspace has had its share of GIPHY's 100 searches a minute");
  });

  test("commands that need no upstream are never refused", async () => {
    const { dispatch, told } = stage([echo], { fairShare: new FairShare(1) });
    for (let index = 0; index < 5; index += 1) await dispatch({ command: "echo", input: { line: "hi" } });
    expect(told).toEqual(Array(5).fill("answer channel: hi"));
  });
});

describe("suggestions while typing", () => {
  const picky = (suggest: () => Promise<readonly { name: string; value: string }[]>) =>
    stage([
      defineCommand({
        name: "do",
        description: "Does it",
        options: { what: text({ description: "What", suggest }) },
        run: async () => privateReply(paragraph(t`ok`)),
      }),
    ]).dispatcher.suggest(
      { command: "do", option: "what", typed: "b", values: {} },
      { platform: "chat", user: { id: "U1", key: "chat:U1", name: "ann", locale: "en" } },
      50,
    );

  test("come from the command's own function", async () => {
    expect(await picky(async () => [{ name: "Beagle", value: "beagle" }])).toEqual([
      { name: "Beagle", value: "beagle" },
    ]);
  });

  test("are none when it fails or takes too long", async () => {
    expect(await picky(() => Promise.reject(new Error("bug")))).toEqual([]);
    expect(await picky(() => new Promise(() => {}))).toEqual([]);
  });
});

describe("stopping", () => {
  test("waits for what is under way", async () => {
    const { dispatcher, dispatch, told } = stage([doing(afterDeferral("done"))]);
    void dispatch();
    expect(await dispatcher.drain(5_000)).toBe(0);
    expect(told.at(-1)).toBe("complete channel: done");
  });

  test("says how much it had to leave", async () => {
    const { dispatcher, dispatch } = stage([doing(() => new Promise(() => {}))], { deadlineMs: 5_000 });
    void dispatch();
    expect(await dispatcher.drain(30)).toBe(1);
  });
});
