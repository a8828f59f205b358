import { type Kysely, sql } from "kysely";

/** Which source computed the workspace's cells where its data is; null: they are made from imported facts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table snapshot_states add column remote_source text`.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`alter table snapshot_states drop column remote_source`.execute(db);
}
