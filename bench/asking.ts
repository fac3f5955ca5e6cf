import type { Asked } from "./asks.ts";
import type { FakeDiscord } from "./fakes/discord.ts";
import type { FakeSlack } from "./fakes/slack.ts";
import type { RawConnection, RawResponse } from "./raw-client.ts";
import { closeAll, type OpenSession, openAll, type Session } from "./transports.ts";

/** Does one thing over and over. `says`: what stands in every answer. */
export type OpenAsking = (asked: Asked, says: string) => OpenSession;

/** Slack over HTTP: the answer is in the ack, or in the first call that comes of it. */
export function askSlackOverHttp(slack: FakeSlack): OpenAsking {
  return (asked, says) => async (port, slots) => {
    const connections = await openAll(port, slots);
    return session(
      async (slot) => {
        const { request, key } = slack.request(asked);
        const later = slack.completions.of(key);
        const { body } = await sent(connections, slot, request);
        // An empty one may come in no pieces at all
        const isEmpty = /^(0\s*)?$/.test(body);
        const answer = isEmpty ? await later : body;
        slack.completions.forget(key);
        check(answer, says);
        // Slack fetches a picture that is linked: from then on the bot knows that it can
        const [, picture] = isEmpty ? (/https:\/\/magpie\.example(\/media\/[\w./-]+)/.exec(answer) ?? []) : [];
        if (picture !== undefined)
          await sent(connections, slot, Buffer.from(`GET ${picture} HTTP/1.1\r\nhost: magpie.example\r\n\r\n`));
      },
      () => closeAll(connections),
    );
  };
}

/** Slack over Socket Mode. */
export function askSlackOverSocket(slack: FakeSlack): OpenAsking {
  return (asked, says) => async () =>
    session(async () => {
      const { json, id, key } = slack.envelope(asked);
      const [acked, later] = [slack.completions.of(id), slack.completions.of(key)];
      slack.push(json);
      const ack = await acked;
      check(ack.includes(says) ? ack : await later, says);
      slack.completions.forget(key);
    });
}

/** Discord over HTTP. */
export function askDiscordOverHttp(discord: FakeDiscord): OpenAsking {
  return (asked, says) => async (port, slots) => {
    const connections = await openAll(port, slots);
    return session(
      async (slot) => {
        const { body } = await sent(connections, slot, discord.signed(discord.asked(asked)));
        check(body, says);
      },
      () => closeAll(connections),
    );
  };
}

/** The Gateway: the answer is a callback. */
export function askDiscordOverGateway(discord: FakeDiscord): OpenAsking {
  return (asked, says) => async () => {
    await discord.gateway.ready;
    return session(async () => {
      const { json, key } = discord.asked(asked);
      const later = discord.completions.of(key);
      discord.gateway.send(json);
      check(await later, says);
    });
  };
}

function session(ask: (slot: number) => Promise<void>, close: () => void = () => {}): Session {
  return {
    inAck: () => 0,
    async ask(slot) {
      const startedAt = performance.now();
      await ask(slot);
      return performance.now() - startedAt;
    },
    close,
  };
}

async function sent(connections: readonly RawConnection[], slot: number, request: Buffer): Promise<RawResponse> {
  const response = await connections[slot]?.send(request);
  if (response?.status !== 200) throw new Error(`answered with status ${response?.status}`);
  return response;
}

function check(answer: string, says: string): void {
  if (!answer.includes(says)) throw new Error(`answered with something else: ${answer.slice(0, 500)}`);
}
