import { z } from "zod";
import { listOf } from "../../upstream/list.ts";

const name = z.string().min(1).nullish().catch(undefined);
const number = z.number().nullish().catch(undefined);
const numbered = z
  .object({ number, title: name, pull_request: z.unknown().optional(), merged: z.unknown().optional() })
  .nullish()
  .catch(undefined);

/** What of an event's payload helps to say what happened. Anything may be missing, or be something else. */
export const payload = z
  .object({
    action: name,
    ref: name,
    ref_type: name,
    number,
    size: number,
    issue: numbered,
    pull_request: numbered,
    discussion: numbered,
    review: z.object({ state: name }).nullish().catch(undefined),
    release: z.object({ name, tag_name: name }).nullish().catch(undefined),
    forkee: z.object({ full_name: name }).nullish().catch(undefined),
    member: z.object({ login: name }).nullish().catch(undefined),
    pages: z.array(z.unknown()).nullish().catch(undefined),
  })
  .catch({});
export type Payload = z.infer<typeof payload>;

/** Something that happened in public; the payload differs by type and changes over the years. */
export interface PublicEvent {
  /** `PushEvent`. */
  readonly type: string;
  readonly actor: string;
  /** `owner/name`. */
  readonly repo: string;
  readonly payload: Payload;
  /** Milliseconds since the epoch; undefined where GitHub does not say. */
  readonly at: number | undefined;
}

/** A feed of events, newest first, those that are not public included. https://docs.github.com/en/rest/activity/events (2026-11-22) */
export const events = listOf(
  z
    .object({
      type: z.string(),
      actor: z.object({ login: z.string() }),
      repo: z.object({ name: z.string() }),
      payload,
      public: z.boolean().nullish(),
      created_at: z.string().nullish(),
    })
    .transform(({ type, actor, repo, payload, public: isPublic, created_at }) => ({
      isPublic: isPublic === true,
      event: {
        type,
        actor: actor.login,
        repo: repo.name,
        payload,
        at: Date.parse(created_at ?? "") || undefined,
      } satisfies PublicEvent,
    })),
);
