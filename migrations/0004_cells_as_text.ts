import { type Kysely, sql } from "kysely";

/**
 * Cells keep their events as text, `AGE:COUNT` parts by age, one column for each kind: text leaves the server as it
 * lies there, where arrays of numbers are written out digit by digit, and a reading loads only the kinds that it
 * reads. Pages keep room, so that a changed cell stays on its page and in its place in the index.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    drop table cells;
    create table cells (
      workspace_id integer not null references workspaces on delete cascade,
      measure text collate "C" not null,
      dimension text not null,
      member text not null,
      day integer not null,
      entered integer not null check (entered >= 0),
      converted text not null,
      converted_after_out text not null,
      went_out text not null,
      primary key (workspace_id, measure, dimension, member, day)
    ) with (fillfactor = 80);

    -- Nothing was made with these yet, so the next refresh rebuilds.
    delete from snapshot_states;
  `.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`
    drop table cells;
    create table cells (
      workspace_id integer not null references workspaces on delete cascade,
      measure text collate "C" not null,
      dimension text not null,
      member text not null,
      day integer not null,
      entered integer not null check (entered >= 0),
      events integer[] not null,
      primary key (workspace_id, measure, dimension, member, day)
    );
    delete from snapshot_states;
  `.execute(db);
}
