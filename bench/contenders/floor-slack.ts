import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { answerOther, post } from "./bare-slack.ts";
import { contend, isDeferred, setting } from "./contender.ts";
import { getFact, slackMessage } from "./fact.ts";

const secret = setting("SLACK_SIGNING_SECRET");

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
  const isEvent = request.headers["content-type"] === "application/json";
  const form = new URLSearchParams(isEvent ? "" : body.toString());
  const payload = isEvent ? body.toString() : form.get("payload");
  if (payload !== null) {
    await answerOther(JSON.parse(payload), (answer) => send(response, answer));
  } else if (isDeferred) {
    send(response);
    await post(new URL(form.get("response_url") ?? "").pathname, slackMessage(await getFact(form.get("text") ?? "")));
  } else {
    send(response, slackMessage(await getFact(form.get("text") ?? "")));
  }
}

function send(response: ServerResponse, answer?: object): void {
  const message = answer === undefined ? "" : JSON.stringify(answer);
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
