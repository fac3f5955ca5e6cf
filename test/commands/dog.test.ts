import { expect, test } from "vitest";
import type { Reply } from "../../src/core/reply.ts";
import { ok } from "../../src/recorded/body.ts";
import { dogApi } from "../../src/recorded/pet-api.ts";
import { talk } from "../support/conversation.ts";

test("a beagle", async () => {
  const { ann } = await talk({ isRecorded: true });
  await ann.types("/dog beagle");
  expect(ann.sees()).toBe(
    [
      "Beagle",
      "Amiable, even tempered, excitable, determined, gentle, intelligent.",
      "Group: Hound",
      "Bred for: rabbit and hare hunting",
      "Weight: 9–16 kg (20–35 lb)",
      "Height: 33–38 cm (13–15 in)",
      "Life span: 13–16 years",
      "Picture: A beagle",
      "The Dog API · recorded sample",
    ].join("\n"),
  );
  expect(ann.seesAlone()).toBe(false);
  expect(ann.buttons()).toEqual(["Another", "👍", "👎"]);
});

test("several words, the other way round", async () => {
  const { ann } = await talk();
  await ann.types("/dog hound afghan");
  expect(ann.card()).toMatchObject({ title: "Afghan Hound", images: [{ alt: "An Afghan Hound" }] });
});

test("any dog, and another", async () => {
  const { ann } = await talk();
  await ann.types("/dog");
  expect(ann.card().images).toHaveLength(1);
  await ann.presses("Another");
  expect(ann.card().images).toHaveLength(1);
  expect(ann.messageCount()).toBe(1);
});

test("another picture of the same breed", async () => {
  const { ann, upstream } = await talk();
  upstream.plays("dogApi", { status: 500 });
  await ann.types("/dog afghan hound");
  const seen = new Set<unknown>();
  for (const _ of [1, 2, 3, 4]) {
    const [image] = ann.card().images;
    seen.add(image !== undefined && "url" in image ? image.url : image);
    await ann.presses("Another");
    expect(ann.card().title).toBe("Afghan Hound");
  }
  expect(seen.size).toBe(4);
});

test("a misspelt breed, and what was meant", async () => {
  const { ann, bob } = await talk();
  await ann.types("/dog beegle");
  expect(ann.sees()).toBe("I know no dog breed called “beegle”. Did you mean Beagle?");
  expect(ann.seesAlone()).toBe(true);
  await ann.presses("Beagle");
  expect(bob.card().title).toBe("Beagle");
});

test.each([
  ["🐶🐶", "I know no dog breed called “🐶🐶”. Try /dog beagle, or /dog for any dog."],
  ["<!channel> @everyone", "I know no dog breed called “<!channel> @everyone”."],
  ["كلب", "I know no dog breed called “كلب”."],
])("/dog %s", async (typed, sentence) => {
  const { ann, log } = await talk();
  await ann.types(`/dog ${typed}`);
  expect(ann.sees()).toContain(sentence);
  expect(ann.seesAlone()).toBe(true);
  expect(log()).not.toContain(typed);
});

test("ten thousand characters", async () => {
  const { ann } = await talk();
  await ann.types(`/dog ${"x".repeat(10_000)}`);
  expect(ann.sees()).toBe("That is too long for me: at most 100 characters, please. Try /dog beagle.");
});

test("The Dog API is down: dog.ceo's picture, and it says so", async () => {
  const { ann, upstream } = await talk();
  upstream.plays("dogApi", { status: 500 });
  await ann.types("/dog afghan hound");
  expect(ann.card()).toMatchObject({ title: "Afghan Hound", fields: [], footer: "dog.ceo" });
});

test("facts from one, the picture from the other", async () => {
  const { ann, upstream } = await talk();
  // The breeds come, the pictures do not
  await ann.types("/dog beagle");
  upstream.plays("dogApi", { status: 500 });
  await ann.types("/dog vizsla");
  expect(ann.card().footer).toBe("The Dog API, picture from dog.ceo");
  expect(ann.card().fields.length).toBeGreaterThan(3);
});

test("both are down", async () => {
  const { ann, upstream } = await talk();
  upstream.plays("dogApi", "html503");
  upstream.plays("dogCeo", "reset");
  await ann.types("/dog beagle");
  expect(ann.sees()).toBe(
    "The Dog API is not answering right now. I'll have another look when you ask again; it usually is back within minutes.",
  );
  expect(ann.seesAlone()).toBe(true);
});

test("a name that is markup stays text", async () => {
  const { ann, upstream } = await talk();
  upstream.plays("dogApi", {
    body: [{ id: 1, name: "<!channel> [x](http://evil)", temperament: "@everyone, **bold**" }],
  });
  await ann.types("/dog");
  expect(ann.card()).toMatchObject({ title: "<!channel> [x](http://evil)", lines: [["@everyone, **bold**."]] });
});

test("suggestions while typing", async () => {
  const { suggests } = await talk();
  expect((await suggests("dog", "breed", "bea"))[0]).toBe("Beagle");
});

test.each([
  ["corgi", ["Cardigan Welsh Corgi", "Pembroke Welsh Corgi"]],
  ["collie", ["Bearded Collie", "Border Collie"]],
  ["springer", ["English Springer Spaniel", "Welsh Springer Spaniel"]],
])("/dog %s may be several: which one is asked", async (typed, breeds) => {
  const { ann, upstream } = await talk();
  await ann.types(`/dog ${typed}`);
  expect(ann.seesAlone()).toBe(true);
  expect(ann.buttons()).toEqual(expect.arrayContaining(breeds));
  expect(upstream.calls("dogCeo")).toEqual([]);
  await ann.presses(breeds[1] ?? "");
  expect(ann.card().title).toBe(breeds[1]);
});

test("which one is asked, too, where only dog.ceo answers", async () => {
  const { ann, upstream } = await talk();
  upstream.plays("dogApi", { status: 500 });
  await ann.types("/dog corgi");
  expect(ann.buttons()).toEqual(expect.arrayContaining(["Cardigan Welsh Corgi", "Pembroke Welsh Corgi"]));
});

test("a picture from dog.ceo comes with the facts of its breed, whatever the button says", async () => {
  const { bot } = await talk();
  const replies: Reply[] = [];
  await bot.dispatcher.dispatch(
    {
      deliveryId: "1",
      platform: "chat",
      command: "dog",
      input: { values: { breed: "Beagle", picture: "dogCeo/hound-afghan/n02088094_1003.jpg" } },
      source: "button",
      user: { id: "U", key: "chat:U", name: "U", locale: "en" },
    },
    {
      answer: async (reply) => void replies.push(reply),
      complete: async (reply) => void replies.push(reply),
      defer: async () => {},
      ignore: async () => {},
    },
  );
  expect(replies[0]?.text).toContain("Afghan Hound");
  expect(replies[0]?.text).not.toContain("Beagle");
});

test("nobody is credited for a picture that is not there", async () => {
  const { ann } = await talk({
    upstreams: {
      dogApi: (question) => {
        if (question.path.startsWith("/images")) return ok([]);
        const answer = dogApi(question);
        return {
          ...answer,
          body: (answer.body as object[]).map((breed) => ({
            ...breed,
            image: undefined,
            reference_image_id: undefined,
          })),
        };
      },
      dogCeo: ({ path }) =>
        path === "/breeds/list/all"
          ? ok({ status: "success", message: { beagle: [] } })
          : ok({ status: "success", message: [] }),
    },
  });
  await ann.types("/dog beagle");
  expect(ann.card()).toMatchObject({ title: "Beagle", images: [], footer: "The Dog API" });
});
