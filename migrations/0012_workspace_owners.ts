import { type Kysely, sql } from "kysely";

/** Whom a workspace's admins named to look after Concord, by Slack user id. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table workspace_owners (
      workspace_id integer not null references workspaces on delete cascade,
      user_id text not null,
      -- The admin's Slack user id; null: named at the command line.
      named_by text,
      named_at timestamptz not null default now(),
      primary key (workspace_id, user_id)
    );
  `.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table workspace_owners;`.execute(db);
}
