import { sql } from "kysely";
import type { Store } from "./database.ts";

/**
 * Deletes a workspace and every row of its in every table that has a workspace: the schema itself says which, so that
 * a new table is not forgotten.
 */
export async function removeWorkspace(store: Store, workspaceId: number): Promise<void> {
  await store.transaction().execute(async (transaction) => {
    const { rows } = await sql<{ name: string }>`
      select c.table_name as name from information_schema.columns c
      join information_schema.tables t using (table_schema, table_name)
      where c.table_schema = current_schema() and c.column_name = 'workspace_id' and t.table_type = 'BASE TABLE'
      order by c.table_name = 'workspaces', c.table_name`.execute(transaction);
    // Rows that refer to others' with a cascade are gone by then, which does no harm.
    for (const { name } of rows) {
      await sql`delete from ${sql.table(name)} where workspace_id = ${workspaceId}`.execute(transaction);
    }
  });
}
