import { type Kysely, sql } from "kysely";

/** Who works on what, and when Slack may be called next: what instances have to agree on. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- A hold outlives a connection that breaks while Slack is being called, and ends by itself after its holder.
    alter table deliveries
      add column held_by uuid,
      add column held_until timestamptz,
      -- Slack's ids of the files whose upload was begun, by chart name.
      add column file_grants jsonb not null default '{}',
      -- Chosen when the first part is posted first, so that a repeated post says the same.
      add column late boolean;

    -- The pace that Slack allows, for each method, and for each channel where Slack counts so.
    create table slack_turns (
      workspace_id integer not null references workspaces on delete cascade,
      method text not null,
      channel_id text not null,
      -- The theoretical arrival time of the generic cell rate algorithm.
      next_at timestamptz not null,
      -- Slack said Retry-After.
      held_until timestamptz,
      primary key (workspace_id, method, channel_id)
    );

    -- The instances that take jobs. One that is not seen any more loses its jobs to the others.
    create table worker_pools (
      pool_id text primary key,
      seen_at timestamptz not null default now()
    );
  `.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`
    drop table worker_pools, slack_turns;
    alter table deliveries drop column held_by, drop column held_until, drop column file_grants, drop column late;
  `.execute(db);
}
