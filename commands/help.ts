import { bestMatches, nearNames } from "../src/core/closest.ts";
import {
  alone,
  type Command,
  type CommandGroup,
  defineCommand,
  isGroup,
  isRequired,
  type ListedCommand,
  lastWord,
  type Option,
  runnableCommands,
  substitutes,
  text,
  usage,
  visibleOptions,
} from "../src/core/command.ts";
import { unknownName } from "../src/core/did-you-mean.ts";
import { UnknownNameError } from "../src/core/errors.ts";
import { formatNumber } from "../src/core/format.ts";
import { groupLines } from "../src/core/group-menu.ts";
import { KeptReplies } from "../src/core/kept-replies.ts";
import { exampleLine } from "../src/core/options.ts";
import { knowNoCommand, SEE_HELP } from "../src/core/plain-replies.ts";
import { card, type Reply, shareableReply } from "../src/core/reply.ts";
import { code, enumerated, join, type RichText, t } from "../src/core/text.ts";
import { suggestions } from "../src/replies/suggestions.ts";

const ACCENT = 0x5b6ee1;

/** `/help`: every command in a line each, or one command with all its options. `others` are the commands beside it. */
export function helpFor(others: readonly ListedCommand[]): Command {
  const commands: ListedCommand[] = [...others];
  const lists = new KeptReplies();
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
      const off = services.upstreams().flatMap(({ id, state }) => (state === "off" ? [id] : []));
      return lists.of(off.join(), [], () => listOf(commands, new Set(off)));
    },
  });
  commands.push(help);
  return help;
}

function listOf(commands: readonly ListedCommand[], off: ReadonlySet<string>): Reply {
  const lines = commands.map((command): RichText => {
    if (isGroup(command)) return groupLine(command);
    const lacksKey = command.upstreams?.every((id) => off.has(id));
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
}

function explain(asked: string, commands: readonly ListedCommand[]): Reply {
  const name = asked.replace(/^\//, "").replace(/\s+/g, " ").toLowerCase();
  const command = [...commands, ...runnableCommands(commands)].find((candidate) => candidate.name === name);
  if (command === undefined) {
    const names = commands.map((candidate) => candidate.name);
    throw new UnknownNameError(
      ...unknownName(knowNoCommand(name), {
        option: "command",
        near: nearNames(name, names, 1),
        otherwise: SEE_HELP,
        instead: [{ option: "command", value: undefined, label: "/help" }],
      }),
    );
  }
  return isGroup(command) ? explainGroup(command) : explainCommand(command);
}

function explainGroup(group: CommandGroup): Reply {
  return shareableReply(
    card({ accent: ACCENT, title: `/${group.name}`, lines: [t`${group.description}.`, groupLines(group)] }),
  );
}

/** `/github — Your GitHub account, and what happens in public: connect, me, repos`. */
function groupLine({ name, description, subcommands }: CommandGroup): RichText {
  return t`${code(`/${name}`)} — ${description}: ${subcommands.map(lastWord).join(", ")}`;
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

/** What the option is, and what may be typed: `First day. For example 2020-06-10, yesterday or 1 July 2020.` */
function explainOption(option: Option): RichText {
  const values = valuesOf(option);
  return values === undefined ? t`${option.description}.` : t`${option.description}. ${values}.`;
}

function valuesOf(option: Option): RichText | undefined {
  switch (option.type) {
    case "choice":
      return t`One of ${enumerated(codes(option.choices))}`;
    case "integer":
      return t`A number from ${formatNumber(option.min)} to ${formatNumber(option.max)}`;
    case "date":
      return t`For example ${enumerated(codes(["2020-06-10", "yesterday", "1 July 2020"]), "or")}`;
    case "yes-no":
      return t`Type ${enumerated(codes(["yes", "no"]), "or")}`;
    default:
      return undefined;
  }
}

function codes(values: readonly string[]): readonly RichText[] {
  return values.map((value) => [code(value)]);
}

/** Where one types a line instead of filling in fields. */
function inOneLine(command: Command): RichText {
  return t`In one line: ${code(usage(command))}. Quotes keep words together.`;
}
