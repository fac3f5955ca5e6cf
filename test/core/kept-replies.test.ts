import { describe, expect, onTestFinished, test, vi } from "vitest";
import { defineCommand } from "../../src/core/command.ts";
import { Drawings, Kept, KeptReplies } from "../../src/core/kept-replies.ts";
import { buttons, card, filePart, paragraph, privateReply, type Reply, reply } from "../../src/core/reply.ts";
import { code, t } from "../../src/core/text.ts";
import { platformBot, WAYS } from "../support/platforms.ts";
import { slackBot } from "../support/slack-bot.ts";

const answer = { name: "Beagle" };
const text = { name: "a.txt", mediaType: "text/plain", bytes: new Uint8Array(1) };
const picture = { file: { name: "a.png", mediaType: "image/png", bytes: new Uint8Array(1) }, alt: "A dog" };

describe("a reply that everybody gets alike", () => {
  test("is made once while it is made of the same answers", () => {
    const kept = new KeptReplies();
    const make = vi.fn(() => reply(paragraph(t`${answer.name}`)));
    expect(kept.of("dog", [answer], make)).toBe(kept.of("dog", [answer], make));
    expect(make).toHaveBeenCalledOnce();
  });

  test("is made once also where each sees it alone", () => {
    const kept = new KeptReplies();
    const make = vi.fn(() => privateReply(paragraph(t`${answer.name}`)));
    expect(kept.of("dog", [answer], make)).toBe(kept.of("dog", [answer], make));
    expect(make).toHaveBeenCalledOnce();
  });

  test("is made anew of a newer answer, though it says the same, and for another wish", () => {
    const kept = new KeptReplies();
    const make = vi.fn(() => reply(paragraph(t`${answer.name}`)));
    const first = kept.of("dog", [answer], make);
    expect(kept.of("dog", [{ ...answer }], make)).not.toBe(first);
    expect(kept.of("dog de", [answer], make)).not.toBe(first);
    expect(make).toHaveBeenCalledTimes(3);
  });

  test.each<[string, Reply]>([
    ["has a later one", { ...reply(paragraph(t`soon`)), later: Promise.resolve(undefined) }],
    ["has a file", reply(filePart(text, "a"))],
    ["has a picture of ours", reply(card({ accent: 0, title: "a", images: [picture] }))],
    ["has a small picture of ours", reply(card({ accent: 0, title: "a", thumbnail: picture }))],
  ])("is none that %s", (_, made) => {
    const make = vi.fn(() => made);
    const kept = new KeptReplies();
    for (const _ of [1, 2]) expect(kept.of("dog", [answer], make).isForAll).toBeUndefined();
    expect(make).toHaveBeenCalledTimes(2);
  });

  test("200 are kept at most", () => {
    const kept = new KeptReplies();
    const make = vi.fn(() => reply(paragraph(t`a`)));
    for (let each = 0; each <= 200; each += 1) kept.of(`dog ${each}`, [answer], make);
    kept.of("dog 0", [answer], make);
    expect(make).toHaveBeenCalledTimes(202);
  });
});

test.each<[string, readonly unknown[]]>([
  ["of fewer", [answer]],
  ["of more", [answer, text, picture]],
  ["in another order", [text, answer]],
])("what was made of other things is not found: %s", (_, of) => {
  const kept = new Kept<string>();
  kept.keep("dog", [answer, text], "made");
  expect([kept.find("dog", [answer, text]), kept.find("dog", of)]).toEqual(["made", undefined]);
});

describe("what is made of it", () => {
  const forAll = new KeptReplies().of("dog", [answer], () => reply(paragraph(t`a`)));
  const again = { label: "Again", press: { do: "dismiss" } } as const;

  test("is kept with it, and with no copy of it", () => {
    const drawings = new Drawings<string>();
    drawings.keep(forAll, new Map(), "drawn");
    expect([drawings.find(forAll), drawings.find({ ...forAll })]).toEqual(["drawn", undefined]);
  });

  test.each<[string, Reply, string]>([
    ["of a person's own", { ...forAll, visibility: "ephemeral" }, "0x"],
    ["of a reply that only one gets", reply(paragraph(t`a`)), "0x"],
    ["with a button that is in the store", forAll, "0@k3y"],
  ])("is not kept %s", (_, shown, state) => {
    const drawings = new Drawings<string>();
    drawings.keep(shown, new Map([[again, state]]), "drawn");
    expect(drawings.find(shown)).toBeUndefined();
  });
});

/** `/dog`, the same for everybody, with a button. */
function keptDog(words = t`Wuff!`) {
  const kept = new KeptReplies();
  const press = { do: "run", command: "dog", options: {}, into: "update" } as const;
  return defineCommand({
    name: "dog",
    description: "A dog",
    options: {},
    run: async () => kept.of("dog", [answer], () => reply(paragraph(words), buttons({ label: "Another", press }))),
  });
}

test("in a Slack thread it tells how to type there, and in a channel how there", async () => {
  const bot = await slackBot({ commands: [keptDog(t`Type ${code("/dog")}.`)], transports: ["http"] });
  onTestFinished(() => bot.close());
  await bot.adapter.ready;
  const ann = bot.slack.person("ann", { via: "http" });
  for (const _ of ["made", "kept"]) {
    await ann.types("/dog");
    await ann.reads(/^Type `\/dog`\.$/m);
    await ann.writes("<@UBOT> dog");
    await ann.reads(/^Type `@Magpie dog`\.$/m);
  }
});

describe.each(WAYS)("over %s", (way) => {
  test("each person has their own private one, with buttons of their own", async () => {
    const bot = await platformBot(way, { commands: [keptDog()] });
    for (const person of [bot.person("ann"), bot.person("bob")]) {
      await person.types("/dog");
      await person.reads(/Wuff!\n\[Another\]$/);
      expect(person.seesAlone()).toBe(false);
      await person.types("/dog private:yes");
      await person.reads(/Wuff!\n\[Another\]\n\[Share to channel\]$/);
      expect(person.seesAlone()).toBe(true);
    }
    expect(bot.failures()).toEqual([]);
  });
});
