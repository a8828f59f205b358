import { type Kysely, sql } from "kysely";

/** What the teams agreed, and what they wrote down. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table targets (
      workspace_id integer not null references workspaces on delete cascade,
      target_number integer not null,
      kpi text not null,
      -- Empty: all acquisition channels together.
      acquisition_channel text not null default '',
      -- At least one of them; both: a band. In the KPI's own unit.
      low double precision,
      high double precision,
      from_day date not null,
      -- The day at whose start it ends; null: until it is replaced.
      to_day date,
      set_by text,
      set_at timestamptz not null,
      primary key (workspace_id, target_number),
      check (low is not null or high is not null),
      check (low is null or high is null or low <= high),
      check (to_day is null or to_day > from_day)
    );
    create index targets_of_kpi on targets (workspace_id, kpi, acquisition_channel, from_day);

    create table annotations (
      workspace_id integer not null references workspaces on delete cascade,
      annotation_number integer not null,
      day date not null,
      text text not null,
      noted_by text,
      noted_at timestamptz not null,
      primary key (workspace_id, annotation_number)
    );
    create index annotations_by_day on annotations (workspace_id, day);
  `.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table annotations, targets;`.execute(db);
}
