import type { AddressInfo } from "node:net";
import { App, LogLevel } from "@slack/bolt";
import { contend, isDeferred, setting } from "./contender.ts";
import { getFact, slackMessage } from "./fact.ts";

const appToken = process.env["SLACK_APP_TOKEN"];
const app = new App({
  token: setting("SLACK_BOT_TOKEN"),
  ...(appToken === undefined ? { signingSecret: setting("SLACK_SIGNING_SECRET") } : { appToken, socketMode: true }),
  clientOptions: { slackApiUrl: `${setting("SLACK_API_URL")}/` },
  logLevel: LogLevel.WARN,
});

app.command(/.*/, async ({ command, ack, respond }) => {
  if (isDeferred) {
    await ack();
    await respond(slackMessage(await getFact(command.text)));
  } else {
    await ack(slackMessage(await getFact(command.text)));
  }
});
app.action(/.*/, async ({ ack, respond }) => {
  await ack();
  await respond({ ...slackMessage(await getFact("1")), replace_original: true });
});
app.options(/.*/, async ({ payload, ack }) => {
  const { title } = await getFact(payload.value);
  await ack({ options: [{ text: { type: "plain_text", text: title }, value: title }] });
});
app.event("app_mention", async ({ event, say }) => {
  await say({ ...slackMessage(await getFact("1")), thread_ts: event.ts });
});

if (appToken === undefined) {
  const server = await app.start({ port: 0, host: "127.0.0.1" });
  contend((server.address() as AddressInfo).port);
} else {
  await app.start();
  contend();
}
