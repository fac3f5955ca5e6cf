import { describe, expect, test } from "vitest";
import { type Conversation, type Person, talk } from "../support/conversation.ts";

const SHARE = "Share to channel";

/** What a person sees, but for the buttons: a private reply has others than a public one. */
function shown({ reply }: Person): object {
  const { text, parts } = reply();
  return { text, parts: parts.filter(({ type }) => type !== "buttons") };
}

/** Shares what ann sees alone, and holds that bob then sees the very same. */
async function shares({ ann, bob }: Conversation): Promise<void> {
  expect(ann.seesAlone()).toBe(true);
  expect(bob.messageCount()).toBe(0);
  const alone = shown(ann);
  await ann.presses(SHARE);
  expect(shown(bob)).toEqual(alone);
  expect(ann.messageCount()).toBe(1);
  expect(ann.seesAlone()).toBe(false);
  expect(ann.buttons()).not.toContain(SHARE);
}

describe("a private reply", () => {
  test.each([
    "/dog",
    "/dog beagle",
    "/cat",
    "/person count:2 gender:female",
    "/goat",
    "/apod",
    "/mars",
    "/epic",
    "/book moby dick",
    "/covid germany",
    "/gif",
  ])("%s is shared as it is", async (line) => {
    const talking = await talk({ isRecorded: true });
    await talking.ann.types(`${line} private:yes`);
    await shares(talking);
  });

  test.each([
    ["/mars 2020-06-10", "Next ▶"],
    ["/epic", "Next ▶"],
    ["/dog beagle", "Another"],
    ["/cat", "Another"],
    ["/person", "Another"],
    ["/goat", "Another"],
  ])("%s, turned to another: that one is shared", async (line, label) => {
    const talking = await talk({ isRecorded: true });
    await talking.ann.types(`${line} private:yes`);
    await talking.ann.presses(label);
    await shares(talking);
  });

  test("shared with its votes", async () => {
    const talking = await talk({ isRecorded: true });
    await talking.ann.types("/dog beagle private:yes");
    await talking.ann.presses("👍");
    expect(talking.ann.sees()).toContain("👍 1 👎 0");
    await talking.ann.presses(SHARE);
    expect(talking.bob.card().title).toBe("Beagle");
    expect(talking.bob.seesAlone()).toBe(false);
  });

  test("is shared by its owner alone", async () => {
    const { ann, bob } = await talk({ isRecorded: true });
    await ann.types("/dog beagle private:yes");
    await bob.pressesOf(ann, SHARE);
    expect(bob.sees()).toBe("Only ann can press this one. Ask me yourself with /dog Beagle.");
    expect(bob.seesAlone()).toBe(true);
    expect(ann.seesAlone()).toBe(true);
  });

  test("a public one has nothing to share", async () => {
    const { ann } = await talk({ isRecorded: true });
    await ann.types("/dog beagle private:no");
    expect(ann.seesAlone()).toBe(false);
    expect(ann.buttons()).not.toContain(SHARE);
  });

  test("one that says why there is no answer is not shared", async () => {
    const { ann } = await talk({ isRecorded: true });
    await ann.types("/dog beegle private:yes");
    expect(ann.buttons()).toEqual(["Beagle"]);
    await ann.presses("Beagle");
    expect(ann.seesAlone()).toBe(true);
    expect(ann.buttons()).toContain(SHARE);
  });
});

describe("a reply that its command keeps private", () => {
  test.each(["/help", "/help mars", "/help private:yes", "/quota"])("%s is shared on demand", async (line) => {
    const { ann, bob } = await talk({ isRecorded: true });
    await ann.types(line);
    expect(ann.seesAlone()).toBe(true);
    const alone = ann.sees();
    await ann.presses(SHARE);
    expect(bob.sees()).toBe(`Shared by ann\n${alone}`);
    expect(ann.messageCount()).toBe(1);
  });

  test.each([["/help"], ["/quota"]])("%s private:no is for all at once", async (line) => {
    const { ann, bob } = await talk({ isRecorded: true });
    await ann.types(`${line} private:no`);
    expect(bob.sees()).toMatch(/^Shared by ann\n/);
  });

  test.each(["/shelf list", "/shelf show moby dick"])("%s is shared without the owner's buttons", async (line) => {
    const { ann, bob } = await talk({ isRecorded: true });
    await ann.types("/shelf add moby dick");
    await ann.types(line);
    expect(ann.buttons()).toContain(SHARE);
    await ann.presses(SHARE);
    expect(bob.sees()).toMatch(/^Shared by ann\n/);
    expect(bob.sees()).toContain("Moby");
    expect(bob.buttons()).toEqual([]);
  });

  test.each([
    "/gif shrug",
    "/gif shrug private:yes",
    "/gif shrug private:no",
    "/shelf list",
    "/shelf add moby dick",
    "/shelf export private:no",
    "/shelf forget-me",
    "/shelf connect private:no",
    "/github connect private:no",
    "/github me private:no",
  ])("%s stays so, with nothing to share", async (line) => {
    const { ann, bob } = await talk({ isRecorded: true });
    await ann.types(line);
    expect(ann.seesAlone()).toBe(true);
    expect(ann.buttons()).not.toContain(SHARE);
    expect(bob.messageCount()).toBe(0);
  });
});
