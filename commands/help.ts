import { bestMatches } from "../src/core/closest.ts";
import {
  alone,
  type Command,
  type CommandGroup,
  defineCommand,
  isGroup,
  isRequired,
  type ListedCommand,
  type Option,
  runnableCommands,
  substitutes,
  text,
  usage,
  visibleOptions,
} from "../src/core/command.ts";
import { unknownName } from "../src/core/did-you-mean.ts";
import { UnknownNameError } from "../src/core/errors.ts";
import { exampleLine } from "../src/core/options.ts";
import { knowNoCommand, SEE_HELP } from "../src/core/plain-replies.ts";
import { card, type Reply, shareableReply } from "../src/core/reply.ts";
import { code, join, type RichText, t } from "../src/core/text.ts";
import { suggestions } from "../src/replies/suggestions.ts";

const ACCENT = 0x5b6ee1;

/** `/help`: every command in a line each, or one command with all its options. `others` are the commands beside it. */
export function helpFor(others: readonly ListedCommand[]): Command {
  const commands: ListedCommand[] = [...others];
  const names = () => commands.map((command) => command.name);
  const help = defineCommand({
    name: "help",
    description: "What I know, and how to ask for it",
    options: {
      command: text({
        description: "The command to explain",
        example: "mars",
        takesRest: true,
        suggest: suggestions(({ typed }, limit) =>
          bestMatches(typed.replace(/^\//, ""), names(), limit).map((name) => ({ name: `/${name}`, value: name })),
        ),
      }),
    },
    visibility: alone,
    async run({ options, services }) {
      if (options.command !== undefined) return explain(options.command, commands);
      const off = new Set(services.upstreams().flatMap(({ id, state }) => (state === "off" ? [id as string] : [])));
      const lines = commands.map((command): RichText => {
        const lacksKey = !isGroup(command) && command.upstreams?.every((id) => off.has(id));
        return t`${code(usage(command))} — ${command.description}${lacksKey ? ". Needs a key that my operator has not set" : ""}`;
      });
      return shareableReply(
        card({
          accent: ACCENT,
          title: "What I know",
          lines: [join(lines, "\n")],
          footer: "Add private:yes to see a reply alone. /help mars explains one.",
        }),
      );
    },
  });
  commands.push(help);
  return help;
}

function explain(asked: string, commands: readonly ListedCommand[]): Reply {
  const name = asked.replace(/^\//, "").replace(/\s+/g, " ").toLowerCase();
  const command = [...commands, ...runnableCommands(commands)].find((candidate) => candidate.name === name);
  if (command === undefined) {
    const names = commands.map((candidate) => candidate.name);
    throw new UnknownNameError(
      ...unknownName(knowNoCommand(name), {
        option: "command",
        near: bestMatches(name, names, 1),
        otherwise: SEE_HELP,
      }),
    );
  }
  return isGroup(command) ? explainGroup(command) : explainCommand(command);
}

function explainGroup(group: CommandGroup): Reply {
  const lines = group.subcommands.map((command) => t`${code(usage(command))} — ${command.description}`);
  return shareableReply(
    card({ accent: ACCENT, title: `/${group.name}`, lines: [t`${group.description}.`, join(lines, "\n")] }),
  );
}

function explainCommand(command: Command): Reply {
  const options = visibleOptions(command);
  // A line brings no file
  const fitsLine = options.length > 1 && options.every(([, { type }]) => type !== "file");
  return shareableReply(
    card({
      accent: ACCENT,
      title: `/${command.name}`,
      lines: [
        t`${command.description}.`,
        t`For example: ${code(exampleLine(command))}`,
        fitsLine ? inOneLine(command) : undefined,
      ],
      fields: options.map(([key, option]) => ({
        name: `${key}${needOf(option)}`,
        value: explainOption(option),
      })),
    }),
  );
}

function needOf(option: Option): string {
  const others = substitutes(option);
  if (others.length > 0) return ` (needed without ${others.join(" or ")})`;
  return isRequired(option) ? " (needed)" : "";
}

function explainOption(option: Option): RichText {
  const range: RichText =
    option.type === "choice"
      ? t`: ${join(
          option.choices.map((choice) => t`${code(choice)}`),
          ", ",
        )}`
      : option.type === "integer"
        ? t`: ${option.min} to ${option.max}`
        : option.type === "date"
          ? t`: ${code("2020-06-10")}, ${code("yesterday")}, ${code("1 July 2020")}`
          : option.type === "yes-no"
            ? t`: ${code("yes")} or ${code("no")}`
            : [];
  return t`${option.description}${range}`;
}

/** Where one types a line instead of filling in fields. */
function inOneLine(command: Command): RichText {
  return t`In one line: ${code(usage(command))}. Quotes keep words together.`;
}
