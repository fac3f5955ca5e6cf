import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { decodeButton, encodeButtons } from "../../src/core/press.ts";
import { type Button, buttons, type OptionValues, privateReply, reply } from "../../src/core/reply.ts";
import { createButtonStore } from "../../src/state/button-store.ts";
import { Database } from "../../src/state/database.ts";

const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const ann = { id: "123456789012345678", name: "ann" };

function runButton(options: OptionValues): Button {
  return { label: "Next", press: { do: "run", command: "book", options, into: "update" } };
}

async function roundTrip(options: OptionValues, isPrivate = false, maxLength = 100) {
  const store = createButtonStore(new Database("sqlite::memory:"), silent);
  const button = runButton(options);
  const message = isPrivate ? privateReply(buttons(button)) : reply(buttons(button));
  const state = (await encodeButtons(message, maxLength, store, ann)).get(button) ?? "";
  return { state, press: await decodeButton(state, store) };
}

describe("a button's state", () => {
  test.each([
    { query: "moby dick", page: "2" },
    { query: "a~b=c:d%7E %25 ~~ ==", page: "1" },
    { query: "海 الحوت 🐋 <!channel>" },
    { query: "line\nbreak" },
  ])("comes back as it went: %o", async (options) => {
    const { press } = await roundTrip(options);
    expect(press).toEqual({ do: "run", command: "book", options, into: "update" });
  });

  test("holds what was given, and nothing of what was not", async () => {
    const { state, press } = await roundTrip({ query: "moby dick", author: undefined, page: 2, new: false });
    expect(state).toBe("0u~book~query=moby dick~page=2~new=no");
    expect(press).toMatchObject({ options: { query: "moby dick", page: "2", new: "no" } });
  });

  test.each(["update", "post", "beside"] as const)("says where the reply goes: %s", async (into) => {
    const store = createButtonStore(new Database("sqlite::memory:"), silent);
    const button: Button = { label: "Add", press: { do: "run", command: "shelf add", options: {}, into } };
    const states = await encodeButtons(reply(buttons(button)), 100, store, ann);
    expect(await decodeButton(states.get(button) ?? "", store)).toEqual({
      do: "run",
      command: "shelf add",
      options: {},
      into,
    });
  });

  test("a private one carries its owner", async () => {
    const { press } = await roundTrip({ query: "x" }, true);
    expect(press).toMatchObject({ owner: ann });
  });

  test("just short enough stays in the button, one more goes to the store", async () => {
    const room = 100 - "0u~book~query=".length;
    const fits = await roundTrip({ query: "x".repeat(room) });
    expect(fits.state).toHaveLength(100);
    expect(fits.state).not.toContain("@");
    const stored = await roundTrip({ query: "x".repeat(room + 1) });
    expect(stored.state).toMatch(/^0@[\w-]{22}$/);
    expect(stored.press).toMatchObject({ options: { query: "x".repeat(room + 1) } });
  });

  test("two buttons of one meaning have two states", async () => {
    const store = createButtonStore(new Database("sqlite::memory:"), silent);
    const states = await encodeButtons(
      reply(buttons(runButton({ query: "x" }), runButton({ query: "x" }))),
      100,
      store,
      ann,
    );
    expect(new Set(states.values()).size).toBe(2);
  });

  test("a stored one works after a restart", async () => {
    const folder = await mkdtemp(join(tmpdir(), "magpie-"));
    const path = `${folder}/deep/magpie.db`;
    const before = new Database(`sqlite:${path}`);
    const button = runButton({ query: "y".repeat(200) });
    const states = await encodeButtons(reply(buttons(button)), 100, createButtonStore(before, silent), ann);
    await before.close();
    const after = new Database(`sqlite:${path}`);
    const press = await decodeButton(states.get(button) ?? "", createButtonStore(after, silent));
    await after.close();
    expect(press).toMatchObject({ options: { query: "y".repeat(200) } });
  });

  test("the database is gone: long buttons live in memory, and the log says so", async () => {
    const warnings: string[] = [];
    const store = createButtonStore(new Database("sqlite:/dev/null/magpie.db"), {
      ...silent,
      warn: (_, message) => warnings.push(message),
    });
    const button = runButton({ query: "z".repeat(200) });
    const states = await encodeButtons(reply(buttons(button)), 100, store, ann);
    expect(await decodeButton(states.get(button) ?? "", store)).toMatchObject({ options: { query: "z".repeat(200) } });
    expect(warnings).toEqual([expect.stringContaining("the database is gone")]);
  });

  test.each(["", "rubbish", "0", "0@nokey", "0u", "q~x"])("rubbish is no state: %o", async (state) => {
    const store = createButtonStore(new Database("sqlite::memory:"), silent);
    expect(await decodeButton(state, store)).toBeUndefined();
  });
});
