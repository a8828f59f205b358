import { type Kysely, sql } from "kysely";

/**
 * Whole weeks are kept as the text that a reading takes, also what days' cohorts converted at each age, and the revenue
 * of whole weeks. Those at hand are let go: until the next refresh has made them, readings are taken from days.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    update snapshot_states set windows = null;
    truncate week_cells;
    alter table week_cells
      drop column entered, drop column within, drop column converted, drop column median, drop column p80,
      drop column median_low, drop column median_high,
      -- What the week comes to, and, of measures that cohorts are followed by, its days.
      add column told text not null,
      add column days text;
    alter table content_week_cells
      alter column by_sales type text using array_to_string(by_sales, ','),
      alter column in_opportunity type text using array_to_string(in_opportunity, ',');
    create table revenue_week_cells (
      workspace_id integer not null references workspaces on delete cascade,
      dimension text not null,
      member text not null,
      day integer not null,
      -- By the week in the workspace's currency, by the day in others, as rates are dated.
      told text not null,
      primary key (workspace_id, dimension, member, day)
    );
  `.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`
    update snapshot_states set windows = null;
    drop table revenue_week_cells;
    alter table content_week_cells
      alter column by_sales type integer[] using string_to_array(by_sales, ',')::integer[],
      alter column in_opportunity type integer[] using string_to_array(in_opportunity, ',')::integer[];
    truncate week_cells;
    alter table week_cells
      drop column days, drop column told,
      add column entered integer not null check (entered >= 0), add column within integer not null,
      add column converted integer not null, add column median double precision, add column p80 double precision,
      add column median_low integer, add column median_high integer;
  `.execute(db);
}
