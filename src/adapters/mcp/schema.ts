import type { Tool } from "@modelcontextprotocol/server";
import { type Command, isRequired, type Option, substitutes, visibleOptions } from "../../core/command.ts";
import { longestValue } from "../../core/options.ts";
import { assertNever } from "../../core/reply.ts";

type JsonSchema = Record<string, string | number | boolean | (string | number)[]>;

/** What an agent can say to a command: the options that people may set, but not who sees the reply. */
export function agentOptions(command: Command): readonly (readonly [name: string, option: Option])[] {
  return visibleOptions(command).filter(([name]) => name !== "private");
}

/** The options of a command as JSON Schema. */
export function inputSchema(command: Command): Tool["inputSchema"] {
  const options = agentOptions(command);
  return {
    type: "object",
    properties: Object.fromEntries(options.map(([name, option]) => [name, optionSchema(option)])),
    required: options.filter(([, option]) => isRequired(option)).map(([name]) => name),
  };
}

function optionSchema(option: Option): JsonSchema {
  const said = { ...typeSchema(option), description: described(option) };
  return option.example === undefined ? said : { ...said, examples: [exampleOf(option, option.example)] };
}

function typeSchema(option: Option): JsonSchema {
  switch (option.type) {
    case "text":
      return { type: "string", maxLength: longestValue(option) };
    case "integer":
      return { type: "integer", minimum: option.min, maximum: option.max };
    case "choice":
      return { type: "string", enum: [...option.choices] };
    // Not of the format `date`: who does not know which day it is says "yesterday"
    case "date":
      return { type: "string", maxLength: longestValue(option), examples: ["2020-06-10", "yesterday"] };
    case "yes-no":
      return { type: "boolean", default: false };
    case "file":
      return { type: "string" };
    default:
      return assertNever(option);
  }
}

function described(option: Option): string {
  const others = substitutes(option);
  const needed = others.length === 0 ? "" : `; needed without ${others.join(" or ")}`;
  if (option.type === "date") return `${option.description}. As YYYY-MM-DD, or in words such as "3 days ago"${needed}`;
  if (option.type === "file") return `${option.description}. Its path on this machine${needed}`;
  return `${option.description}${needed}`;
}

function exampleOf(option: Option, example: string): string | number {
  return option.type === "integer" ? Number(example) : example;
}

const strings = { type: "array", items: { type: "string" } };

/** What every tool gives beside its text. */
export const OUTPUT_SCHEMA = {
  type: "object",
  properties: {
    said: { type: "string", description: "What is said beside the cards; empty where they say it all" },
    cards: {
      type: "array",
      description: "The things found, best first",
      items: {
        type: "object",
        properties: {
          title: { type: "string" },
          url: { type: "string", description: "Where the thing lives" },
          lines: strings,
          fields: {
            type: "array",
            items: {
              type: "object",
              properties: { name: { type: "string" }, value: { type: "string" } },
              required: ["name", "value"],
            },
          },
          pictures: {
            type: "array",
            items: {
              type: "object",
              properties: {
                alt: { type: "string", description: "What it shows" },
                url: { type: "string", description: "Absent where the picture itself is in the content" },
              },
              required: ["alt"],
            },
          },
          footer: { type: "string", description: "Source and age" },
        },
        required: ["title", "lines", "fields", "pictures"],
      },
    },
    next: {
      type: "array",
      description: "What can be done now: a tool to call, or a page to open",
      items: {
        type: "object",
        properties: {
          label: { type: "string" },
          tool: { type: "string" },
          arguments: { type: "object" },
          url: { type: "string" },
        },
        required: ["label"],
      },
    },
  },
  required: ["said", "cards", "next"],
} as const satisfies Tool["outputSchema"];
