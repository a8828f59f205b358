import { type Kysely, sql } from "kysely";

/**
 * Snapshots. Journeys are each fact's dates as they are counted: local days (whole days since 1970-01-01) in the
 * workspace's time zone. Cells are sums over journeys; a refresh applies a journey's old and new contribution as
 * a signed change, and a rebuild sums all of them: both give the same rows.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table lead_journeys (
      workspace_id integer not null references workspaces on delete cascade,
      lead_id text not null,
      acquisition_channel text not null,
      segment text not null,
      source text not null,
      created_day integer not null,
      mql_day integer,
      worked_day integer,
      opportunity_day integer,
      customer_day integer,
      disqualified_day integer,
      -- The first day on which it was disqualified or an opportunity of it was lost.
      out_day integer,
      primary key (workspace_id, lead_id)
    );

    create table opportunity_journeys (
      workspace_id integer not null references workspaces on delete cascade,
      opportunity_id text not null,
      lead_id text,
      account_id text,
      acquisition_channel text not null,
      segment text not null,
      source text not null,
      created_day integer not null,
      lead_created_day integer,
      lead_mql_day integer,
      won_day integer,
      lost_day integer,
      content_day integer,
      currency text not null,
      amount numeric(20, 4),
      primary key (workspace_id, opportunity_id)
    );
    create index opportunity_journeys_by_lead on opportunity_journeys (workspace_id, lead_id)
      where lead_id is not null;

    -- The first stay of an opportunity in each stage, and the days on which it moved back into it.
    create table stage_stays (
      workspace_id integer not null references workspaces on delete cascade,
      opportunity_id text not null,
      stage text not null,
      acquisition_channel text not null,
      segment text not null,
      entered_day integer not null,
      left_day integer,
      regressed_days integer[] not null,
      primary key (workspace_id, opportunity_id, stage)
    );

    create table content_use_journeys (
      workspace_id integer not null references workspaces on delete cascade,
      use_id text not null,
      opportunity_id text,
      -- Null while the asset is not known.
      asset_number integer,
      day integer not null,
      by_sales boolean not null,
      in_opportunity boolean not null,
      primary key (workspace_id, use_id)
    );
    create index content_use_journeys_by_day on content_use_journeys (workspace_id, day);
    create index content_use_journeys_by_asset on content_use_journeys (workspace_id, asset_number);

    create table cells (
      workspace_id integer not null references workspaces on delete cascade,
      measure text collate "C" not null,
      dimension text not null,
      member text not null,
      day integer not null,
      entered integer not null check (entered >= 0),
      -- Triples of event kind, age in days and count, in that order.
      events integer[] not null,
      primary key (workspace_id, measure, dimension, member, day)
    );

    create table revenue_cells (
      workspace_id integer not null references workspaces on delete cascade,
      dimension text not null,
      member text not null,
      day integer not null,
      currency text not null,
      wins integer not null,
      amount numeric(24, 4) not null,
      wins_without_amount integer not null,
      primary key (workspace_id, dimension, member, day, currency)
    );

    -- Account '' stands for wins without an account.
    create table account_win_cells (
      workspace_id integer not null references workspaces on delete cascade,
      day integer not null,
      account_id text not null,
      acquisition_channel text not null,
      segment text not null,
      currency text not null,
      wins integer not null,
      amount numeric(24, 4) not null,
      primary key (workspace_id, day, account_id, acquisition_channel, segment, currency)
    );
    create index account_win_cells_by_account on account_win_cells (workspace_id, account_id, day);

    create table asset_cells (
      workspace_id integer not null references workspaces on delete cascade,
      asset_number integer not null,
      asset_id text not null,
      title text not null,
      journey_stage text,
      published_day integer not null,
      retired_day integer,
      first_sales_use_day integer,
      primary key (workspace_id, asset_number)
    );

    create table content_day_cells (
      workspace_id integer not null references workspaces on delete cascade,
      day integer not null,
      by_sales integer[] not null,
      in_opportunity integer[] not null,
      primary key (workspace_id, day)
    );

    -- What the snapshots were last made with and when.
    create table snapshot_states (
      workspace_id integer primary key references workspaces on delete cascade,
      time_zone text not null,
      currency text not null,
      stages text[] not null,
      refreshed_at timestamptz not null
    );
  `.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`
    drop table snapshot_states, content_day_cells, asset_cells, account_win_cells, revenue_cells, cells,
      content_use_journeys, stage_stays, opportunity_journeys, lead_journeys;
  `.execute(db);
}
