import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";

export interface TestDatabase {
  readonly connectionString: string;
  /** Removes it, ending sessions that are still open. */
  drop(): Promise<void>;
}

/** A database with the newest schema and no rows, of the caller's own: a clone of the migrated template. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = inject("postgresUrl");
  const name = `test_${randomBytes(8).toString("hex")}`;
  await execute(server, `create database ${name} template concord_template`);
  return {
    connectionString: server.replace("/concord?", `/${name}?`),
    drop: () => execute(server, `drop database if exists ${name} with (force)`),
  };
}

async function execute(connectionString: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
