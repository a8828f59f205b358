import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";
import { promisify } from "node:util";
import { z } from "zod";

const run = promisify(execFile);
const folder = import.meta.dirname;

/** As much of DuckDB's client as the bench uses. */
export interface DuckDb {
  rows(sql: string): Promise<readonly (readonly unknown[])[]>;
}

const library = z.object({
  DuckDBInstance: z.custom<DuckDbInstance>((value) => typeof value === "function"),
});

interface DuckDbInstance {
  create(path: string): Promise<{
    connect(): Promise<{
      runAndReadAll(sql: string): Promise<{ getRowsJson(): readonly (readonly unknown[])[] }>;
    }>;
  }>;
}

/** Opens a DuckDB in memory, installing it into the bench's own folder when it is not there yet. */
export async function openDuckDb(say: (text: string) => void): Promise<DuckDb> {
  const require = createRequire(path.join(folder, "package.json"));
  try {
    require.resolve("@duckdb/node-api");
  } catch {
    say("Installing DuckDB for the bench");
    await run("npm", ["ci", "--no-fund", "--no-audit"], { cwd: folder });
  }
  const { DuckDBInstance } = library.parse(require("@duckdb/node-api"));
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  return { rows: async (sql) => (await connection.runAndReadAll(sql)).getRowsJson() };
}
