import { type Kysely, sql } from "kysely";

/**
 * Facts as the sources tell them. A moment is a timestamptz; where the source gave a calendar day without a
 * time, the column holds that day's midnight in UTC and the column's bit in `local_days` is set, so that the
 * day never shifts with the time zone. Bits count the table's moments from the left, starting at 1, 2, 4.
 *
 * No foreign keys: references may arrive late, and checking each row against its workspace would be a good part of
 * an import's cost.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table workspaces (
      workspace_id integer generated always as identity primary key,
      name text not null unique,
      team_id text unique,
      settings jsonb not null default '{}',
      created_at timestamptz not null default now()
    );

    create table leads (
      workspace_id integer not null,
      lead_id text not null,
      created_at timestamptz not null,
      acquisition_channel text,
      account_id text,
      segment text,
      mql_at timestamptz,
      sql_at timestamptz,
      disqualified_at timestamptz,
      updated_at timestamptz,
      local_days smallint not null default 0,
      source text not null,
      primary key (workspace_id, lead_id)
    );

    create table opportunities (
      workspace_id integer not null,
      opportunity_id text not null,
      created_at timestamptz not null,
      lead_id text,
      account_id text,
      acquisition_channel text,
      segment text,
      stage text,
      amount numeric(20, 4),
      currency text,
      closed_at timestamptz,
      outcome text not null default 'open' check (outcome in ('open', 'won', 'lost')),
      updated_at timestamptz,
      local_days smallint not null default 0,
      source text not null,
      primary key (workspace_id, opportunity_id)
    );
    create index opportunities_by_lead on opportunities (workspace_id, lead_id) where lead_id is not null;

    create table stage_changes (
      workspace_id integer not null,
      opportunity_id text not null,
      entered_at timestamptz not null,
      stage text not null,
      local_days smallint not null default 0,
      source text not null,
      primary key (workspace_id, opportunity_id, entered_at, stage)
    );

    create table content (
      workspace_id integer not null,
      asset_id text not null,
      asset_number integer generated always as identity,
      title text not null,
      published_at timestamptz not null,
      journey_stage text,
      retired_at timestamptz,
      local_days smallint not null default 0,
      source text not null,
      primary key (workspace_id, asset_id)
    );

    create table content_uses (
      workspace_id integer not null,
      use_id text not null,
      asset_id text not null,
      used_at timestamptz not null,
      used_by text check (used_by in ('sales', 'marketing')),
      opportunity_id text,
      local_days smallint not null default 0,
      source text not null,
      primary key (workspace_id, use_id)
    );
    create index content_uses_by_opportunity on content_uses (workspace_id, opportunity_id)
      where opportunity_id is not null;
    create index content_uses_by_asset on content_uses (workspace_id, asset_id);

    create table sales_touches (
      workspace_id integer not null,
      touch_id text not null,
      lead_id text not null,
      touched_at timestamptz not null,
      kind text check (kind in ('call', 'email', 'meeting')),
      local_days smallint not null default 0,
      source text not null,
      primary key (workspace_id, touch_id)
    );
    create index sales_touches_by_lead on sales_touches (workspace_id, lead_id);

    create table visits (
      workspace_id integer not null,
      day date not null,
      acquisition_channel text not null,
      visitors bigint not null check (visitors >= 0),
      source text not null,
      primary key (workspace_id, day, acquisition_channel)
    );

    create table exchange_rates (
      workspace_id integer not null,
      currency text not null,
      day date not null,
      rate numeric(24, 12) not null check (rate > 0),
      source text not null,
      primary key (workspace_id, currency, day)
    );

    -- What each source delivered last, for the freshness that every message shows.
    create table source_deliveries (
      workspace_id integer not null,
      source text not null,
      kind text not null,
      received_at timestamptz not null,
      latest_fact_at timestamptz,
      rows_read bigint not null,
      primary key (workspace_id, source, kind)
    );

    -- Facts that changed since the last refresh of the snapshots; appended in the transaction that changes them.
    create table fact_changes (
      workspace_id integer not null,
      change_id bigint generated always as identity,
      entity text not null check (entity in ('lead', 'opportunity', 'asset', 'content-use')),
      entity_id text not null,
      primary key (workspace_id, change_id)
    );
  `.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`
    drop table fact_changes, source_deliveries, exchange_rates, visits, sales_touches, content_uses, content,
      stage_changes, opportunities, leads, workspaces;
  `.execute(db);
}
