import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { agree } from "../../src/recorded/oauth.ts";
import { AccountStore } from "../../src/state/accounts.ts";
import { Database } from "../../src/state/database.ts";
import { Sealer } from "../../src/state/sealer.ts";
import { ShelfStore } from "../../src/state/shelf.ts";
import type { Entry } from "../../src/state/shelf-book.ts";
import { talk } from "../support/conversation.ts";
import { googleLibrary, type LibraryVolume } from "../support/google-library.ts";
import { openPages, privateLink, Visitor } from "../support/link-account.ts";

const TOKEN = "ya29.simulated-token";
const GOOGLE = { clientId: "google-client", clientSecret: "google-secret" };

const emma: LibraryVolume = { id: "emmaVolume", title: "Emma", isbn: "9780141439587" };
const dune: LibraryVolume = { id: "duneVolume", title: "Dune", isbn: "9780441172719" };

/** Ann has connected her account at Google, where these volumes stand. */
async function connected(shelves: Readonly<Record<string, readonly LibraryVolume[]>> = {}) {
  const databaseUrl = `sqlite:${join(await mkdtemp(join(tmpdir(), "magpie-sync-")), "magpie.db")}`;
  const database = new Database(databaseUrl);
  onTestFinished(() => database.close());
  const accounts = new AccountStore(database, new Sealer([Buffer.alloc(32, "k")]));
  await accounts.put("chat:ann", "google", { login: "", scopes: [], accessToken: TOKEN, connectedAt: Date.now() });
  const library = googleLibrary(TOKEN, shelves);
  const conversation = await talk({
    databaseUrl,
    accounts: { google: GOOGLE },
    upstreams: { googleBooks: library.upstream },
  });
  const shelf = new ShelfStore(database);
  return {
    ...conversation,
    library,
    shelf,
    accounts,
    changes: () => changesIn(conversation.upstream.calls("googleBooks")),
  };
}

function changesIn(calls: readonly string[]): readonly string[] {
  return calls
    .filter((line) => line.startsWith("POST "))
    .map((line) => line.replace("POST /mylibrary/bookshelves/", ""));
}

/** Books that Google knows by their volumes. */
function volumes(n: number): readonly Entry[] {
  return Array.from({ length: n }, (_, index) => ({
    book: { title: `Book ${index}`, authors: "", volumeId: `volume${index}` },
    shelf: "to-read",
  }));
}

/** Books that Google can't be told of. */
function titled(n: number): readonly Entry[] {
  return Array.from({ length: n }, (_, index) => ({ book: { title: `Book ${index}`, authors: "" }, shelf: "to-read" }));
}

test("both ways: what would change is shown first, then done", async () => {
  const { ann, library, changes } = await connected({ "2": [emma], "4": [dune] });
  await ann.types("/shelf add 9780142437247 shelf:reading");
  await ann.types("/shelf sync");
  expect(ann.sees()).toBe(
    [
      "What would change",
      "Nothing has been changed yet.",
      "Added here: Emma, Dune",
      "Added at Google: Moby-Dick; or, The Whale",
      "Google Books",
    ].join("\n"),
  );
  expect(ann.seesAlone()).toBe(true);
  expect(ann.buttons()).toEqual(["Do it", "Leave it"]);
  expect(changes()).toEqual([]);
  await ann.presses("Do it");
  expect(ann.sees()).toBe("Done: 2 changes here, 1 change at Google.");
  expect(changes()).toEqual(["3/addVolume?volumeId=moby00000002"]);
  expect(library.titles("3")).toEqual(["moby00000002"]);
  await ann.types("/shelf list");
  expect(ann.card().lines[0]).toEqual(["To read: 1 · Reading: 1 · Read: 1"]);
  await ann.types("/shelf sync");
  expect(ann.sees()).toBe("Your shelf and your shelves at Google are the same.");
});

test("a book on two shelves goes where it was put last", async () => {
  const { ann, library, changes } = await connected({
    "3": [{ ...emma, updated: "2999-01-01T00:00:00.000Z" }],
    "4": [{ ...dune, updated: "2020-01-01T00:00:00.000Z" }],
  });
  await ann.types("/shelf import books.csv", {
    "books.csv": new TextEncoder().encode(
      "Title,ISBN13,Exclusive Shelf\nEmma,9780141439587,read\nDune,9780441172719,to-read",
    ),
  });
  await ann.types("/shelf sync");
  expect(ann.sees()).toContain("Moved here: Emma\nMoved at Google: Dune\n");
  await ann.presses("Do it");
  expect(changes()).toEqual(["2/addVolume?volumeId=duneVolume", "4/removeVolume?volumeId=duneVolume"]);
  expect([library.titles("2"), library.titles("4")]).toEqual([["Dune"], []]);
  await ann.types("/shelf list reading");
  expect(ann.sees()).toContain("1. Emma");
});

test("nothing is taken off without being told, and only by its own button", async () => {
  const { ann, library, changes } = await connected({ "2": [emma, dune] });
  await ann.types("/shelf sync");
  await ann.presses("Do it");
  library.shelves.get("2")?.shift();
  await ann.types("/shelf remove dune");
  await ann.types("/shelf add 9780142437247");
  await ann.types("/shelf sync");
  expect(ann.sees()).toContain(
    "Removed here, as at Google: Emma\nAdded at Google: Moby-Dick; or, The Whale\nRemoved at Google, as here: Dune",
  );
  expect(ann.buttons()).toEqual(["Do it, remove nothing", "Do it, remove 2 books", "Leave it"]);
  await ann.presses("Do it, remove nothing");
  expect(library.titles("2")).toEqual(["Dune", "moby00000002"]);
  await ann.types("/shelf list");
  expect(ann.sees()).toContain("Emma");
  await ann.types("/shelf sync");
  expect(ann.buttons()).toEqual(["Do it, remove 2 books", "Leave it"]);
  await ann.presses("Do it, remove 2 books");
  expect(ann.sees()).toBe("Done: 1 change here, 1 change at Google.");
  expect(changes().at(-1)).toBe("2/removeVolume?volumeId=duneVolume");
  await ann.types("/shelf list");
  expect(ann.card().footer).toBeUndefined();
});

test("something changed between the plan and the press: nothing is done", async () => {
  const { ann, library, changes } = await connected({ "2": [emma] });
  await ann.types("/shelf add 9780142437247");
  await ann.types("/shelf sync");
  library.shelves.get("2")?.push(dune);
  await ann.presses("Do it");
  expect(ann.sees()).toMatch(/^Something has changed meanwhile, so I have done nothing yet\.\nWhat would change\n/);
  expect(ann.sees()).toContain("Added here: Emma, Dune");
  expect(changes()).toEqual([]);
  await ann.presses("Do it");
  expect(ann.sees()).toBe("Done: 2 changes here, 1 change at Google.");
});

test("books from a file find their volumes by ISBN; some can't", async () => {
  const { ann, library } = await connected();
  const rows = ["Moby-Dick,9780142437247", "Unknown,9780306406157", "No number,"];
  await ann.types("/shelf import books.csv", {
    "books.csv": new TextEncoder().encode(["Title,ISBN13", ...rows].join("\n")),
  });
  await ann.types("/shelf sync");
  expect(ann.sees()).toContain("1 book without an ISBN can't be told to Google and will be here only.");
  await ann.presses("Do it");
  expect(ann.sees()).toBe("Done: 0 changes here, 1 change at Google.\nGoogle does not have: Unknown.");
  expect(library.titles("2")).toEqual(["moby00000002"]);
});

test("more than one go can do", async () => {
  const { ann, library, shelf } = await connected();
  await shelf.addAll("chat:ann", volumes(45));
  await ann.types("/shelf sync");
  expect(ann.sees()).toMatch(/Added at Google: .* and 40 others/);
  await ann.presses("Do it");
  expect(ann.sees()).toBe("Done: 0 changes here, 40 changes at Google.\n5 changes at Google are still to be made.");
  await ann.presses("Go on");
  await ann.presses("Do it");
  expect(ann.sees()).toBe("Done: 0 changes here, 5 changes at Google.");
  expect(library.titles("2")).toHaveLength(45);
});

test("Google fails on the way: what was done stays done", async () => {
  const { ann, library, shelf } = await connected();
  await shelf.addAll("chat:ann", volumes(20));
  await ann.types("/shelf sync");
  library.failsAfter(10);
  await ann.presses("Do it");
  expect(ann.sees()).toBe(
    "Done: 0 changes here, 10 changes at Google.\nThen Google stopped answering.\n10 changes at Google are still to be made.",
  );
  library.failsAfter(20);
  await ann.presses("Go on");
  await ann.presses("Do it");
  expect(ann.sees()).toBe("Done: 0 changes here, 10 changes at Google.");
  expect(new Set(library.titles("2")).size).toBe(20);
});

test("Google fails before anything is done", async () => {
  const { ann, library, shelf } = await connected();
  await shelf.addAll("chat:ann", volumes(2));
  await ann.types("/shelf sync");
  library.failsAfter(0);
  await ann.presses("Do it");
  expect(ann.sees()).toMatch(/^Google Books is not answering right now\./);
});

test("Google is down, or answers with something else", async () => {
  const { ann, upstream } = await connected({ "2": [emma] });
  for (const fault of ["html503", "reset", "brokenJson", "hung"] as const) {
    upstream.plays("googleBooks", fault);
    await ann.types("/shelf sync");
    expect(ann.sees()).toMatch(/^Google Books is (not answering right now|taking too long)\./);
  }
  await ann.types("/shelf list");
  expect(ann.sees()).toMatch(/^Your shelf is empty/);
});

test("an old answer decides nothing", async () => {
  const { ann, upstream } = await connected({ "2": [emma] });
  await ann.types("/shelf sync");
  upstream.plays("googleBooks", { status: 500 });
  await ann.types("/shelf sync");
  expect(ann.sees()).toMatch(/^Google Books is not answering right now\./);
});

test("Google fails once the shelf here has changed: what was done is told", async () => {
  const { ann, library } = await connected({ "2": [emma] });
  await ann.types("/shelf add 9780142437247");
  await ann.types("/shelf sync");
  library.failsAfter(0);
  await ann.presses("Do it");
  expect(ann.sees()).toBe(
    "Done: 1 change here, 0 changes at Google.\nThen Google stopped answering.\n1 change at Google is still to be made.",
  );
});

test("the access was withdrawn at Google", async () => {
  const { ann, upstream, accounts } = await connected({ "2": [emma] });
  upstream.plays("googleBooks", { status: 401, body: {} });
  await ann.types("/shelf sync");
  expect(ann.sees()).toBe(
    "Google no longer lets me in for you, so I have deleted the connection. Connect again: /shelf connect",
  );
  expect(await accounts.get("chat:ann", "google")).toBeUndefined();
  await ann.types("/shelf sync");
  expect(ann.sees()).toBe("Connect first: /shelf connect");
});

test("a shelf too large to compare", async () => {
  const { ann, upstream } = await connected();
  upstream.plays("googleBooks", { body: { totalItems: 1_001, items: [] } });
  await ann.types("/shelf sync");
  expect(ann.sees()).toBe(
    "One of your shelves at Google has more than 1,000 books, which is more than I can compare. Nothing was changed.",
  );
});

test("more books at Google than there is room for here: nothing is done", async () => {
  const { ann, shelf, changes } = await connected({ "2": [emma, dune] });
  await shelf.addAll("chat:ann", titled(9_999));
  await ann.types("/shelf sync");
  await ann.presses("Do it");
  expect(ann.sees()).toBe("A shelf holds 10,000 books, and that would be more. Remove some first.");
  expect(changes()).toEqual([]);
  expect(await shelf.all("chat:ann")).toHaveLength(9_999);
});

test("a private link to connect, and the end of the connection", async () => {
  const { ann, bob, log } = await connected();
  await bob.types("/shelf connect");
  expect(bob.sees()).toMatch(/^Connect your Google account so that I can read your shelves at Google Books\./);
  expect(bob.seesAlone()).toBe(true);
  expect(bob.buttons()).toEqual(["Open Google"]);
  await ann.types("/shelf disconnect");
  expect(ann.sees()).toBe(
    "Your Google account is disconnected: I have deleted its token, and Google takes it no longer. Your shelf stays.",
  );
  await ann.types("/shelf disconnect");
  expect(ann.sees()).toBe("No Google account of yours is connected, so there is nothing to end.");
  expect(log()).not.toContain(TOKEN);
});

describe("what stands at Google when it is connected", () => {
  async function connecting(shelves: Readonly<Record<string, readonly LibraryVolume[]>>) {
    const library = googleLibrary("ya29.REDACTED", shelves);
    const conversation = await talk({
      accounts: { google: GOOGLE },
      upstreams: { googleBooks: library.upstream },
      rows: { googleBooks: { tryTimeoutMs: 1_000 } },
    });
    return { ...conversation, library, browser: new Visitor(await openPages(conversation)) };
  }

  /** Google's page, where everybody agrees, and back. */
  async function agrees({ ann, browser }: Awaited<ReturnType<typeof connecting>>) {
    await ann.types("/shelf connect");
    const leaving = await browser.goesOn(await browser.open(privateLink(ann)), { redirects: 0 });
    const page = new URL(leaving.headers.get("location") ?? "");
    await browser.open(agree(page.searchParams).headers?.["location"] ?? "");
  }

  test("comes to the shelf by itself, and nothing changes there", async () => {
    const talking = await connecting({ "2": [emma], "4": [dune] });
    const { ann, upstream } = talking;
    await agrees(talking);
    await expect.poll(() => ann.sees()).toMatch(/^Your Google account is connected\./);
    expect(ann.sees()).toBe("Your Google account is connected.\n2 books came from your shelves there: Emma, Dune.");
    expect(ann.seesAlone()).toBe(true);
    expect(changesIn(upstream.calls("googleBooks"))).toEqual([]);
    await ann.types("/shelf list read");
    expect(ann.sees()).toContain("Dune");
    await ann.types("/shelf sync");
    expect(ann.sees()).toBe("Your shelf and your shelves at Google are the same.");
  });

  test("what stands on the shelves that come is not lost where another fails", async () => {
    const talking = await connecting({ "2": [emma], "4": [dune] });
    const { ann, upstream } = talking;
    upstream.plays("googleBooks", { until: new Promise(() => {}), only: /bookshelves\/4/ });
    await agrees(talking);
    await expect.poll(() => ann.sees()).toMatch(/^Your Google account is connected\./);
    expect(ann.sees()).toBe(
      "Your Google account is connected.\n1 book came from your shelves there: Emma.\n1 of your 3 shelves there I could not read: compare them in a few minutes.",
    );
    upstream.plays("googleBooks", undefined);
    await ann.presses("Compare the shelves");
    expect(ann.sees()).toContain("Added here: Dune");
  });

  test("a shelf that is too large is told as that", async () => {
    const talking = await connecting({});
    talking.upstream.plays("googleBooks", { body: { totalItems: 1_001, items: [] } });
    await agrees(talking);
    await expect.poll(() => talking.ann.sees()).toContain("has more than 1,000 books");
  });

  test("nothing does where nothing stands there, and nothing is lost where Google fails", async () => {
    const empty = await connecting({});
    await agrees(empty);
    await expect
      .poll(() => empty.ann.sees())
      .toContain("Nothing stands on your shelves there that is not on yours here.");
    const failing = await connecting({ "2": [emma] });
    failing.upstream.plays("googleBooks", "html503");
    await agrees(failing);
    await expect.poll(() => failing.ann.sees()).toContain("Your shelves there I can't read right now");
    failing.upstream.plays("googleBooks", undefined);
    await failing.ann.presses("Compare the shelves");
    expect(failing.ann.sees()).toContain("Emma");
  });
});

test("forgotten, also at Google; and when Google does not hear it", async () => {
  const first = await connected();
  await first.ann.types("/shelf forget-me");
  expect(first.ann.sees()).toContain("I keep about you: your Google account, with a sealed token.");
  await first.ann.presses("Forget it all");
  expect(first.ann.sees()).toBe("Forgotten: your Google account, with a sealed token.");
  expect(first.upstream.calls("googleToken")).toHaveLength(1);
  expect(await first.accounts.get("chat:ann", "google")).toBeUndefined();
  const second = await connected();
  second.upstream.plays("googleToken", "html503");
  await second.ann.types("/shelf forget-me");
  await second.ann.presses("Forget it all");
  expect(second.ann.sees()).toContain("Google did not answer when I told it. To be sure, end it there, too");
  expect(await second.accounts.get("chat:ann", "google")).toBeUndefined();
});

test("no application for Google", async () => {
  const { ann } = await talk();
  for (const command of ["connect", "sync", "disconnect"]) {
    await ann.types(`/shelf ${command}`);
    expect(ann.sees()).toBe("Google accounts can't be connected here: my operator has set no Google application.");
  }
});
