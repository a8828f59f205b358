import { sql } from "kysely";
import type { Store } from "./database.ts";

/** Gives whether a digest has ever arrived in one of the workspace's channels; shared answers are none. */
export async function hasHadDigest(store: Store, workspaceId: number): Promise<boolean> {
  const { rows } = await sql`
    select 1 from deliveries
    where workspace_id = ${workspaceId} and step = 'done' and delivery_key not like 'share:%' limit 1`.execute(
    store,
  );
  return rows.length > 0;
}
