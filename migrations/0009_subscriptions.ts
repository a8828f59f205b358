import { type Kysely, sql } from "kysely";

/**
 * Who gets a digest where and when, and every due time with what became of it. A run's key is its slot, so any number
 * of instances that notice a due time make one row.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table subscriptions (
      workspace_id integer not null references workspaces on delete cascade,
      subscription_id text not null default substr(replace(gen_random_uuid()::text, '-', ''), 1, 10),
      channel_id text not null,
      -- Of the week, as in the schedule: mon, tue, …
      days text[] not null check (cardinality(days) > 0),
      -- Minutes since the local midnight.
      minute integer not null check (minute between 0 and 1439),
      time_zone text not null,
      locale text not null,
      -- Empty: all seven.
      kpis text[] not null default '{}',
      breakdown text check (breakdown in ('acquisition-channel', 'segment')),
      -- Slack's user id; is told when a channel is lost.
      owner_id text,
      -- Local days without a digest, beside the workspace's own.
      holidays date[] not null default '{}',
      skip_unchanged boolean not null default false,
      -- Why no digest goes out; null: it does.
      paused_reason text,
      paused_at timestamptz,
      -- Due times before it are runs already.
      next_due_at timestamptz not null,
      created_at timestamptz not null default now(),
      -- Its runs stay on record.
      removed_at timestamptz,
      primary key (workspace_id, subscription_id)
    );
    create index subscriptions_due on subscriptions (next_due_at) where removed_at is null;

    create table runs (
      workspace_id integer not null,
      subscription_id text not null,
      due_at timestamptz not null,
      state text not null
        check (state in ('pending', 'delivered', 'late', 'missed', 'skipped', 'failed')),
      -- Why it was skipped, missed or failed; while it is pending, why it is not there yet.
      reason text,
      message_ts text,
      attempts integer not null default 0,
      created_at timestamptz not null default now(),
      finished_at timestamptz,
      primary key (workspace_id, subscription_id, due_at),
      foreign key (workspace_id, subscription_id) references subscriptions on delete cascade
    );
    create index runs_pending on runs (workspace_id, subscription_id) where state = 'pending';

    -- Every figure of a digest as it was posted.
    create table reported_readings (
      workspace_id integer not null,
      subscription_id text not null,
      due_at timestamptz not null,
      kpi text not null,
      week_from date not null,
      week_to date not null,
      span_weeks integer not null,
      unit text not null,
      value double precision,
      numerator double precision,
      denominator double precision,
      reported_at timestamptz not null,
      primary key (workspace_id, subscription_id, due_at, kpi),
      foreign key (workspace_id, subscription_id, due_at) references runs on delete cascade
    );
  `.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table reported_readings, runs, subscriptions;`.execute(db);
}
