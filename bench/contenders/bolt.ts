import type { AddressInfo } from "node:net";
import { App, LogLevel } from "@slack/bolt";
import { contend, isDeferred, setting } from "./contender.ts";
import { getFact, slackMessage } from "./fact.ts";

const app = new App({
  token: setting("SLACK_BOT_TOKEN"),
  signingSecret: setting("SLACK_SIGNING_SECRET"),
  clientOptions: { slackApiUrl: `${setting("SLACK_API_URL")}/` },
  logLevel: LogLevel.WARN,
});

app.command("/fact", async ({ command, ack, respond }) => {
  if (isDeferred) {
    await ack();
    await respond(slackMessage(await getFact(command.text)));
  } else {
    await ack(slackMessage(await getFact(command.text)));
  }
});

const server = await app.start({ port: 0, host: "127.0.0.1" });
contend((server.address() as AddressInfo).port);
