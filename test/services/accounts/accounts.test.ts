import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { mapUpstreams } from "../../../src/config.ts";
import { UpstreamError } from "../../../src/core/errors.ts";
import { HOUR_MS } from "../../../src/core/time.ts";
import type { RecordedUpstream } from "../../../src/recorded/body.ts";
import { RECORDED } from "../../../src/recorded/index.ts";
import { type AccountParts, Accounts } from "../../../src/services/accounts/accounts.ts";
import { ConnectionEndedError, NotConnectedError, TokenRefusedError } from "../../../src/services/accounts/errors.ts";
import type { ProviderId } from "../../../src/services/accounts/provider.ts";
import { AccountWaits } from "../../../src/services/accounts/waits.ts";
import { PROVIDERS } from "../../../src/services/providers.ts";
import { AccountStore, type StoredAccount } from "../../../src/state/accounts.ts";
import { Database } from "../../../src/state/database.ts";
import { LINK_MS } from "../../../src/state/oauth-states.ts";
import { Sealer } from "../../../src/state/sealer.ts";
import { testAsk } from "../../support/ask.ts";

const APP = { clientId: "Iv1.magpie", clientSecret: "the-secret-of-the-app" };
const ANN = "slack:T1:U-ann";
const EXPIRED: StoredAccount = {
  login: "ann",
  scopes: ["read:user"],
  accessToken: "old-token",
  refreshToken: "old-refresh",
  expiresAt: Date.now() - HOUR_MS,
  connectedAt: 1,
};

/** GitHub's answer to a refresh. */
const RENEWED = { access_token: "new-token", token_type: "bearer", expires_in: 28_800, refresh_token: "new-refresh" };

afterEach(() => {
  vi.useRealTimers();
});

/** Accounts over fake providers and a real database, with Ann's account in it. */
async function accountsOf(
  account: StoredAccount | undefined,
  provider: ProviderId = "github",
  upstreams: Readonly<Record<string, RecordedUpstream>> = RECORDED,
) {
  const running = await testAsk({ upstreams });
  const database = new Database("sqlite::memory:");
  const sealer = new Sealer([Buffer.alloc(32, "k")]);
  onTestFinished(async () => {
    await running.close();
    await database.close();
  });
  const store = new AccountStore(database, sealer);
  if (account !== undefined) await store.put(ANN, provider, account);
  const parts: AccountParts = {
    database,
    sealer,
    accounts: { github: APP, google: APP, googleAccountsUrl: "https://accounts.google.example" },
    publicUrl: "https://magpie.example",
    upstreamUrls: mapUpstreams((_, id) => running.upstream.urlOf(id)),
    providers: PROVIDERS,
    accountWaits: new AccountWaits(),
  };
  return { ...running, store, parts, accounts: new Accounts(running.ask, parts) };
}

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    (value) => new TypeError(`was answered: ${JSON.stringify(value)}`),
    (error: unknown) => error,
  );
}

test("a token that does not expire is used as it is", async () => {
  const { accounts, upstream } = await accountsOf({ ...EXPIRED, expiresAt: undefined });
  expect(await accounts.token(ANN, "github")).toBe("old-token");
  expect(upstream.calls("githubLogin")).toEqual([]);
});

test("nobody else's account is found", async () => {
  const { accounts } = await accountsOf(EXPIRED);
  expect(await failureOf(accounts.token("slack:T1:U-bob", "github"))).toBeInstanceOf(NotConnectedError);
  expect(await failureOf(accounts.token(ANN, "google"))).toBeInstanceOf(NotConnectedError);
  expect(await accounts.find("slack:T1:U-bob", "github")).toBeUndefined();
});

test("an expired token is renewed, once for all who ask at that moment", async () => {
  const { accounts, parts, ask, store, upstream } = await accountsOf(EXPIRED);
  upstream.plays("githubLogin", { body: RENEWED });
  const askers = [accounts, new Accounts(ask, parts), new Accounts(ask, parts)];
  const tokens = await Promise.all(askers.map((each) => each.token(ANN, "github")));
  expect(tokens).toEqual(["new-token", "new-token", "new-token"]);
  const [request, ...more] = upstream.requests("githubLogin");
  expect(more).toEqual([]);
  expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual({
    grant_type: "refresh_token",
    refresh_token: "old-refresh",
    client_id: APP.clientId,
    client_secret: APP.clientSecret,
  });
  const kept = await store.get(ANN, "github");
  expect(kept).toMatchObject({ login: "ann", accessToken: "new-token", refreshToken: "new-refresh", connectedAt: 1 });
  expect(kept?.expiresAt).toBeGreaterThan(Date.now() + 7 * HOUR_MS);
});

test("a token about to expire is renewed before", async () => {
  const { accounts, upstream } = await accountsOf({ ...EXPIRED, expiresAt: Date.now() + 30_000 });
  upstream.plays("githubLogin", { body: RENEWED });
  expect(await accounts.token(ANN, "github")).toBe("new-token");
});

test("Google gives no new refresh token: the old one is kept", async () => {
  const { accounts, store, upstream } = await accountsOf(EXPIRED, "google");
  upstream.plays("googleToken", { body: { access_token: "ya29.new", token_type: "Bearer", expires_in: 3_599 } });
  expect(await accounts.token(ANN, "google")).toBe("ya29.new");
  expect((await store.get(ANN, "google"))?.refreshToken).toBe("old-refresh");
});

test.each([
  ["github", "githubLogin", { status: 200, body: { error: "bad_refresh_token" } }],
  ["google", "googleToken", { status: 400, body: { error: "invalid_grant" } }],
] as const)("%s takes the refresh token no longer: the account is deleted", async (provider, upstreamId, answer) => {
  const { accounts, store, upstream } = await accountsOf(EXPIRED, provider);
  upstream.plays(upstreamId, answer);
  expect(await failureOf(accounts.token(ANN, provider))).toBeInstanceOf(ConnectionEndedError);
  expect(await store.get(ANN, provider)).toBeUndefined();
});

test("another process was quicker to renew it", async () => {
  let renewedElsewhere: Promise<void> | undefined;
  const githubLogin: RecordedUpstream = () => {
    renewedElsewhere = store.renew(ANN, "github", { accessToken: "theirs", expiresAt: Date.now() + HOUR_MS });
    return { status: 200, body: { error: "bad_refresh_token" } };
  };
  const { accounts, store } = await accountsOf(EXPIRED, "github", { githubLogin });
  expect(await accounts.token(ANN, "github")).toBe("theirs");
  await renewedElsewhere;
});

test.each([
  ["is down", "html503"],
  ["hangs", "hung"],
  ["sends something else", { body: { token: "x" } }],
  ["does not know the operator's application", { status: 200, body: { error: "incorrect_client_credentials" } }],
] as const)("GitHub %s: the account is kept for later", async (_, fault) => {
  const { accounts, store, upstream } = await accountsOf(EXPIRED);
  upstream.plays("githubLogin", fault);
  expect(await failureOf(accounts.token(ANN, "github"))).toBeInstanceOf(UpstreamError);
  expect(await store.get(ANN, "github")).toMatchObject({ accessToken: "old-token" });
});

test("an expired token without a refresh token is the end", async () => {
  const { accounts, store } = await accountsOf({ ...EXPIRED, refreshToken: undefined });
  expect(await failureOf(accounts.token(ANN, "github"))).toBeInstanceOf(ConnectionEndedError);
  expect(await store.get(ANN, "github")).toBeUndefined();
});

test("a refused token is deleted, a newer one is used", async () => {
  const { accounts, store } = await accountsOf({ ...EXPIRED, expiresAt: undefined });
  const refused = () => Promise.reject(new TokenRefusedError("GitHub"));
  const used = accounts.use(ANN, "github", async (token) => {
    if (token === "newer") return token;
    await store.renew(ANN, "github", { accessToken: "newer" });
    return refused();
  });
  expect(await used).toBe("newer");
  expect(await store.get(ANN, "github")).toMatchObject({ accessToken: "newer" });
  expect(await failureOf(accounts.use(ANN, "github", refused))).toBeInstanceOf(ConnectionEndedError);
  expect(await store.get(ANN, "github")).toBeUndefined();
});

test("a token that looks good by a clock that was set back is renewed when it is refused", async () => {
  const { accounts, store } = await accountsOf({ ...EXPIRED, expiresAt: Date.now() + 24 * HOUR_MS });
  const used = await accounts.use(ANN, "github", async (token) => {
    if (token === EXPIRED.accessToken) throw new TokenRefusedError("GitHub");
    return token;
  });
  expect(await store.get(ANN, "github")).toMatchObject({ accessToken: used });
  expect(used).not.toBe(EXPIRED.accessToken);
});

test("disconnecting ends the grant at GitHub, by the application's own right", async () => {
  const { accounts, store, upstream } = await accountsOf({ ...EXPIRED, expiresAt: undefined });
  expect(await accounts.disconnect(ANN, "github")).toEqual({ login: "ann", isRevoked: true });
  const [request] = upstream.requests("github");
  expect(request?.line).toBe(`DELETE /applications/${APP.clientId}/grant`);
  expect(request?.headers.authorization).toBe(`Basic ${btoa(`${APP.clientId}:${APP.clientSecret}`)}`);
  expect(request?.body).toBe('{"access_token":"old-token"}');
  expect(await store.get(ANN, "github")).toBeUndefined();
  expect(await accounts.disconnect(ANN, "github")).toBeUndefined();
});

test("only this token ends where the same login is connected elsewhere, too", async () => {
  const { accounts, store, upstream } = await accountsOf({ ...EXPIRED, expiresAt: undefined });
  await store.put("discord:1", "github", { ...EXPIRED, accessToken: "other" });
  await accounts.disconnect(ANN, "github");
  expect(upstream.calls("github")).toEqual([`DELETE /applications/${APP.clientId}/token`]);
  expect(await store.get("discord:1", "github")).toMatchObject({ accessToken: "other" });
});

test("Google hears of the refresh token, which ends all", async () => {
  const { accounts, upstream } = await accountsOf(EXPIRED, "google");
  await accounts.disconnect(ANN, "google");
  expect(upstream.requests("googleToken").map(({ line, body }) => `${line} ${body}`)).toEqual([
    "POST /revoke token=old-refresh",
  ]);
});

test.each([
  ["has ended it already", 404, true],
  ["finds the token no good", 422, true],
  ["refuses the application", 401, false],
  ["is down", 503, false],
])("disconnecting while GitHub %s: deleted all the same", async (_, status, isRevoked) => {
  const { accounts, store, upstream } = await accountsOf({ ...EXPIRED, expiresAt: undefined });
  upstream.plays("github", { status, body: { message: "no" } });
  expect(await accounts.disconnect(ANN, "github")).toEqual({ login: "ann", isRevoked });
  expect(await store.get(ANN, "github")).toBeUndefined();
});

test("disconnecting what can't be opened any more", async () => {
  const { accounts, parts, ask } = await accountsOf(EXPIRED);
  const strangers = new Accounts(ask, { ...parts, sealer: new Sealer([Buffer.alloc(32, "x")]) });
  expect(await strangers.disconnect(ANN, "github")).toEqual({ login: "", isRevoked: false });
  expect(await accounts.find(ANN, "github")).toBeUndefined();
});

test.each([
  ["application", { accounts: { googleAccountsUrl: "" } }],
  ["key to seal with", { sealer: undefined }],
  ["public address", { publicUrl: undefined }],
])("an operator who has set no %s", async (_, missing) => {
  const { parts, ask } = await accountsOf(undefined);
  const accounts = new Accounts(ask, { ...parts, ...missing });
  expect(accounts.isOffered("github")).toBe(false);
  expect(await failureOf(accounts.link({ key: ANN, name: "ann" }, "github"))).toMatchObject({
    userText: ["GitHub", " accounts can't be connected here: my operator has set no ", "GitHub", " application."],
  });
});

test("a connection that another process has heard of", async () => {
  const { accounts, store } = await accountsOf(undefined);
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  const outcome = accounts.outcome(ANN, "github");
  await store.put(ANN, "github", { ...EXPIRED, connectedAt: Date.now() });
  await vi.advanceTimersByTimeAsync(LINK_MS);
  expect(await outcome).toEqual({ type: "connected", login: "ann" });
});

test("an old connection is none that came of the link", async () => {
  const { accounts } = await accountsOf(EXPIRED);
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  const outcome = accounts.outcome(ANN, "github");
  await vi.advanceTimersByTimeAsync(LINK_MS);
  expect(await outcome).toEqual({ type: "expired" });
});
