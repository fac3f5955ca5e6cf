import { Database } from "../../src/state/database.ts";

// Killed after the first table of a migration was made
const [, , url = ""] = process.argv;
const database = new Database(url, {
  migrations: {
    "000-half": {
      up: async (db) => {
        await db.schema.createTable("half").addColumn("a", "text").execute();
        process.kill(process.pid, "SIGKILL");
      },
    },
  },
});
await database.tables();
