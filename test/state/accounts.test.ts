import { expect, test, vi } from "vitest";
import { AccountStore, type StoredAccount } from "../../src/state/accounts.ts";
import { LINK_MS, type OauthFlow, OauthStates } from "../../src/state/oauth-states.ts";
import { SealError, Sealer } from "../../src/state/sealer.ts";
import { describeOnDatabases } from "../support/databases.ts";

const OLD_KEY = Buffer.alloc(32, "o");
const NEW_KEY = Buffer.alloc(32, "n");
const ANN = "slack:T1:U-ann";
const BOB = "discord:2";

const ACCOUNT: StoredAccount = {
  login: "ann",
  scopes: ["read:user", "repo"],
  accessToken: "gho_access",
  refreshToken: "ghr_refresh",
  // Beyond what fits into 32 bits
  expiresAt: 1_795_357_448_316,
  connectedAt: 1_795_357_448_000,
};

const flow = (changes: Partial<OauthFlow> = {}): OauthFlow => ({
  provider: "github",
  person: ANN,
  asker: "ann on Slack",
  verifier: "the-verifier",
  scopes: ["read:user"],
  expiresAt: Date.now() + 60_000,
  ...changes,
});

describeOnDatabases("accounts", ({ fresh }) => {
  test("come back as they were put, each to its own person and provider", async () => {
    const store = new AccountStore(await fresh(), new Sealer([OLD_KEY]));
    const plain: StoredAccount = { login: "", scopes: [], accessToken: "ya29", connectedAt: 2 };
    await store.put(ANN, "github", ACCOUNT);
    await store.put(ANN, "google", plain);
    expect(await store.get(ANN, "github")).toEqual(ACCOUNT);
    expect(await store.get(ANN, "google")).toEqual({ ...plain, refreshToken: undefined, expiresAt: undefined });
    expect(await store.get(BOB, "github")).toBeUndefined();
    await store.put(ANN, "github", { ...ACCOUNT, login: "ann2" });
    expect((await store.get(ANN, "github"))?.login).toBe("ann2");
    await store.delete(ANN, "github");
    expect(await store.get(ANN, "github")).toBeUndefined();
    expect(await store.get(ANN, "google")).toBeDefined();
  });

  test("new tokens don't bring back what was disconnected meanwhile", async () => {
    const store = new AccountStore(await fresh(), new Sealer([OLD_KEY]));
    await store.renew(ANN, "github", { accessToken: "new" });
    expect(await store.get(ANN, "github")).toBeUndefined();
  });

  test("tokens are sealed, and open in no other row", async () => {
    const database = await fresh();
    const store = new AccountStore(database, new Sealer([OLD_KEY]));
    await store.put(ANN, "github", ACCOUNT);
    const tables = await database.tables();
    const row = await tables.selectFrom("account").selectAll().executeTakeFirstOrThrow();
    expect(JSON.stringify(row)).not.toMatch(/gho_access|ghr_refresh/);
    await tables
      .insertInto("account")
      .values({ ...row, person: BOB })
      .execute();
    await expect(store.get(BOB, "github")).rejects.toThrow(SealError);
  });

  test("a new key seals again what the old one sealed, when it is read", async () => {
    const database = await fresh();
    await new AccountStore(database, new Sealer([OLD_KEY])).put(ANN, "github", ACCOUNT);
    const both = new AccountStore(database, new Sealer([NEW_KEY, OLD_KEY]));
    expect(await both.get(ANN, "github")).toEqual(ACCOUNT);
    const onlyNew = new AccountStore(database, new Sealer([NEW_KEY]));
    expect(await onlyNew.get(ANN, "github")).toEqual(ACCOUNT);
  });

  test("the same login of somebody else", async () => {
    const store = new AccountStore(await fresh(), new Sealer([OLD_KEY]));
    await store.put(ANN, "github", ACCOUNT);
    expect(await store.isShared(ANN, "github", "ann")).toBe(false);
    await store.put(BOB, "github", ACCOUNT);
    expect(await store.isShared(ANN, "github", "ann")).toBe(true);
    expect(await store.isShared(ANN, "google", "ann")).toBe(false);
  });
});

describeOnDatabases("flows under way", ({ fresh, freshUrl, open }) => {
  test("a flow whose key has changed is as good as expired", async () => {
    const database = await fresh();
    await new OauthStates(database, new Sealer([OLD_KEY])).open("secret", flow());
    expect(await new OauthStates(database, new Sealer([NEW_KEY])).take("secret")).toBeUndefined();
  });

  test("are found by their secret, moved, and taken once", async () => {
    const states = new OauthStates(await fresh(), new Sealer([OLD_KEY]));
    const opened = flow();
    await states.open("secret", opened);
    expect(await states.find("secret")).toEqual(opened);
    expect(await states.find("guess")).toBeUndefined();
    await states.move("secret", "other");
    expect(await states.find("secret")).toBeUndefined();
    await states.move("guess", "anything");
    expect(await states.find("anything")).toBeUndefined();
    expect(await states.take("other")).toEqual(opened);
    expect(await states.take("other")).toBeUndefined();
  });

  test("hold no longer than any link, where the clock was set back since", async () => {
    const [database, sealer] = [await fresh(), new Sealer([OLD_KEY])];
    const states = new OauthStates(database, sealer);
    const aDayAhead = { expiresAt: Date.now() + 24 * 60 * 60_000 };
    const longest = () => Date.now() + LINK_MS;
    await states.open("bobs", flow({ person: BOB, ...aDayAhead }));
    await states.open("secret", flow(aDayAhead));
    const tables = await database.tables();
    const rows = await tables.selectFrom("oauth_state").select("expires_at").where("person", "=", BOB).execute();
    expect(rows.map(({ expires_at }) => expires_at <= longest())).toEqual([true]);
    await states.find("secret");
    expect((await states.find("secret"))?.expiresAt).toBeLessThanOrEqual(longest());
  });

  test("of many who take one at the same moment, one gets it", async () => {
    const states = new OauthStates(await fresh(), new Sealer([OLD_KEY]));
    await states.open("secret", flow());
    const taken = await Promise.all(Array.from({ length: 10 }, () => states.take("secret")));
    expect(taken.filter((each) => each !== undefined)).toHaveLength(1);
  });

  test("one a person and provider: the same again, for what is wanted now, until it is followed", async () => {
    const states = new OauthStates(await fresh(), new Sealer([OLD_KEY]));
    const later = flow({
      scopes: ["repo"],
      asker: "Ann on Slack",
      verifier: "another",
      expiresAt: Date.now() + 90_000,
    });
    expect(await states.open("first", flow())).toBe("first");
    expect(await states.open("bobs", flow({ person: BOB }))).toBe("bobs");
    expect(await states.open("google", flow({ provider: "google" }))).toBe("google");
    expect(await states.open("second", later)).toBe("first");
    expect(await states.find("second")).toBeUndefined();
    expect(await states.find("first")).toEqual({ ...later, verifier: flow().verifier });
    await states.move("first", "followed");
    expect(await states.open("third", flow())).toBe("third");
    const found = await Promise.all(["first", "followed", "third", "bobs", "google"].map((key) => states.find(key)));
    expect(found.map((each) => each !== undefined)).toEqual([false, false, true, true, true]);
  });

  test("two hundred asked for at once, of two replicas, are one", async () => {
    const url = await freshUrl();
    const replicas = [open(url), open(url)].map((database) => new OauthStates(database, new Sealer([OLD_KEY])));
    const given = await Promise.all(
      Array.from({ length: 200 }, (_, count) => replicas[count % 2]?.open(`secret ${count}`, flow())),
    );
    expect(new Set(given).size).toBe(1);
    const rows = await (await open(url).tables()).selectFrom("oauth_state").select("state_hash").execute();
    expect(rows).toHaveLength(1);
    expect(await replicas[0]?.find(given[0] ?? "")).toBeDefined();
  });

  test("hold for their time, and are swept away when others begin", async () => {
    const database = await fresh();
    const states = new OauthStates(database, new Sealer([OLD_KEY]));
    const now = Date.now();
    vi.useFakeTimers({ toFake: ["Date"], now });
    try {
      await states.open("secret", flow({ expiresAt: now + 1_000 }));
      vi.setSystemTime(now + 999);
      expect(await states.find("secret")).toBeDefined();
      vi.setSystemTime(now + 1_000);
      expect(await states.find("secret")).toBeUndefined();
      await states.open("bobs", flow({ person: BOB, expiresAt: now + 2_000 }));
      const rows = await (await database.tables()).selectFrom("oauth_state").select("person").execute();
      expect(rows).toEqual([{ person: BOB }]);
    } finally {
      vi.useRealTimers();
    }
  });

  test("neither the secret nor the verifier stands in the table", async () => {
    const database = await fresh();
    await new OauthStates(database, new Sealer([OLD_KEY])).open("the-secret", flow());
    const rows = await (await database.tables()).selectFrom("oauth_state").selectAll().execute();
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toMatch(/the-secret|the-verifier/);
  });
});
