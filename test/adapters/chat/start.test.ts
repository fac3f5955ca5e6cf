import { PassThrough } from "node:stream";
import { describe, expect, onTestFinished, test } from "vitest";
import { ChatSession, runChat } from "../../../src/adapters/chat/start.ts";
import { defineCommand, text } from "../../../src/core/command.ts";
import { paragraph, type Reply, reply } from "../../../src/core/reply.ts";
import { t } from "../../../src/core/text.ts";
import { UPSTREAMS, type UpstreamId } from "../../../src/upstream/limits.ts";
import { talk } from "../../support/conversation.ts";
import { fakeUpstream } from "../../support/fake-upstream.ts";
import { startProgram } from "../../support/program.ts";
import { eventually } from "../../support/shared.ts";

/** A terminal's session over the whole program, and what it writes. */
async function session(options: Parameters<typeof talk>[0] = {}) {
  const { bot } = await talk(options);
  const output = new PassThrough();
  let written = "";
  output.setEncoding("utf8").on("data", (text: string) => {
    written += text;
  });
  const parts = { dispatcher: bot.dispatcher, buttonStore: bot.buttonStore, input: new PassThrough(), output };
  return { parts, chat: new ChatSession(parts, false), written: () => written };
}

test.each([
  ["/do", ["/dog "], "/do"],
  ["/dog beag", ["Beagle"], "beag"],
  ["/DOG beag", ["Beagle"], "beag"],
  ["/mars rov", ["rover:"], "rov"],
  ["/mars rover:cur", ["curiosity"], "cur"],
  ["/gith", ["/github "], "/gith"],
  ["/github re", ["repos "], "re"],
  ["/github repos so", ["sort:"], "so"],
  ["/nothing x", [], ""],
  ["/mars ", ["date:", "rover:", "camera:", "private:"], ""],
])("Tab after %s", async (line, hits, replaced) => {
  const { chat } = await session();
  expect(await chat.suggestLine(line)).toEqual([hits, replaced]);
});

test("Tab brings no escape sequence of anybody's to the terminal", async () => {
  const odd = defineCommand({
    name: "odd",
    description: "Suggests what a web API might say",
    options: {
      what: text({
        description: "Which",
        suggest: async () => [{ name: "x", value: "b\u001b]52;c;aGk=\u0007\u202e\u200bx\ny" }],
      }),
    },
    run: async () => reply(),
  });
  const { chat } = await session({ commands: [odd] });
  expect(await chat.suggestLine("/odd b")).toEqual([["b]52;c;aGk=x y"], "b"]);
});

test("lines, buttons by number, and the end of input", async () => {
  const { parts, written } = await session();
  parts.input.end("/dog beegle\n1\n9\nhello\n\n/gif shrug\n3\n1\n");
  await runChat(parts);
  expect(written()).toMatch(/Did you mean .*Beagle[\s\S]*Amiable, even tempered/);
  expect(written()).toContain("There is no button 9 here.");
  expect(written()).toContain("Type /help to see what I know");
  expect(written()).toMatch(
    /\[1\] Send {3}\[2\] Shuffle {3}\[3\] Cancel\n\nI have sent nothing\.\nThere is no button 1 here\.\n$/,
  );
});

test.each(["/dog beagle", "/DOG beagle", "@Magpie dog beagle", "@magpie /Dog beagle"])("%s is asked", async (line) => {
  const { chat, written } = await session();
  await chat.take(line);
  expect(written()).toContain("Amiable, even tempered");
});

test("a question that is dismissed says what is left undone", async () => {
  const { chat, written } = await session();
  await chat.take("/shelf add moby dick");
  await chat.take("/shelf forget-me");
  await chat.take("1");
  expect(written()).toMatch(/Kept: nothing is forgotten\.\n$/);
});

test("lines from a pipe: a chart that comes late is waited for before the next line, and before the end", async () => {
  const upstream = await fakeUpstream();
  onTestFinished(() => upstream.close());
  const { promise: until, resolve: letGo } = Promise.withResolvers<void>();
  upstream.plays("diseaseSh", { until, only: /historical/ });
  const ids = Object.keys(UPSTREAMS) as UpstreamId[];
  const urls = Object.fromEntries(ids.map((id) => [UPSTREAMS[id].urlVariable, upstream.urlOf(id)]));
  const program = startProgram(["--chat"], urls, "pipe");
  onTestFinished(() => program.kill("SIGKILL"));
  program.types("/covid germany");
  program.types("/dog beagle");
  program.types("/covid germany");
  program.hangsUp();
  await eventually(() => upstream.calls("diseaseSh").some((call) => call.includes("historical")));
  letGo();
  expect(await program.ended).toBe(0);
  const charts = /Picture: Confirmed cases in Germany/;
  const [first = "", last = ""] = program.output().split("Amiable, even tempered");
  expect(first).toMatch(charts);
  expect(last).toMatch(charts);
  expect(program.output().match(/^COVID-19 in Germany$/gm)).toHaveLength(2);
});

describe("where nobody sits there, a reply that another one takes the place of", () => {
  /** `/figures` answers, and again when it is told how that goes on. */
  async function figures() {
    const later = Promise.withResolvers<Reply>();
    const answered = Promise.withResolvers<void>();
    const command = defineCommand({
      name: "figures",
      description: "Figures, and their chart later",
      options: {},
      run: async () => {
        answered.resolve();
        return { ...reply(paragraph(t`Figures`)), later: later.promise };
      },
    });
    const { chat, written } = await session({ commands: [command] });
    const taken = chat.take("/figures");
    await answered.promise;
    return { later, taken, written };
  }

  test("is printed once, whole", async () => {
    const { later, taken, written } = await figures();
    later.resolve(reply(paragraph(t`Figures and their chart`)));
    await taken;
    expect(written()).toBe("Figures and their chart\n\n");
  });

  test("is printed as it is when the other one fails", async () => {
    const { later, taken, written } = await figures();
    later.reject(new Error("no chart"));
    await taken;
    expect(written()).toBe("Figures\n\n");
  });
});

test("what is subscribed to comes to the terminal by itself", async () => {
  let now = Date.parse("2026-11-28T12:00:00Z");
  const { bot } = await talk({ scheduleNow: () => now });
  const [input, output] = [new PassThrough(), new PassThrough()];
  let written = "";
  output.setEncoding("utf8").on("data", (text: string) => {
    written += text;
  });
  const ended = runChat({
    dispatcher: bot.dispatcher,
    buttonStore: bot.buttonStore,
    input,
    output,
    onPoster: (poster) => bot.schedule.start(() => [poster]),
  });
  input.write('/subscribe command:"/dog beagle" at:"every day 08:00" zone:UTC\n');
  await expect.poll(() => written).toContain("/dog beagle comes here by itself from now on");
  expect(written).toContain("/dog beagle comes to this channel by itself");
  await bot.schedule.tick();
  now = Date.parse("2026-11-29T08:00:00Z");
  await bot.schedule.tick();
  expect(written).toMatch(/\/dog beagle, subscribed by you\n\nBeagle/);
  input.end();
  await ended;
});
