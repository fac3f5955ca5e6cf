import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { type Person, talk } from "../support/conversation.ts";

/** The address of the picture somebody sees. */
function pictureOf(person: Person): string {
  const [image] = person.card().images;
  if (image === undefined || !("url" in image)) throw new Error("no picture");
  return image.url;
}

/** The line that tells what people think; undefined when there is none. */
function tallyOf(person: Person): string | undefined {
  return person
    .sees()
    .split("\n")
    .find((line) => line.startsWith("👍"));
}

describe.each([
  { line: "/dog beagle", upstream: "dogApi", image: "Syd4xxqEm" },
  { line: "/cat abyssinian", upstream: "catApi", image: "0XYvRd7oD" },
] as const)("$line", ({ line, upstream: id, image }) => {
  test("votes are counted on the same picture, one a person, and can be changed", async () => {
    const { ann, bob } = await talk();
    await ann.types(line);
    const [picture, title] = [pictureOf(ann), ann.card().title];
    expect(tallyOf(ann)).toBeUndefined();
    await ann.presses("👍");
    expect(tallyOf(ann)).toBe("👍 1 👎 0");
    await bob.pressesOf(ann, "👎");
    expect(tallyOf(ann)).toBe("👍 1 👎 1");
    await ann.presses("👍");
    expect(tallyOf(ann)).toBe("👍 1 👎 1");
    await ann.presses("👎");
    expect(tallyOf(ann)).toBe("👍 0 👎 2");
    expect(pictureOf(ann)).toBe(picture);
    expect(ann.card().title).toBe(title);
    expect(ann.card().fields.length).toBeGreaterThan(2);
    expect(ann.buttons()).toEqual(["Another", "👍", "👎"]);
    expect(ann.messageCount()).toBe(1);
  });

  test("the upstream hears of a vote and of its change, and not who it was", async () => {
    const { ann, bob, upstream } = await talk();
    await ann.types(line);
    await ann.presses("👍");
    await ann.presses("👍");
    await ann.presses("👎");
    await bob.pressesOf(ann, "👍");
    const posts = () => upstream.requests(id).filter((request) => request.line === "POST /votes");
    await expect.poll(() => posts().length).toBe(3);
    const bodies = posts().map(({ body }) => JSON.parse(body) as Record<string, unknown>);
    expect(bodies.map(({ image_id, value }) => [image_id, value])).toEqual([
      [image, 1],
      [image, 0],
      [image, 1],
    ]);
    const [first, second, third] = bodies.map(({ sub_id }) => sub_id);
    expect(first).toMatch(/^[\w-]{43}$/);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
    expect(posts()[0]?.headers["x-api-key"]).toBeDefined();
    expect(JSON.stringify(bodies)).not.toMatch(/ann|bob|chat/);
  });

  test("without a key the upstream hears nothing, and the vote counts", async () => {
    const { ann, upstream } = await talk({ keys: {} });
    await ann.types(line);
    await ann.presses("👍");
    expect(tallyOf(ann)).toBe("👍 1 👎 0");
    await ann.presses("👎");
    expect(upstream.calls(id).filter((call) => call.startsWith("POST"))).toEqual([]);
  });

  test.each([
    { when: "down", fault: "html503" },
    { when: "hung", fault: "hung" },
    { when: "out of quota", fault: { status: 429 } },
    { when: "refusing the key", fault: { status: 401 } },
    { when: "cut off", fault: "cut" },
  ] as const)("the upstream is $when: the vote counts at once, on the same card", async ({ fault }) => {
    const { ann, upstream } = await talk({ inlineBudgetMs: 400 });
    await ann.types(line);
    const picture = pictureOf(ann);
    upstream.plays(id, fault);
    await ann.presses("👍");
    expect(tallyOf(ann)).toBe("👍 1 👎 0");
    expect(pictureOf(ann)).toBe(picture);
    expect(ann.card().fields.length).toBeGreaterThan(2);
    await ann.presses("👎");
    expect(tallyOf(ann)).toBe("👍 0 👎 1");
  });

  test("a restart in between, with the upstream down since: nothing is lost", async () => {
    const folder = mkdtempSync(join(tmpdir(), "magpie-votes-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const databaseUrl = `sqlite:${join(folder, "magpie.db")}`;
    const first = await talk({ databaseUrl });
    await first.ann.types(line);
    const card = first.ann.reply();
    await first.ann.presses("👍");
    await first.close();
    const second = await talk({ databaseUrl });
    second.upstream.plays(id, "reset");
    await second.ann.finds(card);
    await second.ann.presses("👎");
    expect(tallyOf(second.ann)).toBe("👍 0 👎 1");
    expect(pictureOf(second.ann)).toContain(image);
  });
});

test("any dog: its vote keeps the breed, another is any again", async () => {
  const { ann } = await talk();
  await ann.types("/dog");
  const { title } = ann.card();
  const picture = pictureOf(ann);
  await ann.presses("👍");
  expect(ann.card().title).toBe(title);
  expect(pictureOf(ann)).toBe(picture);
  const seen = new Set([title]);
  for (let n = 0; n < 30 && seen.size === 1; n += 1) {
    await ann.presses("Another");
    seen.add(ann.card().title);
  }
  expect(seen.size).toBeGreaterThan(1);
  expect(tallyOf(ann)).toBeUndefined();
});

test.each([
  { line: "/dog afghan hound", down: "dogApi", footer: "dog.ceo" },
  { line: "/dog", down: "dogApi", footer: "dog.ceo" },
  { line: "/cat", down: "catApi", footer: "CATAAS" },
] as const)("$line from the stand-in: votes count here", async ({ line, down, footer }) => {
  const { ann, bob, upstream } = await talk();
  upstream.plays(down, "html503");
  await ann.types(line);
  const [picture, title] = [pictureOf(ann), ann.card().title];
  await ann.presses("👍");
  await bob.pressesOf(ann, "👍");
  expect(tallyOf(ann)).toBe("👍 2 👎 0");
  expect(pictureOf(ann)).toBe(picture);
  expect(ann.card()).toMatchObject({ title, footer });
});

test("a private card stays private", async () => {
  const { ann, bob } = await talk();
  await ann.types("/dog beagle private:yes");
  await ann.presses("👍");
  expect(ann.seesAlone()).toBe(true);
  expect(tallyOf(ann)).toBe("👍 1 👎 0");
  expect(ann.messageCount()).toBe(1);
  await bob.pressesOf(ann, "👍");
  expect(bob.sees()).toContain("Only ann can press this one.");
});

test("the database is gone: the card stays, and it is said", async () => {
  const { ann } = await talk({ databaseUrl: "sqlite:/dev/null/magpie.db" });
  await ann.types("/dog beagle");
  await ann.presses("👍");
  expect(ann.sees()).toContain("My memory is not available right now");
  expect(ann.seesAlone()).toBe(true);
  expect(ann.messageCount()).toBe(2);
});
