import { pino } from "pino";
import { expect, test } from "vitest";
import { encodeButtons } from "../../src/core/press.ts";
import { buttons, privateReply } from "../../src/core/reply.ts";
import { createButtonStore } from "../../src/state/button-store.ts";
import { KeptData } from "../../src/state/kept.ts";
import { ShelfStore } from "../../src/state/shelf.ts";
import { SubscriptionStore } from "../../src/state/subscriptions.ts";
import { Votes } from "../../src/state/votes.ts";
import { describeOnDatabases } from "../support/databases.ts";

const ann = { key: "slack:T1:U1", id: "U1" };
const bob = { key: "slack:T1:U12", id: "U12" };

const NOTHING = {
  books: 0,
  removedBooks: 0,
  accounts: [],
  openLinks: 0,
  votes: 0,
  subscriptions: 0,
  zone: undefined,
  buttons: 0,
};

describeOnDatabases("what is kept about a person", (on) => {
  /** A database with one of everything about Ann, and of some things about Bob. */
  async function filled() {
    const database = await on.fresh();
    const shelf = new ShelfStore(database);
    for (const title of ["Dune", "Emma", "Ulysses"]) await shelf.add(ann.key, { title, authors: "" }, "read");
    const [first] = await shelf.all(ann.key);
    await shelf.remove(ann.key, first?.id ?? 0);
    await shelf.add(bob.key, { title: "Dune", authors: "" }, "read");
    const votes = new Votes(database);
    await votes.cast("dogApi/1", ann.key, true);
    await votes.cast("dogApi/1", bob.key, false);
    const tables = await database.tables();
    const expires_at = Date.now() + 3_600_000;
    const account = {
      scopes: "",
      sealed_access_token: "a",
      sealed_refresh_token: null,
      expires_at: null,
      connected_at: 1,
    };
    await tables
      .insertInto("account")
      .values([
        { person: ann.key, provider: "google", login: "", ...account },
        { person: ann.key, provider: "github", login: "octocat", ...account },
        { person: bob.key, provider: "github", login: "hubot", ...account },
      ])
      .execute();
    await tables
      .insertInto("oauth_state")
      .values({ state_hash: "h", provider: "github", person: ann.key, sealed_flow: "f", scopes: "", expires_at })
      .execute();
    await tables
      .insertInto("button_state")
      .values([
        { key: "1", state: "0u~shelf list~:U1:ann~from=1", expires_at },
        { key: "2", state: "0u~shelf list~:U12:bob~from=1", expires_at },
        { key: "3", state: "0u~book~query=U1", expires_at },
      ])
      .execute();
    const store = new SubscriptionStore(database);
    for (const { key, id } of [ann, bob]) {
      await store.keepZone(key, "Europe/Berlin");
      const mine = { person: key, person_id: id, person_name: id, locale: "en", line: id };
      await store.add(
        {
          ...mine,
          ...{ platform: "slack", workspace: "T1", channel: "C1", command: "apod", times: "new", zone: "UTC" },
          next_at: 1,
          made_at: 1,
        },
        { channel: 9, workspace: 9, person: 9 },
      );
    }
    return { database, kept: new KeptData(database) };
  }

  test("everything is found, and nothing of anybody else", async () => {
    const { kept } = await filled();
    expect(await kept.of(ann)).toEqual({
      books: 2,
      removedBooks: 1,
      accounts: [
        { provider: "github", login: "octocat" },
        { provider: "google", login: "" },
      ],
      openLinks: 1,
      votes: 1,
      subscriptions: 1,
      zone: "Europe/Berlin",
      buttons: 1,
    });
    expect(await kept.of({ key: "discord:1", id: "1" })).toEqual(NOTHING);
  });

  test("everything is deleted, and nothing of anybody else", async () => {
    const { database, kept } = await filled();
    const before = await kept.of(bob);
    await kept.delete(ann);
    expect(await kept.of(ann)).toEqual(NOTHING);
    expect(await kept.of(bob)).toEqual(before);
    const tables = await database.tables();
    const left = await tables.selectFrom("button_state").select("key").orderBy("key").execute();
    expect(left.map(({ key }) => key)).toEqual(["2", "3"]);
  });

  test("no sign of an id stands for others, and one that buttons spell otherwise is found", async () => {
    const { database, kept } = await filled();
    const tables = await database.tables();
    const store = createButtonStore(database, pino({ level: "silent" }));
    const owners = ["%", "U_", "u1", "a:b~c=d%", "\\"].map((id) => ({ id, name: "x" }));
    const owned = privateReply(
      buttons({ label: "More", press: { do: "run", command: "book", options: {}, into: "post" } }),
    );
    for (const owner of owners) await encodeButtons(owned, 1, store, owner);
    const all = async () =>
      (await tables.selectFrom("button_state").select("key").execute()).map(({ key }) => key).toSorted();
    const before = await all();
    expect(before).toHaveLength(3 + owners.length);
    for (const owner of owners) {
      expect((await kept.of({ key: `slack:T1:${owner.id}`, id: owner.id })).buttons, owner.id).toBe(1);
      await kept.delete({ key: `slack:T1:${owner.id}`, id: owner.id });
    }
    expect(await all()).toEqual(["1", "2", "3"]);
  });
});
