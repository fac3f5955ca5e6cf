import { Pool } from "undici";
import { setting } from "./contender.ts";

/** What the upstream of the benchmarks tells. */
export interface Fact {
  readonly title: string;
  readonly lines: readonly string[];
  readonly order: string;
  readonly family: string;
  readonly wingspan: string;
  readonly page: string;
  readonly image: string;
}

let pool: Pool | undefined;

/** The upstream call of the bare columns: one GET, nothing checked. */
export async function getFact(id: string): Promise<Fact> {
  pool ??= new Pool(setting("DOG_CEO_URL"));
  const { body } = await pool.request({ method: "GET", path: `/fact/${encodeURIComponent(id)}` });
  // The bare columns trust the upstream: checking is part of what Magpie is measured with
  return (await body.json()) as Fact;
}

/** The card as Slack takes it, written by hand. */
export function slackMessage(fact: Fact) {
  return {
    response_type: "in_channel" as const,
    text: fact.title,
    attachments: [
      {
        color: "#2b6cb0",
        fallback: fact.title,
        blocks: [
          {
            type: "section",
            text: { type: "mrkdwn", text: `*<${fact.page}|${fact.title}>*\n${fact.lines.join("\n")}` },
          },
          {
            type: "section",
            fields: fields(fact).map(([name, value]) => ({ type: "mrkdwn", text: `*${name}*\n${value}` })),
          },
          { type: "image", image_url: fact.image, alt_text: "A magpie" },
          { type: "context", elements: [{ type: "plain_text", text: "dog.ceo", emoji: false }] },
          {
            type: "actions",
            elements: ["Another", "Again"].map((label, index) => ({
              type: "button",
              text: { type: "plain_text", text: label },
              action_id: `press:${index}`,
              value: `u~fact~id=${index}`,
            })),
          },
        ],
      },
    ],
  };
}

/** The card as Discord takes it, written by hand. */
export function discordMessage(fact: Fact) {
  return {
    embeds: [
      {
        color: 0x2b6cb0,
        title: fact.title,
        url: fact.page,
        description: fact.lines.join("\n"),
        fields: fields(fact).map(([name, value]) => ({ name, value, inline: true })),
        image: { url: fact.image },
        footer: { text: "dog.ceo" },
      },
    ],
    components: [
      {
        type: 1,
        components: ["Another", "Again"].map((label, index) => ({
          type: 2,
          style: index === 0 ? 1 : 2,
          label,
          custom_id: `${index}u~fact~id=${index}`,
        })),
      },
    ],
  };
}

/** The first answer to an interaction, whatever it is: a card, the same in the place of a message, choices. */
export async function discordAnswer({ type, data }: { readonly type: number; readonly data: DiscordData }) {
  const fact = await getFact(data.options?.[0]?.value ?? "1");
  if (type === 4) return { type: 8, data: { choices: [{ name: fact.title, value: fact.title }] } };
  return { type: type === 3 ? 7 : 4, data: discordMessage(fact) };
}

interface DiscordData {
  readonly options?: readonly { readonly value: string }[];
}

function fields(fact: Fact): readonly (readonly [name: string, value: string])[] {
  return [
    ["Order", fact.order],
    ["Family", fact.family],
    ["Wingspan", fact.wingspan],
  ];
}
