import { sql } from "kysely";
import type { Store } from "../database.ts";

/** Gives the names of the acquisition channels that leads came by, as the data spells them. */
export async function acquisitionChannelsOf(store: Store, workspaceId: number): Promise<readonly string[]> {
  const { rows } = await sql<{ member: string }>`
    select distinct member from cells
    where workspace_id = ${workspaceId} and measure = 'lead-to-mql' and dimension = 'acquisition-channel'
    order by member`.execute(store);
  return rows.map(({ member }) => member);
}
