import { type Kysely, sql } from "kysely";

/** The local days on which a workspace's warnings were evaluated, or are about to be: once each. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table daily_evaluations (
      workspace_id integer not null references workspaces on delete cascade,
      day date not null,
      planned_at timestamptz not null default now(),
      primary key (workspace_id, day)
    );
  `.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table daily_evaluations;`.execute(db);
}
