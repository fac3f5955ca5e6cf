import { expect, onTestFinished, test } from "vitest";
import { bring, take } from "../../support/file-commands.ts";
import { type SlackBot, slackBot } from "../../support/slack-bot.ts";

async function opened(): Promise<SlackBot> {
  const bot = await slackBot({ commands: [bring, take], transports: ["http"] });
  onTestFinished(() => bot.close());
  await bot.adapter.ready;
  return bot;
}

test("the form asks for one file", async () => {
  const { slack } = await opened();
  const ann = slack.person("ann");
  await ann.types("/bring");
  const { blocks } = await ann.opensForm();
  expect(blocks[0]).toMatchObject({ block_id: "file", element: { type: "file_input", max_files: 1 } });
});

test("without the scope, without the file, with a lie about where it is", async () => {
  const { slack, log } = await opened();
  const ann = slack.person("ann");
  const answers = [
    { body: { ok: false, error: "missing_scope", needed: "files:read" } },
    { body: { ok: false, error: "file_not_found" } },
    { body: { ok: true, file: { id: "F1" } } },
    { body: { ok: true, file: { id: "F1", url_private_download: "https://evil.example/books.csv" } } },
    { body: { ok: true, file: { id: "F1", url_private_download: `${slack.api.origin}/files-pri/F404/books.csv` } } },
  ];
  for (const [index, answer] of answers.entries()) {
    slack.api.plays("files.info", answer);
    await ann.types("/bring");
    await ann.opensForm();
    await ann.fillsForm({ file: "F1" });
    await ann.reads(
      index === 0
        ? "I may not read files here yet: my operator must give me the scope `files:read`"
        : "Slack does not give me that file. Attach it once more.",
    );
    await ann.types("/take");
    await ann.reads("Here it is.");
  }
  expect(log.join("\n")).not.toContain("xoxb");
});

test("a typed line brings no file", async () => {
  const { slack } = await opened();
  const ann = slack.person("ann");
  await ann.types("/bring F00000001");
  await ann.reads("A typed line brings me no file. Type `/bring` alone, and I ask for it.");
});
