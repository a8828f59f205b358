import { sql } from "kysely";
import { snapshotTables } from "../../src/store/snapshots/tables.ts";
import type { Funnel } from "./server.ts";

/** Gives a sum of every row of a funnel's snapshots: another when any row is another, whatever their order. */
export async function snapshotSum({ store, workspaceId }: Funnel): Promise<string> {
  const sums: string[] = [];
  for (const table of snapshotTables) {
    const { rows } = await sql<{ sum: string }>`
      select count(*) || ' rows, ' || coalesce(sum(hashtextextended(t::text, 0)), 0) as sum
      from ${sql.table(table)} t where workspace_id = ${workspaceId}`.execute(store);
    sums.push(`${table}: ${rows[0]?.sum}`);
  }
  return sums.join("\n");
}
