import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasChromium } from "../../support/chromium.ts";
import { type SimulatedDiscord, simulatedDiscord } from "../../support/discord.ts";
import { openPage } from "../../support/page.ts";
import { type PlaygroundProgram, playgroundProgram, START_MS } from "../../support/playground-program.ts";
import { type SimulatedSlack, simulatedSlack, slackConfig } from "../../support/slack.ts";

let opened: PlaygroundProgram;
let slack: SimulatedSlack;
let discord: SimulatedDiscord;

describe.runIf(hasChromium)("from the page to a workspace, reading nothing else", { timeout: 60_000 }, () => {
  beforeAll(async () => {
    [slack, discord] = await Promise.all([simulatedSlack(), simulatedDiscord()]);
    opened = await playgroundProgram({
      SLACK_API_URL: slack.apiUrl,
      DISCORD_API_URL: discord.config("gateway").apiUrl,
    });
  }, START_MS);

  afterAll(async () => {
    await opened.close();
    await Promise.all([slack.close(), discord.close()]);
  });

  test("without the key of the run nothing is asked: the page says where it is, and takes it from there", async () => {
    const { page, flaws } = await openPage(opened.browser, opened.url);
    await page.getByRole("link", { name: "Connect Slack" }).click();
    const { appToken = "" } = slackConfig(slack, ["socket"]);
    await page.getByLabel("Bot token").fill("xoxb-hush-guess");
    await page.getByLabel("App-level token").fill(appToken);
    const key = page.getByLabel("Key of this run");
    expect(await flaws()).toEqual([]);
    await key.fill("guessed");
    await page.getByRole("button", { name: "Only check" }).click();
    await page.getByText("Before I connect anything I want the key of this run").waitFor();
    await key.fill(opened.keyedUrl);
    await page.getByRole("button", { name: "Only check" }).click();
    await page.getByText("Slack does not know it.").waitFor();
    expect(await key.count()).toBe(0);
  });

  test("Slack: a wrong token is told, the right ones connect, and the first command is answered there", async () => {
    const { page, complaints, flaws } = await openPage(opened.browser, opened.keyedUrl);
    // Neither the address bar nor whoever it is copied to has the key
    expect(page.url()).toBe(opened.url);
    await page.getByRole("link", { name: "Connect Slack" }).click();
    expect(await page.getByLabel("Key of this run").count()).toBe(0);
    const make = page.getByRole("link", { name: "Make the app at Slack" });
    await expect.poll(() => make.getAttribute("href")).toContain("manifest_json=");
    expect(await flaws()).toEqual([]);
    const { botToken, appToken = "" } = slackConfig(slack, ["socket"]);
    await page.getByLabel("Bot token").fill("xoxb-hush-wrong");
    await page.getByLabel("App-level token").fill(appToken);
    await page.getByRole("button", { name: "Write .env and connect" }).click();
    await page.getByText("Slack does not know it.").waitFor();
    expect(await page.getByText("Slack is connected.").count()).toBe(0);

    await page.getByLabel("Bot token").fill(botToken);
    await page.getByRole("button", { name: "Only check" }).click();
    await page.getByText("The token may do all that is needed").waitFor();
    await page.getByRole("button", { name: "Write .env and connect" }).click();
    await page.getByText("Slack is connected.").waitFor();
    await page.getByText("Type /dog beagle in any channel or direct message in Slack.").waitFor();
    expect(await flaws()).toEqual([]);

    const ann = slack.person("ann", { via: "socket" });
    await ann.types("/dog beagle");
    await ann.reads("Amiable, even tempered");
    expect([complaints, slack.problems()]).toEqual([[], []]);
    expect(opened.program.output() + opened.program.errors()).not.toMatch(new RegExp(`hush|${botToken}|${appToken}`));
  });

  test("Discord: values of another application are told, the right ones connect, and there is an invitation", async () => {
    const { page, complaints, flaws } = await openPage(opened.browser, opened.keyedUrl);
    await page.getByRole("link", { name: "Connect Discord" }).click();
    const { token, applicationId } = discord.config("gateway");
    await page.getByLabel("Application ID").fill("111111111111111111");
    await page.getByLabel("Token", { exact: true }).fill(token);
    await page.getByRole("button", { name: "Write .env and connect" }).click();
    await page.getByText("It is not that of the token's application.").waitFor();

    await page.getByLabel("Application ID").fill(applicationId);
    await page.getByRole("button", { name: "Write .env and connect" }).click();
    await page.getByText("Discord is connected.").waitFor();
    const invitation = page.getByRole("link", { name: "Invite to a server" });
    expect(await invitation.getAttribute("href")).toContain(`client_id=${applicationId}`);
    expect(await flaws()).toEqual([]);

    const bob = discord.person("bob");
    await bob.types("dog", { breed: "beagle" }, { via: "gateway" });
    expect(bob.sees()).toContain("Amiable, even tempered");
    expect([complaints, discord.violations]).toEqual([[], []]);
    expect(opened.program.output()).not.toContain(token);
  });

  test("whoever comes without the key after that is told where it is, and pastes the address over", async () => {
    const { page } = await openPage(opened.browser, opened.keyedUrl);
    const other = await page.context().newPage();
    await other.goto(opened.url);
    await other.getByText("Since a platform is connected I want the key of this run").waitFor();
    await other.goto(opened.keyedUrl);
    await other.locator("#line:enabled").waitFor();
    expect(other.url()).toBe(opened.url);
  });

  test("the key is nowhere but in one line of the log", async () => {
    const key = opened.keyedUrl.slice(opened.keyedUrl.indexOf("#key=") + "#key=".length);
    expect(key).toMatch(/^[\w-]{24}$/);
    const lines = (opened.program.output() + opened.program.errors()).split("\n").filter((line) => line.includes(key));
    expect(lines).toEqual([expect.stringContaining("the playground is open")]);
  });

  test("nothing filled in: the browser says which field, and nothing is asked", async () => {
    const { page } = await openPage(opened.browser, opened.keyedUrl);
    await page.goto(`${opened.url}#connect-slack`);
    await page.getByRole("button", { name: "Write .env and connect" }).click();
    expect(await page.getByLabel("Bot token").evaluate((input) => input.matches(":invalid:focus"))).toBe(true);
    expect(await page.locator(".findings").count()).toBe(0);
  });
});
