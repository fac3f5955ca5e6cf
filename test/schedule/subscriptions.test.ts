import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { commands } from "../../commands/index.ts";
import { WAYS, type Way } from "../support/platforms.ts";
import { type Subscribers, subscribers } from "../support/subscribers.ts";

const NOW = "2026-11-28T12:00:00Z";
const APOD = 'command:"/apod" at:"every day 08:00" zone:Europe/Berlin';

function isSlack(way: Way): boolean {
  return way.startsWith("Slack");
}

/** The bot with ann and bob in a channel that it may post in. */
async function start(way: Way, options: Parameters<typeof subscribers>[1] = {}) {
  const all = await subscribers(NOW, options);
  all.slack.api.memberOf.add("C111");
  const platform = all.platforms[way];
  return { ...all, ann: platform.person("ann"), bob: platform.person("bob") };
}

/** Types on Discord what the short line is on Slack. */
function subscribe(way: Way, options: string): string {
  return `/subscribe ${isSlack(way) ? "" : "add "}${options}`;
}

describe.each(WAYS)("%s", (way) => {
  test("it is made, comes at its time, and is stopped", async () => {
    const { ann, bob, isAt, log } = await start(way);
    await ann.types(subscribe(way, APOD));
    await bob.reads("/apod comes to this channel by itself, every day at 08:00 (Europe/Berlin): subscribed by ann.");
    await expect.poll(() => ann.seesAll().join("\n")).toContain("the first time on Sunday 29 November at 08:00.");
    const before = bob.seesAll().length;
    await isAt("2026-11-29T06:59:59Z");
    expect(bob.seesAll()).toHaveLength(before);
    await isAt("2026-11-29T07:00:00Z");
    await bob.reads("/apod, subscribed by ann");
    expect(bob.sees()).toMatch(/Picture of the Day[\s\S]*\[Stop\]/);
    expect(bob.seesAlone()).toBe(false);
    await isAt("2026-11-29T09:00:00Z");
    expect(bob.seesAll()).toHaveLength(before + 1);
    await isAt("2026-11-30T07:00:01Z");
    expect(bob.seesAll()).toHaveLength(before + 2);
    await bob.presses("Stop");
    await bob.reads("Only ann, and whoever may manage this channel, can stop this one.");
    await ann.presses("Stop");
    await ann.reads("/apod comes no more.");
    await isAt("2026-12-01T07:00:01Z");
    expect(bob.seesAll().filter((each) => each.includes(", subscribed by ann"))).toHaveLength(2);
    expect(log()).not.toMatch(/Europe\/Berlin|U-ann/);
  });

  test("where the bot may not post, it says what to do, and keeps nothing", async () => {
    const { ann, slack, discord, bot } = await start(way);
    if (isSlack(way)) slack.api.closed.set("C111", "not_in_channel");
    else discord.closes(50_001);
    await ann.types(subscribe(way, APOD));
    await ann.reads(isSlack(way) ? "/invite @Magpie" : "Edit Channel → Permissions → add Magpie");
    expect(ann.seesAlone()).toBe(true);
    const tables = await bot.database.tables();
    expect(await tables.selectFrom("subscription").selectAll().execute()).toEqual([]);
  });

  test("three refusals in a row pause it, and ann is told once, alone; then it can be resumed", async () => {
    const { ann, bob, slack, discord, isAt, platforms } = await start(way);
    const alone = isSlack(way) ? platforms[way].person("ann", "direct messages") : ann;
    await ann.types(subscribe(way, APOD));
    await bob.reads("comes to this channel by itself");
    if (isSlack(way)) slack.api.closed.set("C111", "is_archived_for_now");
    else discord.closes(50_013);
    for (const day of ["29", "30"]) await isAt(`2026-11-${day}T07:00:01Z`);
    expect(alone.seesAll().filter((each) => each.includes("I have paused"))).toEqual([]);
    for (const day of ["01", "02", "03", "04"]) await isAt(`2026-12-${day}T07:00:01Z`);
    const told = alone.seesAll().filter((each) => each.includes("I have paused your subscription /apod"));
    expect(told).toHaveLength(1);
    expect(bob.seesAll().filter((each) => each.includes("paused"))).toEqual([]);
    if (isSlack(way)) slack.api.closed.clear();
    else discord.closes(undefined);
    await alone.presses("Resume");
    await alone.reads("/apod comes again, every day at 08:00");
    await isAt("2026-12-05T07:00:00Z");
    await bob.reads("/apod, subscribed by ann");
  });

  test("a time zone is asked for once, and remembered", async () => {
    const { ann, bob } = await start(way);
    await ann.types(subscribe(way, 'command:"/apod" at:"mondays 9:30"'));
    await ann.reads("By which clocks shall I go?");
    await ann.presses("UTC");
    await bob.reads("on Mondays at 09:30 (UTC)");
    await ann.types(subscribe(way, 'command:"/goat" at:"weekdays 9:30"'));
    await bob.reads("/goat comes to this channel by itself, on weekdays at 09:30 (UTC): subscribed by ann.");
    await ann.types("/subscribe list");
    await ann.reads("/goat on weekdays at 09:30 (UTC), by ann, next on Monday 30 November at 09:30");
  });
});

describe("what can be subscribed to", () => {
  let all: Subscribers;
  const answer = async (line: string): Promise<string> => {
    all ??= await subscribers(NOW);
    const ann = all.platforms["Slack over HTTP"].person("ann");
    await ann.types(`/subscribe ${line} zone:UTC`);
    await ann.reads(/./);
    return ann.sees();
  };

  test.each([
    ['command:"/shelf list" at:8', "for one person alone"],
    ['command:"/github me" at:8', "for one person alone"],
    ['command:"/gif shrug" at:8', "for one person alone"],
    ['command:"/apod private:yes" at:8', "for one person alone"],
    ['command:"/subscribe list" at:8', "for one person alone"],
    ['command:"/help" at:8', "for one person alone"],
    ['command:"/dog vote:up" at:8', "I know no dog breed called"],
    ['command:"/apdo" at:8', "I know no command /apdo. Did you mean /apod?"],
    ['command:"/xyzzy" at:8', "I know no command /xyzzy. Type /help to see what I know."],
    ['command:"/apod" at:sometimes', "[every day 08:00] [weekdays 09:30] [mondays 09:30] [new]"],
    ['command:"/mars rovr:curiosity" at:8', "Did you mean rover?"],
    ['command:"/dog beegle" at:8', "Did you mean Beagle?"],
    ['command:"/apod" at:"mondasy 8"', "Did you mean mondays 08:00?"],
    ['command:"/book" at:8', "Which book?"],
  ])("%s", async (line, words) => {
    all = await subscribers(NOW);
    all.slack.api.memberOf.add("C111");
    expect((await answer(line)).replaceAll(/[*`]/g, "")).toContain(words);
  });

  test("what was meant is one press away", async () => {
    const { ann, bob } = await start("Slack over HTTP");
    await ann.types('/subscribe command:"/dog beegle" at:"mondasy 8" zone:UTC');
    await ann.presses("mondays 08:00");
    await ann.reads("beegle");
    await ann.presses("Beagle");
    await bob.reads("/dog breed:Beagle comes to this channel by itself, on Mondays at 08:00 (UTC): subscribed by ann.");
  });

  test("a web API that is away just now stands in nobody's way", async () => {
    const { ann, bob, upstream } = await start("Slack over HTTP");
    upstream.plays("apod", { status: 503 });
    await ann.types(`/subscribe ${APOD}`);
    await bob.reads("/apod comes to this channel by itself");
  });
});

describe("whenever there is something new", () => {
  test("what was posted last is not posted again", async () => {
    const { ann, bob, isAt, upstream } = await start("Slack over HTTP");
    await ann.types('/subscribe command:"/apod" at:new');
    await bob.reads("whenever there is something new");
    const posts = () => bob.seesAll().filter((each) => each.includes(", subscribed by ann")).length;
    await isAt("2026-11-28T12:30:00Z");
    expect(posts()).toBe(1);
    for (const time of ["13:00", "13:30", "14:00"]) await isAt(`2026-11-28T${time}:00Z`);
    expect(posts()).toBe(1);
    expect(upstream.calls("apod").length).toBeGreaterThan(0);
  });

  test("an outage does not pause it", async () => {
    const { ann, bob, isAt, upstream, bot } = await start("Slack over HTTP");
    await ann.types('/subscribe command:"/dog" at:new');
    await bob.reads("whenever there is something new");
    for (const id of ["dogApi", "dogCeo"] as const) upstream.plays(id, { status: 503 });
    for (const time of ["12:30", "13:00", "13:30", "14:00"]) await isAt(`2026-11-28T${time}:00Z`);
    const tables = await bot.database.tables();
    const [row] = await tables.selectFrom("subscription").select(["paused_at", "next_at"]).execute();
    expect(row).toEqual({ paused_at: null, next_at: Date.parse("2026-11-28T14:30:00Z") });
  });
});

describe("after a stop", () => {
  test("what was missed within an hour comes once", async () => {
    const { ann, bob, isAt } = await start("Discord over the Gateway");
    await ann.types(`/subscribe add ${APOD}`);
    await bob.reads("comes to this channel by itself");
    const posts = () => bob.seesAll().filter((each) => each.includes(", subscribed by ann")).length;
    await isAt("2026-12-01T08:00:01Z");
    await isAt("2026-12-01T08:00:30Z");
    expect(posts()).toBe(0);
    await isAt("2026-12-05T08:00:00Z");
    await isAt("2026-12-05T08:00:30Z");
    expect(posts()).toBe(1);
  });
});

test("who manages the workspace may stop what others made, where Slack tells", async () => {
  const { slack, platforms, ann, bob } = await start("Slack over HTTP");
  slack.api.grants("users:read");
  slack.api.profiles.set("U-ann", { tz: "Asia/Tokyo" });
  slack.api.profiles.set("U-carl", { is_admin: true });
  await ann.types('/subscribe command:"/apod" at:"08:00"');
  await bob.reads("every day at 08:00 (Asia/Tokyo)");
  const carl = platforms["Slack over HTTP"].person("carl");
  await carl.types("/subscribe remove /apod");
  await carl.reads("/apod comes no more.");
});

test("a number that is typed is the one that the list shows", async () => {
  const { ann } = await start("Slack over HTTP");
  for (const command of ["apod", "goat", "dog"]) {
    await ann.types(`/subscribe command:"/${command}" at:"08:00" zone:UTC`);
    await ann.reads(`/${command} comes here by itself`);
  }
  await ann.types("/subscribe remove 1");
  await ann.reads("/apod comes no more.");
  await ann.types("/subscribe list");
  await ann.reads(/1\. \/goat[\s\S]*2\. \/dog/);
  await ann.types("/subscribe remove 2");
  await ann.reads("/dog comes no more.");
  await ann.types("/subscribe list");
  await ann.presses("Stop 1");
  await ann.reads("/goat comes no more.");
});

test("ten in a channel at once: one call for all, and a second between two of them", async () => {
  const { platforms, isAt, upstream, waits, slack } = await start("Slack over HTTP");
  const people = ["ann", "bob"].map((name) => platforms["Slack over HTTP"].person(name));
  for (const day of ["mondays", "tuesdays", "wednesdays", "thursdays", "fridays"]) {
    for (const person of people) {
      await person.types(
        `/subscribe command:"/apod" at:"${day} mondays ${person.name === "ann" ? "08:00" : "8:00 sundays"}" zone:UTC`,
      );
      await person.reads(/subscribed|comes here/);
    }
  }
  const before = upstream.calls("apod").length;
  waits.slack.length = 0;
  const messages = slack.messages.all.length;
  await isAt("2026-11-30T08:00:00Z");
  expect(slack.messages.all.length - messages).toBe(10);
  expect(upstream.calls("apod").length - before).toBeLessThanOrEqual(2);
  expect(waits.slack.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThanOrEqual(9_000);
  expect(slack.api.calls.filter((call) => call === "chat.postMessage").length).toBeGreaterThanOrEqual(10);
});

test("three hundred channels at the same moment: one call to the web API for all of them", {
  timeout: 120_000,
}, async () => {
  const { isAt, upstream, slack, bot, ann, bob } = await start("Slack over HTTP");
  await ann.types(`/subscribe ${APOD}`);
  await bob.reads("comes to this channel by itself");
  const tables = await bot.database.tables();
  const { id: _, ...row } = await tables.selectFrom("subscription").selectAll().executeTakeFirstOrThrow();
  const channels = Array.from({ length: 300 }, (_each, n) => `C-many-${n}`);
  for (const channel of channels) {
    slack.api.memberOf.add(channel);
    await tables
      .insertInto("subscription")
      .values({ ...row, channel, workspace: channel, person: channel })
      .execute();
  }
  const before = upstream.calls("apod").length;
  await isAt("2026-11-29T07:00:00Z");
  const posted = slack.messages.all
    .filter(({ channel }) => channel.startsWith("C-many-"))
    .map(({ channel }) => channel);
  expect(posted.toSorted()).toEqual(channels.toSorted());
  expect(upstream.calls("apod").length - before).toBeLessThanOrEqual(1);
});

test("where the operator has switched /subscribe off, nothing comes", async () => {
  const folder = mkdtempSync(join(tmpdir(), "magpie-schedule-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const databaseUrl = `sqlite:${join(folder, "magpie.db")}`;
  const made = await start("Slack over HTTP", { databaseUrl });
  await made.ann.types(`/subscribe ${APOD}`);
  await made.bob.reads("comes to this channel by itself");
  const others = commands.filter(({ name }) => name !== "subscribe");
  const { isAt, slack } = await start("Slack over HTTP", { databaseUrl, commands: others });
  await isAt("2026-11-29T07:00:00Z");
  expect(slack.messages.all).toEqual([]);
});

test("what is forgotten comes no more", async () => {
  const { ann, bob, isAt } = await start("Slack over HTTP");
  await ann.types(`/subscribe ${APOD}`);
  await bob.reads("comes to this channel by itself");
  await ann.types("/shelf forget-me");
  await ann.reads(/1 subscription[\s\S]*your time zone, Europe\/Berlin/);
  await ann.presses("Forget it all");
  await ann.reads("Forgotten: 1 subscription");
  const before = bob.seesAll().length;
  await isAt("2026-11-29T07:00:00Z");
  expect(bob.seesAll()).toHaveLength(before);
});
