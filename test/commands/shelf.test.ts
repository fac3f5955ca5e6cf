import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ok } from "../../src/recorded/body.ts";
import { talk } from "../support/conversation.ts";

const WHITE_WHALE = "Moby Dick; Or, The White Whale";
const PENGUIN = "Moby-Dick; or, The Whale";

test("added by words, listed, opened", async () => {
  const { ann, bob } = await talk({ isRecorded: true });
  await ann.types("/shelf add moby dick");
  expect(ann.sees()).toBe(
    [WHITE_WHALE, "Herman Melville", "Now on your “To read” shelf.", "Google Books · recorded sample"].join("\n"),
  );
  expect(ann.buttons()).toEqual(["Move to Reading", "Move to Read", "Another match", "Undo"]);
  await ann.types("/shelf add 0-14-243724-7 shelf:reading");
  await ann.types("/shelf list");
  expect(ann.sees()).toBe(
    [
      "Your shelf",
      "To read: 1 · Reading: 1 · Read: 0",
      `1. ${PENGUIN}, Herman Melville · Reading`,
      `2. ${WHITE_WHALE}, Herman Melville · To read`,
      "1–2 of 2",
    ].join("\n"),
  );
  await ann.presses("1 Moby-Dick; or, The Whale");
  expect(ann.card()).toMatchObject({
    title: PENGUIN,
    url: "https://books.google.com/books/about/Moby_Dick.html?hl=&id=moby00000002",
    fields: [
      { name: "Shelf", value: ["Reading"] },
      { name: "Since", value: [expect.stringMatching(/^\d+ \w+ \d{4}$/)] },
      { name: "ISBN", value: ["978-0-14-243724-7"] },
      {
        name: "Borrow",
        value: [
          { type: "link", text: "Open Library", url: "https://openlibrary.org/isbn/9780142437247" },
          " · ",
          { type: "link", text: "WorldCat", url: "https://search.worldcat.org/search?q=bn:9780142437247" },
        ],
      },
    ],
  });
  await ann.presses("Back to the list");
  expect(ann.card().title).toBe("Your shelf");
  expect(ann.seesAlone()).toBe(true);
  expect(bob.messageCount()).toBe(0);
});

test("not this one but another match", async () => {
  const { ann } = await talk();
  await ann.types("/shelf add moby dick");
  await ann.presses("Another match");
  expect(ann.card().title).toBe(PENGUIN);
  await ann.presses("Another match");
  expect(ann.card().title).toBe("Moby Dick");
  expect(ann.buttons()).not.toContain("Another match");
  await ann.types("/shelf list");
  expect(ann.sees()).toContain("\n1. Moby Dick, Herman Melville, Rockwell Kent · To read");
});

test("another match leaves what stood there before", async () => {
  const { ann } = await talk();
  await ann.types("/shelf add moby dick shelf:read");
  await ann.types("/shelf add moby dick");
  expect(ann.sees()).toContain("It stands on your “Read” shelf already.");
  await ann.presses("Another match");
  await ann.types("/shelf list");
  expect(ann.card().lines[0]).toEqual(["To read: 1 · Reading: 0 · Read: 1"]);
});

test("the button under a book, pressed by two, twice", async () => {
  const { ann, bob } = await talk();
  await ann.types("/book moby dick");
  const label = `Add to shelf: ${PENGUIN}`;
  expect(ann.buttons()).toContain(label);
  await bob.pressesOf(ann, label);
  expect(bob.sees()).toContain("Now on your “To read” shelf.");
  expect(bob.seesAlone()).toBe(true);
  expect(ann.cards()).toHaveLength(3);
  await Promise.all([ann.presses(label), ann.presses(label)]);
  await ann.types("/shelf list");
  expect(ann.card().footer).toBeUndefined();
});

test("the button under a private list leaves the list", async () => {
  const { ann } = await talk();
  await ann.types("/book moby dick private:yes");
  await ann.presses("Add to shelf: Moby Dick");
  expect(ann.messageCount()).toBe(2);
});

test("a book that Open Library found", async () => {
  const { ann, upstream } = await talk({ keys: {} });
  await ann.types("/book dune");
  await ann.presses("Add to shelf: Children of Dune");
  expect(ann.sees()).toMatch(/^Children of Dune\nFrank Herbert.*\nNow on your “To read” shelf\./);
  expect(decodeURIComponent(upstream.calls("openLibrary").at(-1) ?? "")).toContain('q=key:"/works/OL893516W"');
});

test("moved, and back; removed, and back", async () => {
  const { ann } = await talk();
  await ann.types("/shelf add moby dick");
  await ann.types("/shelf move moby dick read");
  expect(ann.sees()).toBe(`${WHITE_WHALE}, Herman Melville stands on your “Read” shelf now.`);
  await ann.presses("Undo");
  expect(ann.sees()).toContain("stands on your “To read” shelf now.");
  await ann.types("/shelf move moby to-read");
  expect(ann.sees()).toContain("stands on your “To read” shelf already.");
  await ann.types("/shelf remove melville");
  expect(ann.sees()).toBe(`${WHITE_WHALE}, Herman Melville is off your “To read” shelf.`);
  await ann.presses("Undo");
  expect(ann.sees()).toBe(`${WHITE_WHALE}, Herman Melville is back on your “To read” shelf.`);
  await ann.types("/shelf list to-read");
  expect(ann.card().title).toBe("Your shelf: To read");
});

test("several books fit: which one", async () => {
  const { ann } = await talk();
  await ann.types("/shelf add moby dick");
  await ann.types("/shelf add 9780142437247");
  await ann.types("/shelf remove moby");
  expect(ann.sees()).toBe("Several books on your shelf fit “moby”. Which one?");
  await ann.presses(`${PENGUIN}, Herman Melville`);
  expect(ann.sees()).toContain(`${PENGUIN}, Herman Melville is off your “`);
});

test("a misspelt title", async () => {
  const { ann } = await talk();
  await ann.types("/shelf add 9780142437247");
  await ann.types("/shelf show moby dikc or the whale");
  expect(ann.sees()).toBe(`There is no book “moby dikc or the whale” on your shelf. Did you mean ${PENGUIN}?`);
  await ann.presses(PENGUIN);
  expect(ann.card().title).toBe(PENGUIN);
});

test.each(["?", "★", "_", "%", "#", "—", "🙂", "\u0301", "‘…’", "\u2800"])(
  "a sign that fits every book means none: %j",
  async (sign) => {
    const { ann, suggests } = await talk();
    await ann.types("/shelf add moby dick");
    for (const change of [`remove ${sign}`, `move ${sign} shelf:read`]) {
      await ann.types(`/shelf ${change}`);
      expect(ann.sees()).toMatch(/^There is no book “.+” on your shelf\.$/u);
      expect(ann.buttons()).toEqual(["See your shelf"]);
    }
    expect(await suggests("shelf remove", "book", sign)).toEqual([]);
    await ann.types(`/shelf add ${sign}`);
    expect(ann.sees()).toContain("fits any book");
    await ann.types("/shelf list");
    expect(ann.card().lines[0]).toEqual(["To read: 1 · Reading: 0 · Read: 0"]);
  },
);

test("one's own books are suggested while typing, and nobody else's", async () => {
  const { ann, bob, suggests } = await talk();
  await bob.types("/shelf add dune");
  await ann.types("/shelf add 9780142437247");
  expect(await suggests("shelf move", "book", "")).toEqual(["#2"]);
  expect(await suggests("shelf remove", "book", "melv")).toEqual(["#2"]);
  expect(await suggests("shelf show", "book", "dune")).toEqual([]);
});

test("somebody else's book by its number", async () => {
  const { ann, bob } = await talk();
  await ann.types("/shelf add moby dick");
  await bob.types("/shelf remove #1");
  expect(bob.sees()).toBe("That book is no longer on your shelf.");
  await ann.types("/shelf show #1");
  expect(ann.card().title).toBe(WHITE_WHALE);
});

test("on sale in the person's country", async () => {
  const { ann, upstream } = await talk();
  await ann.types("/shelf add psychology of harry potter");
  await ann.types("/shelf show psychology");
  expect(ann.card().fields.at(-1)).toEqual({
    name: "On sale",
    value: [
      { type: "link", text: "$9.99 at Google Play", url: expect.stringMatching(/^https:\/\/play\.google\.com\//) },
      " (United States)",
    ],
  });
  expect(upstream.calls("googleBooks").at(-1)).toContain("country=US");
});

test("what Google says of a book is marked where it is recorded", async () => {
  const { ann } = await talk({ isRecorded: true });
  await ann.types("/shelf add psychology of harry potter");
  await ann.types("/shelf show psychology");
  expect(ann.card().footer).toBe("Google Books · recorded sample");
});

test("Google is down: the shelf shows what it keeps", async () => {
  const { ann, upstream } = await talk();
  await ann.types("/shelf add moby dick");
  upstream.plays("googleBooks", "html503");
  await ann.types("/shelf show moby");
  expect(ann.card()).toMatchObject({ title: WHITE_WHALE, url: undefined });
  await ann.types("/shelf list");
  expect(ann.card().footer).toBeUndefined();
  upstream.plays("openLibrary", "html503");
  await ann.types("/shelf add dune");
  expect(ann.sees()).toMatch(/^Google Books is not answering right now\./);
});

test("turning pages", async () => {
  const { ann } = await talk();
  const books = Array.from({ length: 7 }, (_, index) => `Book ${index + 1},,read`);
  await ann.types("/shelf import books.csv", { "books.csv": csv("Title,ISBN13,Exclusive Shelf", ...books) });
  await ann.types("/shelf list read");
  expect(ann.buttons()).toEqual([
    "1 Book 7",
    "2 Book 6",
    "3 Book 5",
    "4 Book 4",
    "5 Book 3",
    "Next ▶",
    "Share to channel",
  ]);
  await ann.presses("Next ▶");
  expect(ann.card().footer).toBe("6–7 of 7");
  expect(ann.buttons()).toEqual(["6 Book 2", "7 Book 1", "◀ Previous", "Share to channel"]);
  await ann.presses("◀ Previous");
  expect(ann.card().footer).toBe("1–5 of 7");
  expect(ann.messageCount()).toBe(2);
});

test("nothing there yet", async () => {
  const { ann } = await talk();
  await ann.types("/shelf list");
  expect(ann.sees()).toBe(
    "Your shelf is empty. Put a book on it with /shelf add moby dick, or bring a list with /shelf import.",
  );
  await ann.types("/shelf list read");
  expect(ann.sees()).toBe(
    "Nothing stands on your “Read” shelf. Put a book there with /shelf add moby dick shelf:read.",
  );
  await ann.types("/shelf export");
  expect(ann.sees()).toBe("Your shelf is empty, so there is nothing to export.");
  await ann.types("/shelf forget-me");
  expect(ann.sees()).toBe("I keep nothing about you.");
});

test("a restart in between", async () => {
  const databaseUrl = `sqlite:${join(await mkdtemp(join(tmpdir(), "magpie-shelf-")), "magpie.db")}`;
  const before = await talk({ databaseUrl });
  await before.ann.types("/shelf add moby dick");
  await before.close();
  const { ann } = await talk({ databaseUrl });
  await ann.types("/shelf list");
  expect(ann.card().footer).toBeUndefined();
});

test("the database is gone: the shelf says so, and other commands go on", async () => {
  const { ann, log } = await talk({ databaseUrl: "sqlite:/dev/null/magpie.db" });
  for (const line of ["/shelf list", "/shelf add moby dick", "/shelf show moby", "/shelf export", "/shelf forget-me"]) {
    await ann.types(line);
    expect(ann.sees()).toBe(
      "My memory is not available right now, so I can't do that; nothing is lost. Try again in a few minutes.",
    );
    expect(ann.seesAlone()).toBe(true);
  }
  await ann.types("/book moby dick");
  expect(ann.cards()).toHaveLength(3);
  expect(log()).not.toContain('"level":50');
});

test("an ISBN with a slip of the finger", async () => {
  const { ann, upstream } = await talk();
  await ann.types("/shelf add 978-0-14-243724-8");
  expect(ann.sees()).toBe(
    "“978-0-14-243724-8” is no ISBN: the last digit checks the others. Try 978-0-14-243724-7, or words of the title.",
  );
  expect(upstream.calls("googleBooks")).toEqual([]);
});

test("a file of books, taken and given", async () => {
  const { ann } = await talk();
  const rows = ["Dune,Frank Herbert,9780441172719,read", "Emma,Jane Austen,9780141439588,to-read", ",Nobody,,read"];
  const file = csv("Title,Author,ISBN13,Exclusive Shelf", ...rows, "Left,Somebody,,abandoned");
  await ann.types("/shelf import books.csv", { "books.csv": file });
  expect(ann.sees()).toBe(
    [
      "2 books added. See them with /shelf list.",
      "Left out, because it has no title: row 3.",
      "Left out, because I have no shelf “abandoned”: 1 book.",
      "Taken without the ISBN, because its check digit is wrong: row 2.",
    ].join("\n"),
  );
  expect(ann.seesAlone()).toBe(true);
  await ann.types("/shelf import books.csv", { "books.csv": file });
  expect(ann.sees()).toContain(
    "I have added nothing.\n2 books stood on your shelf already and stayed where they were.",
  );
  await ann.types("/shelf export");
  expect(ann.sees()).toContain("shelf.csv: 2 books");
  const [part] = ann.reply().parts.filter(({ type }) => type === "file");
  const text = part?.type === "file" ? new TextDecoder().decode(part.file.bytes) : "";
  expect(text).toMatch(/^Title,Author,ISBN13,Exclusive Shelf,Date Added\n/);
  expect(text).toContain("Dune,Frank Herbert,978-0-441-17271-9,read,");
});

test("a file that lacks columns: what was taken, and what not", async () => {
  const { ann } = await talk();
  await ann.types("/shelf import books.csv", { "books.csv": csv("Title;ISBN", "Dune;9.78E+12", "Emma;9780141439587") });
  expect(ann.sees()).toBe(
    [
      "2 books added. See them with /shelf list.",
      "The file has no column that names a shelf, so all are on your “To read” shelf, those you have read, too.",
      "Taken without authors: the file has no column with them.",
      "Taken without the ISBN, because a spreadsheet has rounded it to a number such as 9.78E+12: row 1. Make that column text before you save, or send me the export as it came.",
    ].join("\n"),
  );
  const some = csv("Title,Author,ISBN,Read Status", "Ulysses,James Joyce,,", "Persuasion,Jane Austen,,read");
  await ann.types("/shelf import books.csv", { "books.csv": some });
  expect(ann.sees()).toContain("Put on your “To read” shelf, because no shelf is named: row 1.");
});

test("a file that is too large, or none: nothing is kept", async () => {
  const { ann } = await talk();
  await ann.types("/shelf import books.csv", { "books.csv": new Uint8Array(10 * 1_048_576) });
  expect(ann.sees()).toBe("That file is too large for me: at most 5 MB, please.");
  await ann.types("/shelf import books.csv", { "books.csv": Buffer.from("Title\nÉmile", "latin1") });
  expect(ann.sees()).toMatch(/^That file is no text in UTF-8\./);
  await ann.types("/shelf list");
  expect(ann.sees()).toMatch(/^Your shelf is empty\./);
});

test("a full shelf takes no book and no file, until there is room", async () => {
  const { ann } = await talk();
  const titles = Array.from({ length: 10_000 }, (_, index) => `Volume ${index}`);
  await ann.types("/shelf import books.csv", { "books.csv": csv("Title", ...titles) });
  expect(ann.sees()).toMatch(/^10,000 books added\./);
  const isFull = "A shelf holds 10,000 books, and that would be more. Remove some first.";
  await ann.types("/shelf add moby dick");
  expect(ann.sees()).toBe(isFull);
  expect(ann.seesAlone()).toBe(true);
  await ann.types("/shelf import books.csv", { "books.csv": csv("Title", "Emma") });
  expect(ann.sees()).toBe(isFull);
  await ann.types("/shelf remove Volume 1234");
  await ann.types("/shelf import books.csv", { "books.csv": csv("Title", "Emma") });
  expect(ann.sees()).toMatch(/^1 book added\./);
});

test("no book, no file", async () => {
  const { ann } = await talk();
  await ann.types("/shelf add");
  expect(ann.sees()).toBe("Which book? Type /shelf add moby dick.");
  await ann.types("/shelf import");
  expect(ann.sees()).toBe("Which file? Type /shelf import books.csv.");
  await ann.types("/shelf import books.csv");
  expect(ann.sees()).toBe("A typed line brings me no file. Type /shelf import alone, and I ask for it.");
});

test("everything about a person, and its end", async () => {
  const { ann, bob } = await talk();
  await ann.types("/shelf add moby dick");
  await ann.types("/shelf add dune");
  await ann.types("/shelf remove dune");
  await ann.types("/dog beagle");
  await ann.presses("👍");
  await bob.types("/shelf add dune");
  await ann.types("/shelf forget-me");
  expect(ann.sees()).toBe(
    [
      "I keep about you: 1 book on your shelf; 1 book that you took off within the last month; and 1 vote on pictures.",
      "There is no way back. /shelf export gives you your books first.",
    ].join("\n"),
  );
  await ann.presses("Forget it all");
  expect(ann.sees()).toBe(
    "Forgotten: 1 book on your shelf; 1 book that you took off within the last month; and 1 vote on pictures.",
  );
  await ann.types("/shelf forget-me");
  expect(ann.sees()).toBe("I keep nothing about you.");
  await bob.types("/shelf list");
  expect(bob.card().footer).toBeUndefined();
});

test("thought better of it", async () => {
  const { ann } = await talk();
  await ann.types("/shelf add moby dick");
  await ann.types("/shelf forget-me");
  await ann.presses("Keep it");
  await ann.types("/shelf list");
  expect(ann.card().footer).toBeUndefined();
});

function csv(...lines: readonly string[]): Uint8Array {
  return new TextEncoder().encode(lines.join("\n"));
}

test("a book found by its ISBN stands on the shelf, and goes away, with that ISBN", async () => {
  const { ann } = await talk({ upstreams: { googleBooks: () => ok({ totalItems: 0 }) } });
  await ann.types("/book 9780063159471");
  expect(ann.card().title).toBe("An example of an edition");
  expect(ann.sees()).toContain("ISBN 978-0-06-315947-1");
  await ann.presses("Add to shelf: An example of an edition");
  await ann.types("/shelf show example");
  expect(ann.sees()).toContain("978-0-06-315947-1");
  await ann.types("/shelf export");
  const [file] = ann.reply().parts.flatMap((part) => (part.type === "file" ? [part.file] : []));
  expect(Buffer.from(file?.bytes ?? []).toString()).toContain("978-0-06-315947-1");
});
