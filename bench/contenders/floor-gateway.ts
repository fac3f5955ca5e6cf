import { request } from "undici";
import { WebSocket } from "ws";
import { contend, isDeferred, setting } from "./contender.ts";
import { callback, editOriginal } from "./discord-rest.ts";
import { discordMessage, getFact } from "./fact.ts";

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
    void answer(d.id, d.token, d.data.options[0].value);
  }
});

async function answer(id: string, token: string, factId: string): Promise<void> {
  if (isDeferred) {
    const [fact] = await Promise.all([getFact(factId), callback(id, token, { type: 5 })]);
    await editOriginal(token, discordMessage(fact));
  } else {
    await callback(id, token, { type: 4, data: discordMessage(await getFact(factId)) });
  }
}
