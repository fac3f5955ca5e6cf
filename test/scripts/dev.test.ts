import { spawn } from "node:child_process";
import { once } from "node:events";
import { expect, onTestFinished, test } from "vitest";
import type { Session } from "../../src/adapters/playground/protocol.ts";
import { freePort } from "../support/free-port.ts";
import { copyProject, type ProjectCopy } from "../support/project-copy.ts";

/** Longest wait for a start, in milliseconds: the machine may be busy. */
const START_MS = 60_000;

/** `npm run dev` in a copy of the project; ends with the test. */
async function startDev(copy: ProjectCopy) {
  const port = await freePort();
  const dev = spawn(process.execPath, ["scripts/dev.ts"], {
    cwd: copy.folder,
    // As somebody has them in `.env` whose bot runs in Slack, for all the world
    env: { ...process.env, PORT: String(port), SLACK_BOT_TOKEN: "xoxb-1", PUBLIC_URL: "https://magpie.example" },
  });
  const ended = once(dev, "exit");
  onTestFinished(async () => {
    dev.kill("SIGTERM");
    await ended;
  });
  let said = "";
  for (const stream of [dev.stdout, dev.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
  }
  const session = async (): Promise<Session> =>
    (await fetch(`http://127.0.0.1:${port}/playground/session`)).json() as Promise<Session>;
  return {
    said: () => said,
    isUp: () =>
      session().then(
        () => true,
        () => false,
      ),
    /** What the page says of `/dog`; undefined while nobody answers. */
    description: () =>
      session().then(
        ({ commands }) => commands.find(({ name }) => name === "dog")?.description,
        () => undefined,
      ),
    stops: async () => {
      dev.kill("SIGTERM");
      return (await ended)[0];
    },
  };
}

test("what is saved is tried at once; a file with an error is named, and waited for", {
  timeout: 600_000,
}, async () => {
  const copy = await copyProject();
  const dev = await startDev(copy);
  const soon = { timeout: START_MS };
  await expect.poll(dev.description, soon).toBe("A dog: picture and facts, of a breed or any");
  expect(dev.said()).toMatch(/the playground is open: http:\/\/localhost:\d+\/#key=/);

  await copy.edit("commands/dog.ts", /description: "A dog: .*"/, 'description: "Another dog"');
  await expect.poll(dev.description, soon).toBe("Another dog");

  await copy.edit("commands/dog.ts", /defineCommand\(\{/, "defineCommand(({");
  await expect.poll(dev.said, soon).toMatch(/commands\/dog\.ts:\d+.*Failed running/s);
  expect(await dev.isUp()).toBe(false);

  await copy.edit("commands/dog.ts", /defineCommand\(\(\{/, "defineCommand({");
  await expect.poll(dev.description, soon).toBe("Another dog");

  await copy.edit("commands/dog.ts", /description: "Another dog"/, 'description: "A dog."');
  await expect.poll(dev.said, soon).toContain("/dog: the description ends with a full stop");

  await copy.edit("commands/dog.ts", /description: "A dog\."/, 'description: "A dog"');
  await expect.poll(dev.description, soon).toBe("A dog");
  expect(await dev.stops()).toBe(0);
  expect(await dev.isUp()).toBe(false);
});
