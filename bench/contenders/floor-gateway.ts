import { request } from "undici";
import { WebSocket } from "ws";
import { contend, isDeferred, setting } from "./contender.ts";
import { callback, editOriginal } from "./discord-rest.ts";
import { discordAnswer, discordMessage, getFact } from "./fact.ts";

const { body } = await request(`${setting("DISCORD_API_URL")}/v10/gateway/bot`);
const { url } = (await body.json()) as { readonly url: string };
const socket = new WebSocket(`${url}?v=10&encoding=json`, { perMessageDeflate: false });
let sequence: number | null = null;

socket.on("message", (data) => {
  const { op, t, s, d } = JSON.parse(String(data));
  sequence = s ?? sequence;
  if (op === 10) {
    setInterval(() => socket.send(JSON.stringify({ op: 1, d: sequence })), d.heartbeat_interval);
    const properties = { os: "linux", browser: "floor", device: "floor" };
    socket.send(JSON.stringify({ op: 2, d: { token: setting("DISCORD_TOKEN"), intents: 0, properties } }));
  } else if (t === "READY") {
    contend();
  } else if (t === "INTERACTION_CREATE") {
    void answer(d);
  }
});

// biome-ignore lint/suspicious/noExplicitAny: the bare columns trust the platform
async function answer(interaction: any): Promise<void> {
  const { id, token, data } = interaction;
  if (isDeferred) {
    const [fact] = await Promise.all([getFact(data.options[0].value), callback(id, token, { type: 5 })]);
    await editOriginal(token, discordMessage(fact));
  } else {
    await callback(id, token, await discordAnswer(interaction));
  }
}
