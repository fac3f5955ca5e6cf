import { expect, test } from "vitest";
import type { Posts } from "../../../src/adapters/playground/protocol.ts";
import { playground } from "../../support/playground.ts";

test("what is subscribed to comes to the page by itself", async () => {
  let now = Date.parse("2026-11-28T12:00:00Z");
  const page = await playground({ scheduleNow: () => now });
  const posts = async (after: string) => (await (await fetch(`${page.url}/playground/posts${after}`)).json()) as Posts;
  expect(await posts("")).toEqual({ last: 0, posts: [] });
  const made = await page.types('/subscribe command:"/dog beagle" at:"every day 08:00" zone:UTC');
  expect([made.isPrivate, made.text]).toEqual([true, expect.stringContaining("/dog beagle comes here by itself")]);
  const [announced] = (await posts("?after=0")).posts;
  expect(announced).toMatchObject({ number: 1, person: "ann", message: { isPrivate: false } });
  expect(announced?.message.text).toContain(
    "/dog beagle comes to this channel by itself, every day at 08:00 (UTC): subscribed by ann.",
  );
  await page.bot.schedule.tick();
  now = Date.parse("2026-11-29T08:00:00Z");
  await page.bot.schedule.tick();
  const later = await posts("?after=1");
  expect(later).toMatchObject({ last: 2, posts: [{ number: 2, person: "ann" }] });
  expect(later.posts[0]?.message.text).toMatch(/^\/dog beagle, subscribed by ann\nBeagle/);
  expect(await posts("?after=2")).toEqual({ last: 2, posts: [] });
  expect((await posts("?after=7")).posts, "a page from before a restart").toHaveLength(2);
  expect(await posts("?after=nonsense")).toEqual({ last: 2, posts: [] });
});

test("its button stops it, for ann and not for bob", async () => {
  const page = await playground({ scheduleNow: () => 0 });
  await page.types('/subscribe command:"/goat" at:"mondays 9" zone:UTC');
  expect((await page.types("/subscribe remove /goat", "bob")).text).toContain("Only ann");
  expect((await page.types("/subscribe remove /goat")).text).toBe("/goat comes no more.");
  expect((await page.types("/subscribe list")).text).toContain("Nothing comes to this channel by itself.");
});
