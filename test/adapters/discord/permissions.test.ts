import { expect, test } from "vitest";
import { factsOf } from "../../../src/adapters/discord/permissions.ts";
import { plainText } from "../../../src/core/text.ts";

const ALL = String((1n << 10n) | (1n << 11n) | (1n << 14n) | (1n << 15n));
const IN_SERVER = { appPermissions: ALL, memberPermissions: "0", channelType: 0, context: 0, isInstalledHere: true };

function hindrance(changes: Partial<typeof IN_SERVER>): string | undefined {
  const { hindrance } = factsOf({ ...IN_SERVER, ...changes });
  return hindrance && plainText(hindrance);
}

test("whoever may all that is needed, or everything, may post", () => {
  expect(hindrance({})).toBe(undefined);
  expect(hindrance({ appPermissions: String(1n << 3n) })).toBe(undefined);
  expect(hindrance({ context: 1, appPermissions: "0" })).toBe(undefined);
});

test.each([
  [{ appPermissions: "442368" }, "allow View Channel, Send Messages."],
  [{ appPermissions: String((1n << 10n) | (1n << 11n)) }, "allow Embed Links, Attach Files."],
  [{ channelType: 11 }, "allow Send Messages in Threads."],
  [{ isInstalledHere: false }, "this server has not added me"],
  [{ context: 2 }, "messages between other people"],
  [{ appPermissions: "rubbish" }, "allow View Channel, Send Messages, Embed Links, Attach Files."],
])("%j: what is wanting is named", (changes, words) => {
  expect(hindrance(changes)).toContain(words);
});

test.each([
  ["0", false],
  [String(1n << 4n), true],
  [String(1n << 5n), true],
  [String(1n << 3n), true],
  ["rubbish", false],
])("who has %s manages the channel: %s", (memberPermissions, isManager) => {
  expect(factsOf({ ...IN_SERVER, memberPermissions }).isManager).toBe(isManager);
});
