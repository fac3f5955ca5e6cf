import { steadyNow } from "../../core/time.ts";
import type { WatchEvent } from "../../core/watch.ts";
import { UPSTREAMS, type UpstreamRow } from "../../upstream/limits.ts";
import type { Answered, Stage } from "./protocol.ts";

const FROM = {
  cache: "cache",
  shared: "a call that somebody else had under way",
  call: "a call",
  "stand-in": "an older answer in its place",
  none: "no answer",
} as const;

/** Writes down how a reply comes about. */
export class Stages {
  readonly #startedAt = steadyNow();
  readonly #stages: Stage[] = [];
  readonly #answers: Answered[] = [];

  readonly watch = (event: WatchEvent): void => {
    switch (event.type) {
      case "answer": {
        const upstream = nameOf(event.upstream);
        this.#answers.push({ upstream, from: FROM[event.from] });
        // The rest have had a call, which tells more
        if (event.from === "cache") this.#stages.push({ name: "cache", ms: event.ms, detail: upstream });
        if (event.from === "shared")
          this.#stages.push({ name: "upstream", ms: event.ms, detail: `${upstream}, shared` });
        break;
      }
      case "call": {
        const upstream = nameOf(event.upstream);
        this.#stages.push({ name: "queue", ms: event.queueMs, detail: upstream });
        this.#stages.push({ name: "upstream", ms: event.ms, detail: `${upstream}, ${event.outcome}` });
        break;
      }
      case "draw":
        this.#stages.push({ name: "picture", ms: event.ms, detail: event.isCached ? "drawn before" : "drawn" });
        break;
    }
  };

  /** The command has given its reply. */
  answered(): void {
    this.#stages.push({ name: "command", ms: steadyNow() - this.#startedAt, detail: "all of the above" });
  }

  /** Renders, and writes down how long that took. */
  async rendering<T>(platform: string, render: () => Promise<T>): Promise<T> {
    const startedAt = steadyNow();
    const rendered = await render();
    this.#stages.push({ name: `render for ${platform}`, ms: steadyNow() - startedAt, detail: "" });
    return rendered;
  }

  get stages(): readonly Stage[] {
    return [...this.#stages, { name: "all", ms: steadyNow() - this.#startedAt, detail: "" }];
  }

  get answers(): readonly Answered[] {
    return [...this.#answers];
  }
}

function nameOf(upstream: string): string {
  const row = Object.entries(UPSTREAMS).find(([id]) => id === upstream)?.[1] as UpstreamRow | undefined;
  return row?.label ?? row?.name ?? upstream;
}
