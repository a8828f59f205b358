import { type Kysely, sql } from "kysely";

/**
 * A refresh asks for the uses of an asset on a day, and for an asset's first use: one index answers both. Pages of whole
 * weeks keep room, so that a changed week stays on its page and in its place in the index.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create index content_use_journeys_by_asset_and_day on content_use_journeys (workspace_id, asset_number, day);
    drop index content_use_journeys_by_day, content_use_journeys_by_asset;
    alter table week_cells set (fillfactor = 80);
  `.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table week_cells reset (fillfactor);
    create index content_use_journeys_by_day on content_use_journeys (workspace_id, day);
    create index content_use_journeys_by_asset on content_use_journeys (workspace_id, asset_number);
    drop index content_use_journeys_by_asset_and_day;
  `.execute(db);
}
