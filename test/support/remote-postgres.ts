import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";

export interface RemotePostgres {
  /** For a user who may read and write, so that only our own care keeps us from writing. */
  readonly url: string;
  execute(statements: string): Promise<void>;
  rows(query: string): Promise<readonly Record<string, unknown>[]>;
  drop(): Promise<void>;
}

/** An empty database of somebody else's: where a team's warehouse would be. */
export async function createRemotePostgres(): Promise<RemotePostgres> {
  const server = inject("postgresUrl");
  const name = `remote_${randomBytes(8).toString("hex")}`;
  const admin = new pg.Client({ connectionString: server });
  await admin.connect();
  await admin.query(`create database ${name}`);
  const url = server.replace("/concord?", `/${name}?`);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  return {
    url,
    execute: async (statements) => {
      await client.query(statements);
    },
    rows: async (query) => (await client.query(query)).rows,
    drop: async () => {
      await client.end();
      await admin.query(`drop database ${name} with (force)`);
      await admin.end();
    },
  };
}
