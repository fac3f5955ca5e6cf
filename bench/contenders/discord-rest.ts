import { Pool } from "undici";
import { setting } from "./contender.ts";

const api = new URL(setting("DISCORD_API_URL"));
const pool = new Pool(api.origin);
const headers = { "content-type": "application/json", "user-agent": "DiscordBot (https://example.com, 1.0.0)" };

/** Answers an interaction by a call. */
export function callback(id: string, token: string, payload: object): Promise<void> {
  return call("POST", `/interactions/${id}/${token}/callback`, payload);
}

/** Fills a deferred answer. */
export function editOriginal(token: string, message: object): Promise<void> {
  return call("PATCH", `/webhooks/${setting("DISCORD_APPLICATION_ID")}/${token}/messages/@original`, message);
}

async function call(method: "POST" | "PATCH", path: string, payload: object): Promise<void> {
  const { body } = await pool.request({
    method,
    path: `${api.pathname}/v10${path}`,
    headers,
    body: JSON.stringify(payload),
  });
  await body.dump();
}
