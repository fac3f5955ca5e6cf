import { describe, expect, onTestFinished, test } from "vitest";
import { bring, MAX_BYTES, take } from "../../support/file-commands.ts";
import type { Transport } from "../../support/slack.ts";
import { type SlackBot, slackBot } from "../../support/slack-bot.ts";

async function opened(via: Transport = "http"): Promise<SlackBot> {
  const bot = await slackBot({ commands: [bring, take], transports: [via] });
  onTestFinished(() => bot.close());
  await bot.adapter.ready;
  return bot;
}

describe.each<Transport>(["http", "socket"])("over %s", (via) => {
  test("a file that was put into the form is read", async () => {
    const { slack } = await opened(via);
    const ann = slack.person("ann", { via });
    await ann.types("/bring");
    const { blocks } = await ann.opensForm();
    expect(blocks[0]).toMatchObject({ block_id: "file", element: { type: "file_input", max_files: 1 } });
    await ann.fillsForm({ file: slack.api.files.keeps("books.csv", Buffer.from("hello")) });
    await ann.reads("books.csv says “hello”.");
    expect(ann.seesAlone()).toBe(true);
  });

  test("a file is given in direct messages, never in the channel", async () => {
    const { slack } = await opened(via);
    const ann = slack.person("ann", { via });
    await ann.types("/take");
    await ann.reads("shelf.csv*: 1 book, in our direct messages");
    const [file] = slack.api.files.all;
    expect(file).toMatchObject({ name: "shelf.csv", bytes: Buffer.from("Title\nDune\n") });
    expect(file?.channel).not.toBe(ann.messages()[0]?.channel);
  });
});

test("as large as allowed, and one byte more", async () => {
  const { slack } = await opened();
  const ann = slack.person("ann");
  for (const [size, answer] of [
    [MAX_BYTES, "x".repeat(MAX_BYTES)],
    [MAX_BYTES + 1, "too large for me"],
  ] as const) {
    await ann.types("/bring");
    await ann.opensForm();
    await ann.fillsForm({ file: slack.api.files.keeps("books.csv", Buffer.from("x".repeat(size))) });
    await ann.reads(answer);
  }
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
