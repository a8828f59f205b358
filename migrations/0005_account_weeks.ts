import { type Kysely, sql } from "kysely";

/**
 * What the accounts of a whole week won, ready to be read: distinct accounts and medians do not add up over days. A
 * week whose wins are not all in the workspace's currency has no figures, as rates may change under them. Weeks
 * begin where the workspace begins them.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table account_week_cells (
      workspace_id integer not null references workspaces on delete cascade,
      day integer not null,
      figures jsonb,
      primary key (workspace_id, day)
    );
    alter table snapshot_states add column week_start smallint not null default 1;
    alter table snapshot_states alter column week_start drop default;
    -- The weeks are made by the next refresh, which rebuilds.
    delete from snapshot_states;
  `.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table snapshot_states drop column week_start;
    drop table account_week_cells;
  `.execute(db);
}
