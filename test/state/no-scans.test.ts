import { StatementSync } from "node:sqlite";
import { expect, onTestFinished, test, vi } from "vitest";
import { Database } from "../../src/state/database.ts";
import { type OauthFlow, OauthStates } from "../../src/state/oauth-states.ts";
import { Sealer } from "../../src/state/sealer.ts";
import { SlackInstalls } from "../../src/state/slack-installs.ts";

/** Every statement that SQLite runs from here on. */
function recordStatements(): string[] {
  const statements: string[] = [];
  for (const method of ["all", "run"] as const) {
    const original = StatementSync.prototype[method];
    const spy = vi.spyOn(StatementSync.prototype, method).mockImplementation(function (
      this: StatementSync,
      ...parameters: unknown[]
    ) {
      statements.push(this.sourceSQL);
      return Reflect.apply(original, this, parameters) as never;
    });
    onTestFinished(() => spy.mockRestore());
  }
  return statements;
}

function flow(person: string): OauthFlow {
  const expiresAt = Date.now() + 60_000;
  return { provider: "github", person, asker: "ann on Slack", verifier: "v", scopes: [], expiresAt };
}

/** What a stranger can make the bot do with the database before anybody knows who it is, and what a person can without a share. */
async function comeAndGo(states: OauthStates, installs: SlackInstalls, name: string): Promise<void> {
  await states.open(`key ${name}`, flow(name));
  await states.open(`again ${name}`, flow(name));
  await states.find(`guess ${name}`);
  await states.move(`key ${name}`, `moved ${name}`);
  await states.open(`after ${name}`, flow(name));
  await states.take(`guess ${name}`);
  await installs.takeState(installs.newState(Date.now() + 60_000));
  await installs.takeState("guess");
}

test("a visit costs as many statements as the one before, and none that reads a whole table", async () => {
  const database = new Database("sqlite::memory:");
  onTestFinished(() => database.close());
  const sealer = new Sealer([Buffer.alloc(32, "k")]);
  const [states, installs] = [new OauthStates(database, sealer), new SlackInstalls(database, sealer)];
  const tables = await database.tables();
  const statements = recordStatements();
  const costs: number[] = [];
  for (let visit = 0; visit < 200; visit += 1) {
    const before = statements.length;
    await comeAndGo(states, installs, `person ${visit}`);
    costs.push(statements.length - before);
  }
  expect(new Set(costs).size).toBe(1);
  const plans: string[] = [];
  for (const statement of new Set(statements)) {
    const { rows } = await tables.executeQuery<{ detail: string }>({
      ...tables.selectNoFrom([]).compile(),
      sql: `explain query plan ${statement}`,
      parameters: Array.from({ length: statement.split("?").length - 1 }, () => 0),
    });
    plans.push(...rows.map(({ detail }) => detail));
  }
  expect(plans.length).toBeGreaterThan(5);
  expect(plans.filter((plan) => plan.startsWith("SCAN"))).toEqual([]);
});
