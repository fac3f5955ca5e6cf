import { expect, test } from "vitest";
import { StateError } from "../../src/core/errors.ts";
import { Votes } from "../../src/state/votes.ts";
import { describeOnDatabases } from "../support/databases.ts";

const BEAGLE = "dogApi/Syd4xxqEm";

describeOnDatabases("votes", (on) => {
  test("one a person, which can be changed", async () => {
    const votes = new Votes(await on.fresh());
    expect(await votes.cast(BEAGLE, "chat:ann", true)).toMatchObject({ tally: { up: 1, down: 0 }, isNew: true });
    expect(await votes.cast(BEAGLE, "chat:ann", true)).toMatchObject({ tally: { up: 1, down: 0 }, isNew: false });
    expect(await votes.cast(BEAGLE, "chat:bob", true)).toMatchObject({ tally: { up: 2, down: 0 }, isNew: true });
    expect(await votes.cast(BEAGLE, "chat:ann", false)).toMatchObject({ tally: { up: 1, down: 1 }, isNew: true });
    expect(await votes.cast("dogApi/other", "chat:ann", true)).toMatchObject({ tally: { up: 1, down: 0 } });
  });

  test("many presses at the same moment count once", async () => {
    const votes = new Votes(await on.fresh());
    const presses = await Promise.all(Array.from({ length: 20 }, () => votes.cast(BEAGLE, "chat:ann", true)));
    expect(presses.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(new Set(presses.map(({ voter }) => voter)).size).toBe(1);
    expect((await votes.cast(BEAGLE, "chat:ann", true)).tally).toEqual({ up: 1, down: 0 });
  });

  test("a restart loses nothing, and people stay who they are", async () => {
    const url = await on.freshUrl();
    const before = on.open(url);
    const { voter } = await new Votes(before).cast(BEAGLE, "chat:ann", true);
    await before.close();
    const after = await new Votes(on.open(url)).cast(BEAGLE, "chat:ann", false);
    expect(after).toMatchObject({ tally: { up: 0, down: 1 }, voter });
  });

  test("people have no name here, and another one in every database", async () => {
    const database = await on.fresh();
    const { voter } = await new Votes(database).cast(BEAGLE, "discord:1234567890", true);
    const rows = await (await database.tables()).selectFrom("vote").selectAll().execute();
    expect(rows).toEqual([{ picture: BEAGLE, voter, value: 1, voted_at: expect.anything() }]);
    expect(JSON.stringify(rows)).not.toContain("1234567890");
    const other = await new Votes(await on.fresh()).cast(BEAGLE, "discord:1234567890", true);
    expect(other.voter).not.toBe(voter);
  });

  test("a person's votes can be counted and forgotten", async () => {
    const votes = new Votes(await on.fresh());
    for (const picture of ["dogApi/a", "catApi/b"]) await votes.cast(picture, "chat:ann", true);
    await votes.cast("dogApi/a", "chat:bob", true);
    expect(await votes.count("chat:ann")).toBe(2);
    expect(await votes.forget("chat:ann")).toBe(2);
    expect(await votes.count("chat:ann")).toBe(0);
    expect(await votes.forget("chat:ann")).toBe(0);
    expect((await votes.cast("dogApi/a", "chat:bob", true)).tally).toEqual({ up: 1, down: 0 });
  });

  test("the database is gone", async () => {
    const database = await on.fresh();
    await database.close();
    await expect(new Votes(database).cast(BEAGLE, "chat:ann", true)).rejects.toBeInstanceOf(StateError);
  });
});
