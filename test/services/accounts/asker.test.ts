import { expect, test } from "vitest";
import { askerOf } from "../../../src/services/accounts/asker.ts";

const asked = (name: string, key = "slack:T222:U333") => askerOf({ key, name });

test.each([
  ["slack:T222:U333", "“ann” on Slack, in the workspace T222"],
  ["slack:E222:U333", "“ann” on Slack, in the organisation E222"],
  ["discord:123456789012345678", "“ann” on Discord"],
  ["chat:you", "“ann” in the terminal"],
  ["playground:ann", "“ann” in the playground"],
])("platform and workspace are our own words: %s", (key, words) => {
  expect(asked("ann", key)).toBe(words);
});

test.each([
  ["the end of the warning", "victim on Slack. It is yours", "victim on Slack. It is yours"],
  ["our closing quote", "victim” on Slack. Go on, “x", "victim' on Slack. Go on, 'x"],
  ["quotes of other kinds", 'a„b‟c«d»e＂f「g」h"i', "a'b'c'd'e'f'g'h'i"],
  ["line breaks and tabs", "ann\r\n\n\tThis link is yours\u2028now\u2029\u0085.", "ann This link is yours now ."],
  ["control signs", "a\u0000n\u001b[31mn\u009b", "a n [31mn"],
  ["direction signs", "a\u202en\u2066n\u200f\u061c", "ann"],
  ["zero-width signs", "a\u200bn\ufeffn\u00ad\u2060", "ann"],
  ["half a sign", "ann\ud83d", "ann\ufffd"],
  ["nothing that is seen", " \u200b\u202e\u0007 ", "somebody"],
  ["nothing", "", "somebody"],
  ["letters that run the other way", "דנה (yours)", "\u2068דנה (yours)\u2069"],
  ["80 characters", "a".repeat(80), `${"a".repeat(39)}…`],
  ["a million signs", "a ".repeat(500_000), `${"a ".repeat(19)}a…`],
])("a name can't write what stands round it: %s", (_, name, shown) => {
  expect(asked(name)).toBe(`“${shown}” on Slack, in the workspace T222`);
});
