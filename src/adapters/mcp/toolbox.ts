import type { Prompt, Tool } from "@modelcontextprotocol/server";
import { bestMatches } from "../../core/closest.ts";
import { type Command, isRequired, type ListedCommand, runnableCommands } from "../../core/command.ts";
import type { OptionValues } from "../../core/reply.ts";
import { agentOptions, inputSchema, OUTPUT_SCHEMA } from "./schema.ts";

/** The commands that an agent may call, each a tool and a prompt. */
export class Toolbox {
  readonly tools: readonly Tool[];
  readonly prompts: readonly Prompt[];
  readonly #isForOne: boolean;
  readonly #commands: ReadonlyMap<string, Command>;

  /** `isForOne`: whether the agent asks for one person, whose accounts, shelf and votes are hers. */
  constructor(listed: readonly ListedCommand[], isForOne: boolean) {
    const commands = runnableCommands(listed).filter(({ isPersonal }) => isForOne || isPersonal !== true);
    this.#isForOne = isForOne;
    this.#commands = new Map(commands.map((command) => [toolName(command), command]));
    this.tools = commands.map(toolOf);
    this.prompts = commands.map(promptOf);
  }

  /** The command behind a tool. */
  command(tool: string): Command | undefined {
    return this.#commands.get(tool);
  }

  /** The name of the tool that was meant, perhaps. */
  nearest(tool: string): string | undefined {
    return bestMatches(tool, [...this.#commands.keys()], 1)[0];
  }

  /** The tool that runs a command with these options; undefined where the agent may not. */
  toolFor(command: string, options: OptionValues): string | undefined {
    const tool = toolName({ name: command });
    const found = this.#commands.get(tool);
    if (found === undefined) return undefined;
    const isRefused = Object.keys(options).some((name) => options[name] !== undefined && !this.takes(found, name));
    return isRefused ? undefined : tool;
  }

  /** Whether the agent may set the option. */
  takes(command: Command, option: string): boolean {
    return this.#isForOne || command.options[option]?.isPersonal !== true;
  }
}

/** `github_repos`: names of tools have no blanks. */
function toolName({ name }: Pick<Command, "name">): string {
  return name.replaceAll(" ", "_");
}

function toolOf(command: Command): Tool {
  return {
    name: toolName(command),
    title: `/${command.name}`,
    description: command.description,
    inputSchema: inputSchema(command),
    outputSchema: OUTPUT_SCHEMA,
    annotations: { readOnlyHint: command.isPersonal !== true, openWorldHint: command.upstreams !== undefined },
  };
}

function promptOf(command: Command): Prompt {
  return {
    name: toolName(command),
    title: `/${command.name}`,
    description: command.description,
    arguments: agentOptions(command).map(([name, option]) => ({
      name,
      description: option.description,
      required: isRequired(option),
    })),
  };
}
