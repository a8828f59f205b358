import { type Kysely, sql } from "kysely";

/**
 * Messages on their way to Slack. A delivery's row is written before the first call and after every step, so that
 * whoever takes it up after a crash knows what is done, what is not, and where one has to look at Slack itself.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table deliveries (
      workspace_id integer not null references workspaces on delete cascade,
      -- What it is, in the caller's words; two deliveries of one key are the same message.
      delivery_key text not null,
      -- Travels in the messages' metadata.
      delivery_id uuid not null default gen_random_uuid(),
      channel_id text not null,
      -- What is delivered, as it was composed first: later attempts post the same.
      content jsonb not null,
      step text not null default 'planned' check (step in ('planned', 'uploaded', 'done')),
      -- Slack's file ids by chart name; null: the chart could not be drawn or sent.
      file_ids jsonb not null default '{}',
      -- The messages' ts by part: the channel message, then its thread replies.
      message_ts jsonb not null default '{}',
      -- The part whose posting was begun and whose outcome is not known yet.
      attempted_part integer,
      attempted_at timestamptz,
      -- Why Slack refused it for good, until it goes through after all.
      stopped_reason text,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      primary key (workspace_id, delivery_key)
    );
    create index deliveries_unfinished on deliveries (workspace_id, channel_id) where step <> 'done';

    -- What people asked for through Slack, so that a request that is delivered twice is answered once.
    create table slack_requests (
      workspace_id integer not null references workspaces on delete cascade,
      request_key text not null,
      received_at timestamptz not null default now(),
      primary key (workspace_id, request_key)
    );
  `.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table slack_requests, deliveries;`.execute(db);
}
