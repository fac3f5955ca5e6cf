import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { verifyKey } from "discord-interactions";
import { contend, isDeferred, setting } from "./contender.ts";
import { editOriginal } from "./discord-rest.ts";
import { discordAnswer, discordMessage, getFact } from "./fact.ts";

const key = setting("DISCORD_PUBLIC_KEY");

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => void handle(request, response, Buffer.concat(chunks)));
});
server.listen(0, "127.0.0.1", () => contend((server.address() as AddressInfo).port));

async function handle({ headers }: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void> {
  const [signature, timestamp] = [headers["x-signature-ed25519"], headers["x-signature-timestamp"]].map(String);
  if (!(await verifyKey(body, signature ?? "", timestamp ?? "", key))) {
    response.writeHead(401).end();
    return;
  }
  const interaction = JSON.parse(body.toString());
  const answer = isDeferred ? { type: 5 } : await discordAnswer(interaction);
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
  if (isDeferred)
    await editOriginal(interaction.token, discordMessage(await getFact(interaction.data.options[0].value)));
}
