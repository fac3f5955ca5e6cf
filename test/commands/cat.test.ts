import { expect, test } from "vitest";
import { talk } from "../support/conversation.ts";

test("an Abyssinian", async () => {
  const { ann } = await talk({ isRecorded: true });
  await ann.types("/cat abyssinian");
  expect(ann.sees()).toBe(
    [
      "Abyssinian",
      "Active, energetic, independent, intelligent, gentle.",
      "Weight: 3–5 kg (7–10 lb)",
      "Life span: 14–15 years",
      "Origin: Egypt",
      "Good to know: likes laps",
      "Picture: An Abyssinian cat",
      "The Cat API · recorded sample",
    ].join("\n"),
  );
  expect(ann.card().url).toBe("https://en.wikipedia.org/wiki/Abyssinian_(cat)");
  expect(ann.seesAlone()).toBe(false);
  expect(ann.buttons()).toEqual(["Another", "👍", "👎"]);
});

test.each([
  ["sphynx", "Sphynx", "A Sphynx cat"],
  ["norwegian forest", "Norwegian Forest Cat", "A Norwegian Forest Cat"],
  ["forest norwegian cat", "Norwegian Forest Cat", "A Norwegian Forest Cat"],
  ["domestic shorthair", "American Shorthair", "An American Shorthair cat"],
  ["coon", "Maine Coon", "A Maine Coon cat"],
])("/cat %s is a %s", async (typed, title, alt) => {
  const { ann } = await talk();
  await ann.types(`/cat ${typed}`);
  expect(ann.card()).toMatchObject({ title, images: [{ alt }] });
});

test("another picture of the same breed", async () => {
  const { ann } = await talk();
  await ann.types("/cat bombay");
  const seen = new Set<unknown>();
  for (const _ of [1, 2, 3, 4, 5]) {
    const [image] = ann.card().images;
    seen.add(image !== undefined && "url" in image ? image.url : image);
    await ann.presses("Another");
    expect(ann.card().title).toBe("Bombay");
  }
  expect(seen.size).toBe(5);
  expect(ann.messageCount()).toBe(1);
});

test("a misspelt breed, and what was meant", async () => {
  const { ann, bob } = await talk();
  await ann.types("/cat siamee");
  expect(ann.sees()).toBe("I know no cat breed called “siamee”. Did you mean Siamese?");
  expect(ann.seesAlone()).toBe(true);
  await ann.presses("Siamese");
  expect(bob.card().title).toBe("Siamese");
});

test("no cat at all", async () => {
  const { ann, log } = await talk();
  await ann.types("/cat 🐈🐈🐈");
  expect(ann.sees()).toBe("I know no cat breed called “🐈🐈🐈”. Try /cat siamese, or /cat for any cat.");
  expect(log()).not.toContain("🐈");
});

test("The Cat API is down: a cat of CATAAS, and it says that it is any", async () => {
  const { ann, upstream } = await talk();
  upstream.plays("catApi", "html503");
  await ann.types("/cat siamese");
  expect(ann.sees()).toBe(
    ["A cat", "I can't look up breeds right now, so this is any cat.", "Picture: A cat", "CATAAS"].join("\n"),
  );
  await ann.types("/cat");
  expect(ann.sees()).toBe(["A cat", "Picture: A cat", "CATAAS"].join("\n"));
});

test("a vote on any cat in a breed's place does not call it by the breed", async () => {
  const { ann, upstream } = await talk();
  upstream.plays("catApi", "html503");
  await ann.types("/cat siamese");
  upstream.plays("catApi", undefined);
  await ann.presses("👍");
  expect(ann.card().title).toBe("A cat");
  expect(ann.sees()).toContain("👍 1 👎 0");
});

test("both are down", async () => {
  const { ann, upstream } = await talk();
  upstream.plays("catApi", "html503");
  upstream.plays("cataas", "reset");
  await ann.types("/cat siamese");
  expect(ann.sees()).toBe(
    "The Cat API is not answering right now. I'll have another look when you ask again; it usually is back within minutes.",
  );
  expect(ann.seesAlone()).toBe(true);
});

test("suggestions while typing, and none while The Cat API is down", async () => {
  const { suggests } = await talk();
  expect((await suggests("cat", "breed", "sia"))[0]).toBe("Siamese");
  const other = await talk();
  other.upstream.plays("catApi", { status: 500 });
  expect(await other.suggests("cat", "breed", "sia")).toEqual([]);
});
