import { Pool } from "undici";
import { setting } from "./contender.ts";
import { getFact, slackMessage } from "./fact.ts";

/** What both transports deliver, as far as the bare columns read it. */
// biome-ignore lint/suspicious/noExplicitAny: the bare columns trust the platform
type Delivered = any;

const api = new URL(setting("SLACK_API_URL"));
const pool = new Pool(api.origin);

/** Answers what is no command, as little as that takes: one GET, and where the platform wants it one call. */
export async function answerOther(payload: Delivered, ack: (body?: object) => void): Promise<void> {
  if (payload.type === "block_suggestion") {
    const { title } = await getFact(payload.value);
    ack({ options: [{ text: { type: "plain_text", text: title }, value: title }] });
    return;
  }
  ack();
  if (payload.type === "block_actions") {
    await post(new URL(payload.response_url).pathname, {
      ...slackMessage(await getFact("1")),
      replace_original: true,
    });
    return;
  }
  const { channel, ts } = payload.event;
  await post(`${api.pathname}/chat.postMessage`, { ...slackMessage(await getFact("1")), channel, thread_ts: ts });
}

/** Posts JSON to the platform. */
export async function post(path: string, message: object): Promise<void> {
  const { body } = await pool.request({
    method: "POST",
    path,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(message),
  });
  await body.dump();
}
