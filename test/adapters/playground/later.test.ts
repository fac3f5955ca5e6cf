import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { defineCommand } from "../../../src/core/command.ts";
import { type Button, buttons, card, type Reply, reply } from "../../../src/core/reply.ts";
import { hasChromium, openChromium } from "../../support/chromium.ts";
import { openPage } from "../../support/page.ts";
import { playground } from "../../support/playground.ts";

const totals = card({ accent: 0, title: "COVID-19 in Germany", lines: [["137,698 confirmed cases"]] });
const image = { url: "https://example.com/cases.png", alt: "Cases rose" };
const again: Button = { label: "Again", press: { do: "run", command: "covid", options: {}, into: "update" } };

/** A command whose replies each get their chart when the test says so, the first one first. */
function covid(more: Pick<Reply, "isUpToPerson"> = {}) {
  const ends: ((later: Reply | undefined) => void)[] = [];
  const command = defineCommand({
    name: "covid",
    description: "Says it",
    options: {},
    run: async () => {
      const { promise: later, resolve } = Promise.withResolvers<Reply | undefined>();
      ends.push(resolve);
      return { ...reply(totals, buttons(again)), later, ...more };
    },
  });
  return { command, end: (later?: Reply) => ends.shift()?.(later) };
}

describe.runIf(hasChromium)("what takes the place of a reply later", () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await openChromium();
  }, 60_000);

  afterAll(() => browser.close());

  const open = async (more?: Pick<Reply, "isUpToPerson">) => {
    const { command, end } = covid(more);
    const { url } = await playground({ commands: [command], hasPage: true });
    const { page, asks, last } = await openPage(browser, url);
    return { end, page, asks, last, busy: () => page.locator(".turn").last().getAttribute("aria-busy") };
  };

  test("the turn is busy until it is there, also after a press", async () => {
    const { end, page, asks, last, busy } = await open();
    await asks("/covid", { waits: false });
    expect(await busy()).toBe("true");
    end(reply({ ...totals, images: [image] }, buttons(again)));
    await last("Discord").getByRole("img", { name: "Cases rose" }).waitFor();
    await expect.poll(busy).toBe("false");
    await last("Slack").getByRole("button", { name: "Again" }).click();
    await expect.poll(() => page.getByRole("img", { name: "Cases rose" }).count()).toBe(0);
    expect(await busy()).toBe("true");
    end(reply({ ...totals, images: [image] }));
    await last("Slack").getByRole("img", { name: "Cases rose" }).waitFor();
    await expect.poll(busy).toBe("false");
  });

  test("or until there is nothing to come", async () => {
    const { end, asks, busy } = await open();
    await asks("/covid", { waits: false });
    expect(await busy()).toBe("true");
    end();
    await expect.poll(busy).toBe("false");
  });

  test("what the person has to do first keeps nothing busy", async () => {
    const { end, asks, busy } = await open({ isUpToPerson: true });
    await asks("/covid", { waits: false });
    expect(await busy()).toBe("false");
    end();
  });
});
