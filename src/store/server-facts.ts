import { sql } from "kysely";
import type { Store } from "./database.ts";

export interface ServerFacts {
  /** As the server writes it: `18.4`. */
  readonly version: string;
  /** As a number that can be compared: 180004. */
  readonly versionNumber: number;
  readonly clock: Date;
  /** How many migrations were done. */
  readonly migrations: number;
}

/** Gives what the database server says of itself. */
export async function serverFacts(store: Store): Promise<ServerFacts> {
  const { rows } = await sql<ServerFacts>`
    select current_setting('server_version') as version,
      current_setting('server_version_num')::integer as "versionNumber",
      clock_timestamp() as clock,
      (select count(*)::integer from kysely_migration) as migrations`.execute(store);
  const [facts] = rows;
  if (!facts) throw new Error("The database server says nothing of itself.");
  return facts;
}
