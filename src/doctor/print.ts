import { stripVTControlCharacters, styleText } from "node:util";
import type { Finding } from "../setup/finding.ts";
import type { Section } from "./examine.ts";

const SIGNS = {
  good: { sign: "✓", style: "green" },
  bad: { sign: "✗", style: "red" },
  unsure: { sign: "–", style: "yellow" },
  skipped: { sign: "–", style: "dim" },
} as const satisfies Record<Finding["state"], object>;

/** What the doctor says: a line a finding under its heading, what to do next below it, and the sum at the end. */
export function printSections(sections: readonly Section[], hasColours: boolean): string {
  const paint = (style: Parameters<typeof styleText>[0], text: string) =>
    hasColours ? styleText(style, text, { validateStream: false }) : text;
  const width = Math.max(...sections.flatMap(({ findings }) => findings.map(({ subject }) => subject.length)));
  const blocks = sections.map(({ heading, findings }) => {
    const lines = findings.flatMap(({ subject, state, sentence, advice }) => {
      const { sign, style } = SIGNS[state];
      const next = advice === undefined ? [] : [`${" ".repeat(width + 6)}→ ${onOneLine(advice)}`];
      return [`  ${paint(style, sign)} ${subject.padEnd(width)}  ${onOneLine(sentence)}`, ...next];
    });
    return [paint("bold", heading), ...lines].join("\n");
  });
  return `${[...blocks, sum(sections)].join("\n\n")}\n`;
}

/** The same for monitors: one line of JSON, `{ "bad": 1, "findings": [{ "section", "subject", "state", "sentence", "advice"? }] }`. */
export function sectionsAsJson(sections: readonly Section[]): string {
  const findings = sections.flatMap(({ heading, findings: found }) =>
    found.map((finding) => ({ section: heading, ...finding })),
  );
  return `${JSON.stringify({ bad: countBad(sections), findings })}\n`;
}

/** How many things are wrong. */
export function countBad(sections: readonly Section[]): number {
  return sections.flatMap(({ findings }) => findings).filter(({ state }) => state === "bad").length;
}

function sum(sections: readonly Section[]): string {
  const count = countBad(sections);
  return count === 0 ? "Nothing is wrong." : `${count} ${count === 1 ? "thing is" : "things are"} wrong: see ✗ above.`;
}

/** Names come from elsewhere: they must not move the cursor. */
function onOneLine(text: string): string {
  return stripVTControlCharacters(text).replace(/\p{Cc}+/gu, " ");
}
