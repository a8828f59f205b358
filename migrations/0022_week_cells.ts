import { type Kysely, sql } from "kysely";

/**
 * Whole weeks, ready to be read: what a week's cells come to, so that a reading of many weeks does not grow with how
 * much happened in them. They are made from cells alone. `windows` says with which age limits they were counted, and
 * is null where there are none yet: the next refresh makes them.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table week_cells (
      workspace_id integer not null references workspaces on delete cascade,
      measure text collate "C" not null,
      dimension text not null,
      member text not null,
      day integer not null,
      entered integer not null check (entered >= 0),
      -- Conversions at an age within the measure's window, and at any age.
      within integer not null,
      converted integer not null,
      -- The conversions by the day on which they happened, as DAY:COUNT parts, and the last such day.
      converted_on text not null,
      last_converted integer,
      median double precision,
      p80 double precision,
      median_low integer,
      median_high integer,
      primary key (workspace_id, measure, dimension, member, day)
    );
    create table content_week_cells (
      workspace_id integer not null references workspaces on delete cascade,
      day integer not null,
      by_sales integer[] not null,
      in_opportunity integer[] not null,
      primary key (workspace_id, day)
    );
    alter table snapshot_states add column windows integer[];
  `.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table snapshot_states drop column windows;
    drop table content_week_cells, week_cells;
  `.execute(db);
}
