/** A command that is to be written. */
export interface NewCommand {
  /** As people type it: `star-map`. */
  readonly name: string;
  /** As the code calls it: `starMap`. */
  readonly identifier: string;
  readonly description: string;
}

/** The command's file: it answers already. */
export function commandFile({ name, identifier, description }: NewCommand): string {
  return `import { defineCommand, text } from "../src/core/command.ts";
import { card, reply } from "../src/core/reply.ts";
import { bold, t } from "../src/core/text.ts";

export const ${identifier} = defineCommand({
  name: ${JSON.stringify(name)},
  description: ${JSON.stringify(description)},
  options: {
    words: text({ description: "What comes back to you", example: "good morning", takesRest: true }),
  },
  async run({ options, user }) {
    const words = options.words ?? "nothing yet";
    return reply(
      card({
        accent: 0x2e8b57,
        title: ${JSON.stringify(titleOf(name))},
        lines: [t\`\${user.name} says \${bold(words)}.\`],
      }),
    );
  },
});
`;
}

/** The command's test: a conversation. */
export function testFile({ name }: NewCommand): string {
  const title = titleOf(name);
  return `import { expect, test } from "vitest";
import { talk } from "../support/conversation.ts";

test("what was typed comes back, in the channel", async () => {
  const { ann } = await talk();
  await ann.types("/${name} good morning");
  expect(ann.sees()).toBe("${title}\\nann says good morning.");
  expect(ann.seesAlone()).toBe(false);
});

test("nothing was typed", async () => {
  const { ann } = await talk();
  await ann.types("/${name}");
  expect(ann.sees()).toBe("${title}\\nann says nothing yet.");
});

test("too much was typed: a sentence, for ann alone", async () => {
  const { ann } = await talk();
  await ann.types(\`/${name} \${"long ".repeat(100)}\`);
  expect(ann.sees()).toMatch(/^That is too long for me: at most 100 characters, please\\. Try \\/${name} good morning\\./);
  expect(ann.seesAlone()).toBe(true);
});
`;
}

/** `star-map` is “Star map”. */
function titleOf(name: string): string {
  const words = name.replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
