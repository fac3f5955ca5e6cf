import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { describe, expect, onTestFinished, test } from "vitest";
import { startProgram } from "../../support/program.ts";
import { imageTypes, textOf } from "./results.ts";

const ROOT = resolve(import.meta.dirname, "../../..");

/** An agent that has started the bot as its own process, with recorded answers, and speaks with it as clients of that age do. */
async function agent(mode: "auto" | "legacy"): Promise<{ readonly client: Client; readonly folder: string }> {
  const folder = mkdtempSync(join(tmpdir(), "magpie-agent-"));
  const client = new Client({ name: "test", version: "1" }, { versionNegotiation: { mode } });
  const args = ["--import", join(ROOT, "src/runtime.js"), join(ROOT, "src/main.ts"), "--mcp", "--recorded"];
  onTestFinished(async () => {
    await client.close();
    rmSync(folder, { recursive: true, force: true });
  });
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args,
      cwd: folder,
      env: { PATH: process.env["PATH"] ?? "" },
      stderr: "ignore",
    }),
  );
  return { client, folder };
}

test.each([
  ["auto", "2026-07-28"],
  ["legacy", "2025-11-25"],
] as const)(
  "a client that negotiates %s, and so speaks %s: tools, answers, mistakes, suggestions",
  async (mode, version) => {
    const { client, folder } = await agent(mode);
    expect(client.getNegotiatedProtocolVersion()).toBe(version);
    expect(client.getInstructions()).toContain("Magpie");

    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["dog", "covid", "github_repos", "shelf_add", "shelf_forget-me", "help"]),
    );

    const dog = await client.callTool({ name: "dog", arguments: { breed: "beagle" } });
    expect(textOf(dog)).toMatch(/^Beagle\nAmiable, even tempered[\s\S]*\nPicture: A beagle <https:/);
    expect(dog.content).toContainEqual(expect.objectContaining({ type: "resource_link", name: "A beagle" }));
    expect(dog.structuredContent).toMatchObject({
      cards: [{ title: "Beagle", footer: "The Dog API · recorded sample" }],
      next: [
        { label: "Another", tool: "dog", arguments: { breed: "Beagle", pick: expect.any(Number) } },
        { label: "👍" },
        { label: "👎" },
      ],
    });

    const misspelt = await client.callTool({ name: "dog", arguments: { breed: "beegle" } });
    expect(misspelt.isError).toBe(true);
    expect(textOf(misspelt)).toBe(
      'I know no dog breed called “beegle”. Did you mean Beagle?\nBeagle: call dog with {"breed":"Beagle"}',
    );
    await expect(client.callTool({ name: "dgo", arguments: {} })).rejects.toThrow("Did you mean dog?");

    const covid = await client.callTool({ name: "covid", arguments: { country: "germany" } }, { timeout: 120_000 });
    expect(imageTypes(covid)).toEqual(["image/png"]);
    const goat = await client.callTool({ name: "goat", arguments: { width: 40, height: 30 } }, { timeout: 120_000 });
    expect(imageTypes(goat)).toEqual(["image/jpeg"]);

    const added = await client.callTool({ name: "shelf_add", arguments: { book: "moby dick" } });
    expect(added.isError).toBeUndefined();
    writeFileSync(join(folder, "books.csv"), "Title,Author\nEmma,Jane Austen\n");
    const imported = await client.callTool({ name: "shelf_import", arguments: { file: join(folder, "books.csv") } });
    expect(textOf(imported)).toContain("1");
    const exported = await client.callTool({ name: "shelf_export", arguments: {} });
    expect(JSON.stringify(exported.content)).toContain("Moby Dick");

    const daily = { command: "/dog beagle", at: "every day 08:00", zone: "UTC" };
    const subscribed = await client.callTool({ name: "subscribe_add", arguments: daily });
    expect(subscribed.isError).toBe(true);
    expect(textOf(subscribed)).toBe("Nothing can come by itself here. Ask me in a channel of Slack or Discord.");

    const ref = { type: "ref/prompt", name: "dog" } as const;
    const { completion } = await client.complete({ ref, argument: { name: "breed", value: "beag" } });
    expect(completion.values[0]).toBe("Beagle");
    const prompt = await client.getPrompt({ name: "dog", arguments: { breed: "Beagle" } });
    expect(prompt.messages[0]?.content).toMatchObject({
      type: "text",
      text: expect.stringContaining('{"breed":"Beagle"}'),
    });
  },
  180_000,
);

describe("the process", () => {
  const INITIALIZE = {
    jsonrpc: "2.0",
    id: 1,
    method: "initialize",
    params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "test", version: "1" } },
  };
  const call = (id: number) => ({
    jsonrpc: "2.0",
    id,
    method: "tools/call",
    params: { name: "dog", arguments: { breed: "beagle" } },
  });

  test("what is asked before the end of input is answered, and its output is the protocol's alone", async () => {
    const program = startProgram(["--mcp", "--recorded"], { LOG_LEVEL: "debug" }, "pipe");
    onTestFinished(() => program.kill("SIGKILL"));
    program.types(JSON.stringify(INITIALIZE));
    program.types(JSON.stringify({ jsonrpc: "2.0", method: "notifications/initialized" }));
    program.types("this is no JSON");
    program.types(JSON.stringify(call(2)));
    program.hangsUp();
    expect(await program.ended).toBe(0);
    const lines = program.output().trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { jsonrpc: "2.0", id: 1, result: { serverInfo: { name: "magpie" } } },
      { jsonrpc: "2.0", id: 2, result: { structuredContent: { cards: [{ title: "Beagle" }] } } },
    ]);
    expect(program.errors()).toContain('"msg":"stopped"');
  });

  test("a signal stops it in order", async () => {
    const program = startProgram(["--mcp", "--recorded"], { LOG_LEVEL: "info" }, "pipe");
    onTestFinished(() => program.kill("SIGKILL"));
    program.types(JSON.stringify(INITIALIZE));
    await program.says(/"serverInfo"/);
    program.kill("SIGTERM");
    expect(await program.ended).toBe(0);
    expect(program.errors()).toContain('"msg":"stopped"');
  });
});
