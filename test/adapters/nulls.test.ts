import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseDelivery as parseDiscord } from "../../src/adapters/discord/parse.ts";
import { dropNulls } from "../../src/adapters/slack/maybe.ts";
import { parseDelivery as parseSlack } from "../../src/adapters/slack/parse.ts";

function slack(name: string) {
  const url = new URL(`../platforms/slack/${name}.json`, import.meta.url);
  const { payload, ...rest } = JSON.parse(readFileSync(url, "utf8"));
  return payload ?? rest;
}

const user = { id: "80351110224678912", username: "ann", global_name: "Ann" };
const interaction = {
  ...{ id: "771825006014889984", application_id: "1", token: "t", channel_id: "2", guild_id: "3", locale: "de" },
  ...{ attachment_size_limit: 1_000, member: { user, nick: "Annie" }, user },
};
const options = [
  { type: 1, name: "list", options: [{ type: 3, name: "breed", value: "Beagle", focused: true }] },
  { type: 3, name: "size", value: "small", focused: false, options: [] },
];
const file = { filename: "a.csv", size: 3, url: "https://cdn.discordapp.com/a.csv", content_type: "text/csv" };
const view = {
  callback_id: "command-form",
  private_metadata: JSON.stringify({ c: "dog", u: "https://hooks.slack.com/x", ch: "C1" }),
  state: {
    values: {
      breed: { value: { type: "plain_text_input", value: "Beagle" } },
      since: { value: { type: "datepicker", selected_date: "2020-06-10" } },
      size: { value: { type: "static_select", selected_option: { value: "small" } } },
      private: { value: { type: "checkboxes", selected_options: [{ value: "yes" }] } },
      file: { value: { type: "file_input", files: [{ id: "F1" }] } },
    },
  },
};
const person = {
  ...{ user: { id: "U1", username: "ann", name: "ann", team_id: "T1" }, team: { id: "T1" }, enterprise: { id: "E1" } },
  ...{ is_enterprise_install: false, channel: { id: "C1" }, trigger_id: "1.2" },
};

const onDiscord = (body: unknown) => parseDiscord(body, 1_700_000_000_000);
/** As deliveries come in: Slack's nulls are dropped before anything is read. */
function onSlack(body: object) {
  const delivered = structuredClone(body);
  dropNulls(delivered);
  return parseSlack(delivered, "");
}

test.each<[kind: string, parse: (body: object) => unknown, body: object]>([
  [
    "Discord: a command",
    onDiscord,
    { ...interaction, type: 2, data: { name: "dog", options, resolved: { attachments: { 9: file } } } },
  ],
  ["Discord: what is typed", onDiscord, { ...interaction, type: 4, data: { name: "dog", options } }],
  [
    "Discord: a press",
    onDiscord,
    { ...interaction, type: 3, data: { custom_id: "x" }, message: { flags: 64, interaction_metadata: { user } } },
  ],
  ["Slack: a command", onSlack, slack("socket-mode/slash_commands")],
  ["Slack: a press", onSlack, slack("socket-mode/interactive.block_actions")],
  ["Slack: a press beside a message", onSlack, slack("payloads/block_actions.button")],
  ["Slack: a form", onSlack, { ...person, type: "view_submission", view }],
  ["Slack: what is typed", onSlack, { ...person, type: "block_suggestion", block_id: "breed", value: "Bea", view }],
  ["Slack: a mention", onSlack, slack("socket-mode/events_api.app_mention")],
])("%s: null wherever a field may be absent is absent", (_, parse, body) => {
  const optional = pathsOf(body).filter((path) => parse(changed(body, path, undefined)) !== undefined);
  expect(parse(body)).toBeDefined();
  expect(optional.length).toBeGreaterThan(3);
  for (const path of optional)
    expect([path.join("."), told(parse(changed(body, path, null)))]).toEqual([
      path.join("."),
      told(parse(changed(body, path, undefined))),
    ]);
});

type Path = readonly (string | number)[];

/** Every field of the body, however deep. */
function pathsOf(value: unknown, at: Path = []): readonly Path[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inside]) => {
    const path = [...at, Array.isArray(value) ? Number(name) : name];
    return [...(Array.isArray(value) ? [] : [path]), ...pathsOf(inside, path)];
  });
}

/** The body with another value there; without the field for undefined. */
function changed(body: object, path: Path, value: null | undefined): object {
  const copy = structuredClone(body);
  const last = path.at(-1) ?? "";
  const holder = path
    .slice(0, -1)
    .reduce<Record<string, unknown>>(
      (inside, name) => inside[name] as Record<string, unknown>,
      copy as Record<string, unknown>,
    );
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  return copy;
}

/** Made up where Slack gives no id, or counted from the moment of reading. */
const MADE_HERE = new Set(["deliveryId", "answerBy", "expiresAt"]);

function told(delivery: unknown): unknown {
  return JSON.parse(JSON.stringify(delivery ?? null, (name, value) => (MADE_HERE.has(name) ? undefined : value)));
}
