import { request } from "undici";
import { WebSocket } from "ws";
import { answerOther } from "./bare-slack.ts";
import { contend, setting } from "./contender.ts";
import { getFact, slackMessage } from "./fact.ts";

const opened = await request(`${setting("SLACK_API_URL")}/apps.connections.open`, { method: "POST" });
const { url } = (await opened.body.json()) as { readonly url: string };
const socket = new WebSocket(url, { perMessageDeflate: false });

socket.on("message", (data) => {
  const { type, envelope_id: id, payload } = JSON.parse(String(data));
  const ack = (answer?: object) => socket.send(JSON.stringify({ envelope_id: id, payload: answer }));
  if (type === "hello") contend();
  else if (type === "slash_commands") void getFact(payload.text).then((fact) => ack(slackMessage(fact)));
  else void answerOther(payload, ack);
});
