import type { Caller } from "../../src/core/caller.ts";
import { RequestIds } from "../../src/core/request-ids.ts";
import { steadyNow } from "../../src/core/time.ts";
import type { RecordedUpstream } from "../../src/recorded/body.ts";
import { UpstreamClient, type UpstreamClientParts } from "../../src/upstream/client.ts";
import { UPSTREAMS, type UpstreamId, type UpstreamRow } from "../../src/upstream/limits.ts";
import type { Ask } from "../../src/upstream/question.ts";
import { type FakeUpstream, type Fault, fakeUpstream } from "./fake-upstream.ts";

/** Longer than a busy machine takes to answer. */
const TRY_TIMEOUT_MS = 10_000;

/** What one may wait for that is going to be given up: an answer without an end. */
const SOON_MS = 100;

const IDS = Object.keys(UPSTREAMS) as UpstreamId[];

/** A caller with the deadline that an invocation has, admitted everywhere unless `admit` says otherwise. */
export function testCaller(deadlineMs = 20_000, changes: Partial<Caller> = {}): Caller {
  return {
    signal: AbortSignal.timeout(deadlineMs),
    priority: "interactive",
    deadline: steadyNow() + deadlineMs,
    admit: () => {},
    requestIds: new RequestIds(),
    ...changes,
  };
}

/** The real client over the fake upstreams, hurried: quick retries, no courtesy waits. */
export interface TestAsk {
  /** For one caller. */
  readonly ask: Ask;
  readonly upstream: FakeUpstream;
  readonly client: UpstreamClient;
  /** Lines the client logged, as `{ message, ...fields }`, without those of the calls themselves. */
  readonly logged: readonly Readonly<Record<string, unknown>>[];
  close(): Promise<void>;
}

/** Opens both; call `close` at the end of the test. `keys` as in the configuration; none by default. */
export async function testAsk(
  options: Partial<
    Pick<UpstreamClientParts, "keys" | "quotas" | "quotaStore" | "isRecorded" | "rows" | "tuning" | "watch">
  > & {
    readonly upstreams?: Readonly<Record<string, RecordedUpstream>>;
    /** What goes wrong from the beginning; an answer that never ends is soon given up. */
    readonly faults?: Faults;
  } = {},
): Promise<TestAsk> {
  const upstream = await fakeUpstream(options.upstreams);
  for (const id of IDS) upstream.plays(id, options.faults?.[id]);
  const logged: Record<string, unknown>[] = [];
  const log = (fields: object, message: string) => {
    // Each call has one, which the fake upstream tells, too
    if (message === "upstream call") return;
    logged.push({ message, ...fields });
  };
  const client = new UpstreamClient({
    urls: byId((id) => upstream.urlOf(id)),
    keys: options.keys ?? {},
    quotas: options.quotas ?? {},
    quotaStore: options.quotaStore,
    contact: "https://magpie.example",
    isRecorded: options.isRecorded ?? false,
    log: { debug: log, info: log, warn: log, error: log },
    rows: byId((id) => ({ ...hurriedRow(options.faults?.[id]), ...options.rows?.[id] })),
    tuning: { retryWaitMs: 1, ...options.tuning },
    watch: options.watch,
  });
  return {
    ask: client.askFor(testCaller()),
    upstream,
    client,
    logged,
    close: async () => {
      await client.close();
      await upstream.close();
    },
  };
}

/** What goes wrong, by upstream. */
export type Faults = Readonly<Partial<Record<UpstreamId, Fault | undefined>>>;

/** How long a call to an upstream with this fault may take, without courtesy waits. */
export function hurriedRow(fault?: Fault): Partial<UpstreamRow> {
  const isEndless = fault === "hung" || fault === "drip" || (typeof fault === "object" && "slowMs" in fault);
  return { minTimeMs: 0, tryTimeoutMs: isEndless ? SOON_MS : TRY_TIMEOUT_MS };
}

function byId<T>(value: (id: UpstreamId) => T): Record<UpstreamId, T> {
  return Object.fromEntries(IDS.map((id) => [id, value(id)])) as Record<UpstreamId, T>;
}
