import { createPublicKey, verify } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { contend, isDeferred, setting } from "./contender.ts";
import { editOriginal } from "./discord-rest.ts";
import { discordAnswer, discordMessage, getFact } from "./fact.ts";

const key = createPublicKey({
  key: Buffer.from(`302a300506032b6570032100${setting("DISCORD_PUBLIC_KEY")}`, "hex"),
  format: "der",
  type: "spki",
});

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => void handle(request, response, Buffer.concat(chunks)));
});
server.listen(0, "127.0.0.1", () => contend((server.address() as AddressInfo).port));

async function handle({ headers }: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void> {
  const signature = Buffer.from(String(headers["x-signature-ed25519"]), "hex");
  const signed = Buffer.concat([Buffer.from(String(headers["x-signature-timestamp"])), body]);
  if (!verify(null, signed, key, signature)) {
    response.writeHead(401).end();
    return;
  }
  const interaction = JSON.parse(body.toString());
  if (isDeferred) {
    send(response, '{"type":5}');
    await editOriginal(interaction.token, discordMessage(await getFact(interaction.data.options[0].value)));
  } else {
    send(response, JSON.stringify(await discordAnswer(interaction)));
  }
}

function send(response: ServerResponse, body: string): void {
  response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) }).end(body);
}
