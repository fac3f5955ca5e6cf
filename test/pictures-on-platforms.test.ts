import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { commands } from "../commands/index.ts";
import { type PlatformProgram, recordedProgram } from "./support/connected-program.ts";
import { measured } from "./support/pictures.ts";
import { type Platform, platformsAt, WAYS, type Way } from "./support/platforms.ts";
import type { Transport } from "./support/slack.ts";
import { picturesOf } from "./support/slack-rules.ts";

const ALT = "Confirmed cases in Germany rose from 1 on 27 January to 137,698 on 16 April 2020";
const PUBLIC_URL = "https://magpie.example";

let connected: PlatformProgram;
let platforms: Readonly<Record<Way, Platform>>;

async function start(env: Readonly<Record<string, string>> = {}): Promise<void> {
  connected = await recordedProgram(env);
  platforms = platformsAt(connected, commands);
}

/** What broke a rule of a platform, or was told as a failure. */
function broken(way: Way): readonly unknown[] {
  return [...platforms[way].failures(), ...connected.slack.problems(), ...connected.discord.violations];
}

describe("a bot that nobody can reach uploads its pictures", () => {
  beforeAll(() => start());
  afterAll(() => connected.close());

  describe.each(WAYS)("%s", (way) => {
    test.each([
      ["/goat 400 300", "400×300 jpeg", expect.stringMatching(/^A goat, titled “Example /)],
      ["/covid germany", "1080×900 png", ALT],
    ])("%s", async (line, size, alt) => {
      const ann = platforms[way].person(`ann ${way} ${line}`, "a channel of her own");
      await ann.types(line);
      expect(await ann.picture()).toEqual({ size, alt });
      expect(broken(way)).toEqual([]);
    });

    test("a private chart is seen by nobody else", async () => {
      const ann = platforms[way].person(`ann ${way}`, "a channel of her own");
      await ann.types("/covid germany private:yes");
      expect((await ann.picture()).alt).toBe(ALT);
      expect([ann.seesAlone(), broken(way)]).toEqual([true, []]);
    });
  });
});

describe("a bot with an address", () => {
  beforeAll(() => start({ PUBLIC_URL }));
  afterAll(() => connected.close());

  test.each<Transport>(["http", "socket"])("a chart in Slack over %s is fetched, not uploaded", async (via) => {
    const { slack, root } = connected;
    const ann = slack.person("ann", { via, channel: `C-${via}` });
    await ann.types("/covid germany");
    await ann.reads(`[picture: ${ALT}]`);
    const message = ann.messages().at(-1);
    const [link = ""] = message === undefined ? [] : picturesOf(message.payload);
    const fetched = await fetch(root + link.slice(PUBLIC_URL.length));
    expect(await measured(new Uint8Array(await fetched.arrayBuffer()))).toBe("1080×900 png");
    expect([slack.api.files.all, ann.failures, slack.problems()]).toEqual([[], [], []]);
  });
});
