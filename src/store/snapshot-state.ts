import { sql } from "kysely";
import type { Store } from "./database.ts";

/** Which state a workspace's snapshots are in. */
export interface SnapshotState {
  /** Another whenever a refresh has changed them. */
  readonly version: string;
  readonly refreshedAt: Date;
}

/** Gives the state of a workspace's snapshots, or null when none were made yet. */
export async function snapshotState(store: Store, workspaceId: number): Promise<SnapshotState | null> {
  const { rows } = await sql<{ version: string; refreshed_at: Date }>`
    select xmin::text || ' ' || refreshed_at::text as version, refreshed_at from snapshot_states
    where workspace_id = ${workspaceId}`.execute(store);
  return rows[0] ? { version: rows[0].version, refreshedAt: rows[0].refreshed_at } : null;
}

/** Gives when the snapshots that were refreshed longest ago were, or null when there are none. */
export async function oldestRefresh(store: Store): Promise<Date | null> {
  const { rows } = await sql<{ refreshed_at: Date | null }>`
    select min(refreshed_at) as refreshed_at from snapshot_states`.execute(store);
  return rows[0]?.refreshed_at ?? null;
}

/** Whether the database answers. */
export async function databaseAnswers(store: Store): Promise<boolean> {
  await sql`select 1`.execute(store);
  return true;
}
