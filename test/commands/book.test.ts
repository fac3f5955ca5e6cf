import { expect, test } from "vitest";
import { talk } from "../support/conversation.ts";

test("moby dick", async () => {
  const { ann, bob } = await talk({ isRecorded: true });
  await ann.types("/book moby dick");
  expect(ann.sees()).toBe(
    [
      "Moby Dick; Or, The White Whale",
      "Herman Melville, 1892, St. Botolph Society",
      "A literary classic that wasn't recognized for its merits until decades after its publication.",
      "★ 4 (68 ratings)",
      "Moby-Dick; or, The Whale",
      "Herman Melville, 2003, Penguin Classics",
      "Captain Ahab pursues the white whale that took his leg.",
      "★ 4.5 (31 ratings) · ISBN 978-0-14-243724-7",
      "Borrow: Open Library · WorldCat",
      "Moby Dick",
      "Herman Melville and Rockwell Kent",
      "Google Books, 1–3 of 3 · recorded sample",
    ].join("\n"),
  );
  expect(ann.cards()[1]).toMatchObject({
    url: "https://books.google.com/books/about/Moby_Dick.html?hl=&id=moby00000002",
    thumbnail: {
      url: "https://books.google.com/books/content?id=moby00000002&printsec=frontcover&img=1&zoom=1&edge=curl&source=gbs_api",
      alt: "Cover of Moby-Dick; or, The Whale",
    },
  });
  expect(ann.buttons()).toEqual([
    "Add to shelf: Moby Dick; Or, The White Whale",
    "Add to shelf: Moby-Dick; or, The Whale",
    "Add to shelf: Moby Dick",
  ]);
  expect(bob.messageCount()).toBe(1);
});

test("turning pages, forth and back, from one call", async () => {
  const { ann, bob, upstream } = await talk();
  await ann.types("/book harry potter author:rowling");
  expect(ann.buttons().slice(3)).toEqual(["Next ▶"]);
  expect(ann.cards().at(-1)?.footer).toBe("Google Books, 1–3 of 5");
  await ann.presses("Next ▶");
  expect(ann.buttons().slice(2)).toEqual(["◀ Previous"]);
  expect(ann.cards().at(-1)?.footer).toBe("Google Books, 4–5 of 5");
  await bob.pressesOf(ann, "◀ Previous");
  expect(ann.cards().at(-1)?.footer).toBe("Google Books, 1–3 of 5");
  expect(ann.messageCount()).toBe(1);
  expect(upstream.calls("googleBooks")).toHaveLength(1);
});

test("the last page holds one", async () => {
  const { ann } = await talk();
  await ann.types("/book harry potter");
  for (const _ of [2, 3, 4]) await ann.presses("Next ▶");
  expect(ann.cards().map(({ footer }) => footer)).toEqual(["Google Books, 10 of 10"]);
});

test("a price, and where to buy", async () => {
  const { ann } = await talk();
  await ann.types("/book psychology of harry potter");
  expect(ann.card().lines.at(-1)).toEqual([
    "★ 3.5 (10 ratings)",
    " · ",
    "ISBN 978-1-935251-37-8",
    " · ",
    {
      type: "link",
      text: "$9.99 at Google Play",
      url: expect.stringMatching(/^https:\/\/play\.google\.com\/store\/books\//),
    },
    " (United States)",
  ]);
});

test.each([
  ["de", "country=DE"],
  ["en-GB", "country=GB"],
  ["no such locale", "country=US"],
])("prices are those of the person's country: %s", async (locale, asked) => {
  const { ann, upstream } = await talk({ locale });
  await ann.types("/book psychology of harry potter");
  expect(upstream.calls("googleBooks").at(-1)).toContain(asked);
});

test("by its ISBN", async () => {
  const { ann } = await talk();
  await ann.types("/book 0-14-243724-7");
  expect(ann.cards().map(({ title }) => title)).toEqual(["Moby-Dick; or, The Whale"]);
  await ann.types("/book moby dick isbn:9780142437247");
  expect(ann.cards().map(({ title }) => title)).toEqual(["Moby-Dick; or, The Whale"]);
});

test("an ISBN with a slip of the finger", async () => {
  const { ann, upstream } = await talk();
  await ann.types("/book moby dick isbn:9780142437248");
  expect(ann.sees()).toBe(
    "“9780142437248” is no ISBN: it has 10 or 13 digits, and the last one checks the others. Try isbn:978-0-14-243724-7, or leave it out.",
  );
  expect(ann.seesAlone()).toBe(true);
  expect(upstream.calls("googleBooks")).toEqual([]);
});

test("in one language", async () => {
  const { ann, upstream } = await talk();
  await ann.types("/book moby dick language:english");
  expect(ann.cards()).toHaveLength(3);
  await ann.types("/book moby dick language:DE");
  expect(ann.sees()).toBe("I found no book for “moby dick” in German. Try other words, or fewer of them.");
  expect(upstream.calls("googleBooks").map((line) => /langRestrict=(\w+)/.exec(line)?.[1])).toEqual(["en", "de"]);
});

test("a misspelt language", async () => {
  const { ann } = await talk();
  await ann.types("/book moby dick language:englsh");
  expect(ann.sees()).toBe("I know no language called “englsh”. Did you mean English?");
  await ann.presses("English");
  expect(ann.cards()).toHaveLength(3);
});

test("no language at all", async () => {
  const { ann } = await talk();
  await ann.types("/book moby dick language:🐳🐳🐳🐳");
  expect(ann.sees()).toBe("I know no language called “🐳🐳🐳🐳”. Try language:german or language:de.");
});

test("languages are suggested while typing", async () => {
  const { suggests } = await talk();
  expect((await suggests("book", "language", "ger"))[0]).toBe("German");
});

test("no book named", async () => {
  const { ann } = await talk();
  await ann.types("/book");
  expect(ann.sees()).toBe("Which book? Type /book moby dick.");
});

test.each([
  ["/book isbn:9780063159471", "An example of an edition"],
  ["/book isbn:978-0-14-243724-7", "Moby-Dick; or, The Whale"],
])("an ISBN says which book: %s", async (line, title) => {
  const { ann } = await talk();
  await ann.types(line);
  expect(ann.cards().map((each) => each.title)).toEqual([title]);
});

test("an ISBN that no book has", async () => {
  const { ann } = await talk();
  await ann.types("/book isbn:9780000000002");
  expect(ann.sees()).toBe("I found no book with ISBN 978-0-00-000000-2. Try other words, or fewer of them.");
});

test.each(["/book author:melville", "/book language:german"])("%s leaves open which", async (line) => {
  const { ann, upstream } = await talk();
  await ann.types(line);
  expect(ann.sees()).toBe(`Which book? Type ${line.replace("/book", "/book moby dick")}.`);
  expect(upstream.calls("googleBooks")).toEqual([]);
});

test("help says when the words are needed", async () => {
  const { ann } = await talk();
  await ann.types("/help book");
  expect(ann.sees()).toContain("query (needed without isbn): ");
  expect(ann.sees()).toContain("/book query [author:…] [isbn:…] [language:…]");
});

test("no key for Google: Open Library answers and is named", async () => {
  const { ann } = await talk({ keys: {} });
  await ann.types("/book dune");
  expect(ann.cards().map(({ title }) => title)).toEqual(["Dune", "Children of Dune", "God Emperor of Dune"]);
  expect(ann.card().lines[0]).toEqual(["Frank Herbert and Френк Герберт, 1965"]);
  expect(ann.cards().at(-1)?.footer).toBe("Open Library, 1–3 of 3");
});

test("Google's quota is used up", async () => {
  const { ann, upstream } = await talk();
  upstream.plays("googleBooks", { status: 403, body: { error: { errors: [{ reason: "dailyLimitExceeded" }] } } });
  await ann.types("/book dune");
  expect(ann.cards().at(-1)?.footer).toBe("Open Library, 1–3 of 3");
  upstream.plays("openLibrary", "reset");
  await ann.types("/book harry potter");
  expect(ann.sees()).toMatch(/^Google Books gives me .* used up\. There is room again (?:tomorrow )?at \d\d:\d\d/);
});

test("both are down", async () => {
  const { ann, upstream } = await talk();
  upstream.plays("googleBooks", "html503");
  upstream.plays("openLibrary", "brokenJson");
  await ann.types("/book moby dick");
  expect(ann.sees()).toMatch(/^Google Books is not answering right now\. /);
  expect(ann.seesAlone()).toBe(true);
});

test("the same question in other letters costs no call", async () => {
  const { ann, upstream } = await talk();
  await ann.types("/book moby dick");
  upstream.plays("googleBooks", { status: 500 });
  await ann.types("/book MOBY   dick");
  expect(ann.cards()).toHaveLength(3);
});

test.each([
  [
    "nothing found",
    "/book zzzz nothing at all",
    "I found no book for “zzzz nothing at all”. Try other words, or fewer of them.",
  ],
  ["only emoji", "/book 🐳🐳", "I found no book for “🐳🐳”. Try other words, or fewer of them."],
  ["right to left", "/book موبي ديك", "I found no book for “موبي ديك”. Try other words, or fewer of them."],
  [
    "a mention",
    "/book <!channel> @everyone",
    "I found no book for “<!channel> @everyone”. Try other words, or fewer of them.",
  ],
  [
    "far too long",
    `/book ${"x".repeat(10_000)}`,
    "That is too long for me: at most 100 characters, please. Try /book moby dick.",
  ],
])("%s", async (_, line, answer) => {
  const { ann, log } = await talk();
  await ann.types(line);
  expect(ann.sees()).toBe(answer);
  expect(ann.seesAlone()).toBe(true);
  expect(log()).not.toContain(line.slice(6, 30));
});

test("hostile text from the upstream stays plain characters", async () => {
  const { ann, upstream } = await talk();
  const volumeInfo = { title: "<!channel>", authors: ["@everyone"], description: "[x](https://e.test) &lt;@U1&gt;" };
  upstream.plays("googleBooks", { body: { totalItems: 1, items: [{ volumeInfo }] } });
  await ann.types("/book moby dick");
  expect(ann.card()).toMatchObject({ title: "<!channel>", lines: [["@everyone"], ["[x](https://e.test) <@U1>"]] });
});

test("many authors", async () => {
  const { ann, upstream } = await talk();
  const volumeInfo = { title: "Together", authors: ["A", "B", "C", "D", "E"], publishedDate: "1999" };
  upstream.plays("googleBooks", { body: { totalItems: 1, items: [{ volumeInfo }] } });
  await ann.types("/book together");
  expect(ann.card().lines).toEqual([["A, B, C and 2 others, 1999"]]);
});
