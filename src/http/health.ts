import type { FastifyInstance } from "fastify";
import type { Adapter } from "../core/adapter.ts";
import { shared } from "./shared.ts";

export interface HealthParts {
  /** The configured platforms, connected or not yet. */
  readonly adapters: () => readonly Adapter[];
  readonly isDraining: () => boolean;
  /** What makes nothing unready: most commands go on without a database or with an upstream that is ill. */
  readonly database?: (() => Promise<PartState>) | undefined;
  readonly redis?: (() => PartState | undefined) | undefined;
  readonly upstreams?: (() => readonly UpstreamHealth[]) | undefined;
}

/** One part in the answer of `/readyz`. */
type PartState = ReturnType<Adapter["state"]>;

/** How an upstream is doing. `at`: resting until then, or ill or down since then; milliseconds since the epoch. */
export interface UpstreamHealth {
  readonly id: string;
  readonly state: "fine" | "resting" | "ill" | "down" | "off";
  readonly at?: number | undefined;
}

/** A flood must not make the bot look dead. */
const WATCHED = { config: { counts: "nothing but time" } } as const;

/** `GET /healthz`: alive. `GET /readyz`: each part's state; 503 until every platform is connected, and while draining. */
export function serveHealth(http: FastifyInstance, parts: HealthParts): void {
  const { adapters, isDraining, database, redis, upstreams } = parts;
  const databaseState = shared(async () => database?.());
  http.get("/healthz", WATCHED, () => ({ status: "alive" }));
  http.get("/readyz", WATCHED, async (_request, reply) => {
    const platforms = Object.fromEntries(adapters().map((adapter) => [adapter.name, adapter.state()]));
    const isReady = !isDraining() && Object.values(platforms).every((part) => part.isConnected);
    return reply.code(isReady ? 200 : 503).send({
      status: isDraining() ? "draining" : isReady ? "ready" : "starting",
      parts: { ...platforms, database: await databaseState(), redis: redis?.() },
      upstreams: upstreams && illOnes(upstreams()),
    });
  });
}

/** `{ "dogApi": { "state": "down", "since": "2026-11-22T13:52:00.000Z" } }`; undefined when all are well. */
function illOnes(upstreams: readonly UpstreamHealth[]): object | undefined {
  const ill = upstreams.filter(({ state }) => state !== "fine" && state !== "off");
  if (ill.length === 0) return undefined;
  return Object.fromEntries(
    ill.map(({ id, state, at }) => {
      const time = at === undefined ? undefined : new Date(at).toISOString();
      return [id, { state, [state === "resting" ? "until" : "since"]: time }];
    }),
  );
}

/** `GET /` where there is no page: who this is, for whoever finds the address. */
export function serveFront(http: FastifyInstance): void {
  http.get("/", WATCHED, async (_request, reply) =>
    reply
      .type("text/plain")
      .send("This is Magpie, a chat bot. /healthz says whether it is alive, /readyz how its parts are.\n"),
  );
}
