import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { commands } from "../../../commands/index.ts";
import { slackManifest } from "../../../src/adapters/slack/register.ts";
import { defineCommand } from "../../../src/core/command.ts";
import { bring, take } from "../../support/file-commands.ts";
import { book, dog } from "../../support/sample-commands.ts";
import { slackBot } from "../../support/slack-bot.ts";

const schema = JSON.parse(
  readFileSync(new URL("../../platforms/slack/app-manifest/manifest.schema.2.0.0.json", import.meta.url), "utf8"),
);
const ajv = new Ajv({ strict: false, allErrors: true });
// Only of `$schema`, which is not in ours
ajv.addFormat("uri", true);
const isManifest = ajv.compile(schema);

const small = (name: string) => defineCommand({ ...dog, name, run: dog.run });

describe("the manifest", () => {
  test("over Socket Mode there is no address", () => {
    const manifest = slackManifest([dog, book], { prefix: "", useSocketMode: true, publicUrl: "https://bot.example" });
    expect(manifest.features.slash_commands).toEqual([
      { command: "/dog", description: "A picture of a dog", usage_hint: "[breed]", should_escape: false },
      {
        command: "/book",
        description: "A book",
        usage_hint: "query [language:…] [pages:…] [since:…] [breed:…]",
        should_escape: false,
      },
    ]);
    expect(manifest.settings).toMatchObject({ socket_mode_enabled: true, interactivity: { is_enabled: true } });
    expect(manifest.settings.event_subscriptions).toEqual({ bot_events: ["app_mention"] });
    expect(JSON.stringify(manifest)).not.toContain("bot.example");
  });

  test("over HTTP commands, buttons and suggestions have one address; a prefix stands before each name", () => {
    const manifest = slackManifest([dog], {
      prefix: "magpie-",
      useSocketMode: false,
      publicUrl: "https://bot.example",
    });
    const url = "https://bot.example/slack/events";
    expect(manifest.features.slash_commands[0]).toMatchObject({ command: "/magpie-dog", url });
    expect(manifest.settings.interactivity).toEqual({
      is_enabled: true,
      request_url: url,
      message_menu_options_url: url,
    });
    expect(manifest.settings.event_subscriptions).toEqual({ request_url: url, bot_events: ["app_mention"] });
  });

  test.each([true, false])("of all commands is one that Slack takes (Socket Mode: %s)", (useSocketMode) => {
    const manifest = slackManifest(commands, { prefix: "m-", useSocketMode, publicUrl: "https://bot.example" });
    expect(isManifest(manifest), ajv.errorsText(isManifest.errors)).toBe(true);
  });

  test("a name just short enough, and one too long", () => {
    const options = { prefix: "", useSocketMode: true };
    const manifest = slackManifest([small("x".repeat(31))], options);
    expect(isManifest(manifest), ajv.errorsText(isManifest.errors)).toBe(true);
    expect(() => slackManifest([small("x".repeat(32))], options)).toThrow("the name has 32 characters");
    const prefixed = { ...options, prefix: "m-" };
    expect(() => slackManifest([small("x".repeat(30))], prefixed)).toThrow("make SLACK_COMMAND_PREFIX shorter");
  });

  test("fifty commands, and one too many", () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => small(`dog${index}`));
    const options = { prefix: "", useSocketMode: true };
    expect(isManifest(slackManifest(many(50), options))).toBe(true);
    expect(() => slackManifest(many(51), options)).toThrow("There are 51 commands, and Slack takes 50");
  });
});

test("the manifest asks for the scopes that commands, mentions and files need, and for no other", async () => {
  const { slack, ...bot } = await slackBot({ commands: [dog, bring, take], transports: ["http"] });
  const ann = slack.person("ann");
  await ann.types("/take");
  await ann.reads("in our direct messages");
  await ann.types("/bring");
  await ann.opensForm();
  await ann.fillsForm({ file: slack.api.files.keeps("books.csv", Buffer.from("hello")) });
  await ann.reads("books.csv says");
  await ann.writes("<@UBOT> dog");
  await ann.reads("Beagle");
  await bot.close();
  const { scopes } = slackManifest([dog], { prefix: "", useSocketMode: true }).oauth_config;
  expect(scopes.bot.toSorted()).toEqual([...slack.api.usedScopes].toSorted());
});

test("npm run manifest prints it when nothing is configured", async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ["scripts/manifest.ts"], { env: {} });
  const manifest: unknown = JSON.parse(stdout);
  expect(isManifest(manifest), ajv.errorsText(isManifest.errors)).toBe(true);
  expect(manifest).toMatchObject({ settings: { socket_mode_enabled: true } });
});

describe("the manifest of a bot that workspaces install themselves", () => {
  const options = { prefix: "", publicUrl: "https://bot.example", useInstalls: true };

  test("over HTTP says where people come back to and where events go", () => {
    const manifest = slackManifest([dog], { ...options, useSocketMode: false });
    expect(manifest.oauth_config.redirect_urls).toEqual(["https://bot.example/slack/oauth_redirect"]);
    expect(manifest.settings).toMatchObject({
      event_subscriptions: {
        request_url: "https://bot.example/slack/events",
        bot_events: ["app_mention", "app_uninstalled", "tokens_revoked"],
      },
      org_deploy_enabled: true,
      token_rotation_enabled: true,
    });
    expect(isManifest(manifest), JSON.stringify(isManifest.errors)).toBe(true);
  });

  test("over Socket Mode events need no address", () => {
    const manifest = slackManifest([dog], { ...options, useSocketMode: true });
    expect(manifest.settings.event_subscriptions).toEqual({
      bot_events: ["app_mention", "app_uninstalled", "tokens_revoked"],
    });
    expect(manifest.oauth_config.redirect_urls).toEqual(["https://bot.example/slack/oauth_redirect"]);
    expect(isManifest(manifest), JSON.stringify(isManifest.errors)).toBe(true);
  });
});
