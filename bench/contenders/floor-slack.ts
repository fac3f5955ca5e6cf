import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Pool } from "undici";
import { contend, isDeferred, setting } from "./contender.ts";
import { getFact, slackMessage } from "./fact.ts";

const secret = setting("SLACK_SIGNING_SECRET");
const slack = new Pool(new URL(setting("SLACK_API_URL")).origin);

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => void handle(request, response, Buffer.concat(chunks)));
});
server.listen(0, "127.0.0.1", () => contend((server.address() as AddressInfo).port));

async function handle(request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void> {
  if (!isSigned(request, body)) {
    response.writeHead(401).end();
    return;
  }
  const form = new URLSearchParams(body.toString());
  if (isDeferred) {
    response.writeHead(200, { "content-length": 0 }).end();
    const message = JSON.stringify(slackMessage(await getFact(form.get("text") ?? "")));
    const { body: answer } = await slack.request({
      method: "POST",
      path: new URL(form.get("response_url") ?? "").pathname,
      headers: { "content-type": "application/json" },
      body: message,
    });
    await answer.dump();
    return;
  }
  const message = JSON.stringify(slackMessage(await getFact(form.get("text") ?? "")));
  response
    .writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(message) })
    .end(message);
}

function isSigned({ headers }: IncomingMessage, body: Buffer): boolean {
  const timestamp = Number(headers["x-slack-request-timestamp"]);
  if (!(Math.abs(Date.now() / 1_000 - timestamp) <= 300)) return false;
  const expected = createHmac("sha256", secret).update(`v0:${timestamp}:`).update(body).digest();
  const given = Buffer.from(String(headers["x-slack-signature"]).slice(3), "hex");
  return given.length === expected.length && timingSafeEqual(given, expected);
}
