import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { Progress } from "../../src/core/progress.ts";
import { plainText, type RichText, t } from "../../src/core/text.ts";

/** A call that shows words is under way until the test says that it has arrived. */
function screen() {
  const shown: string[] = [];
  let arrive = () => {};
  const show = async (words: RichText) => {
    shown.push(plainText(words));
    await new Promise<void>((resolve) => {
      arrive = resolve;
    });
  };
  return { shown, show, arrives: () => arrive() };
}

describe("how far work is", () => {
  test("nothing is shown before the person waits, then the newest words alone", async () => {
    const progress = new Progress(0);
    const { shown, show, arrives } = screen();
    progress.tell(t`1 of 3`);
    progress.tell(t`2 of 3`);
    expect(shown).toEqual([]);
    progress.begin(show);
    expect(shown).toEqual(["2 of 3"]);
    arrives();
    await progress.end();
  });

  test("one call at a time: what is told while one is under way waits, and only the newest of it is shown", async () => {
    const progress = new Progress(0);
    const { shown, show, arrives } = screen();
    progress.begin(show);
    progress.tell(t`1 of 4`);
    progress.tell(t`2 of 4`);
    progress.tell(t`3 of 4`);
    expect(shown).toEqual(["1 of 4"]);
    arrives();
    await expect.poll(() => shown).toEqual(["1 of 4", "3 of 4"]);
    arrives();
    // After all has been shown, newer words are shown, too
    await expect
      .poll(() => {
        progress.tell(t`4 of 4`);
        return shown.at(-1);
      })
      .toBe("4 of 4");
    arrives();
    await progress.end();
  });

  test("not before its time", async () => {
    const progress = new Progress(3_600_000);
    const { shown, show, arrives } = screen();
    progress.begin(show);
    progress.tell(t`1 of 2`);
    arrives();
    progress.tell(t`2 of 2`);
    // Without the pace it would be shown by now
    await delay(20);
    await progress.end();
    expect(shown).toEqual(["1 of 2"]);
  });

  test("the end waits for the words on their way, and nothing is shown after it", async () => {
    const progress = new Progress(0);
    const { shown, show, arrives } = screen();
    progress.begin(show);
    progress.tell(t`1 of 2`);
    const told: string[] = [];
    const ended = progress.end().then(() => told.push("ended"));
    progress.tell(t`2 of 2`);
    await Promise.resolve();
    expect(told).toEqual([]);
    arrives();
    await ended;
    progress.tell(t`too late`);
    expect(shown).toEqual(["1 of 2"]);
  });
});
