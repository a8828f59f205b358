import { type Kysely, sql } from "kysely";

/**
 * Incidents. An incident is what its events make of it; the row keeps the result, so that a list is one query, and the
 * subjects keep the promise that nothing has two incidents at once.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table incidents (
      workspace_id integer not null references workspaces on delete cascade,
      incident_number integer not null,
      is_over boolean not null default false,
      -- The local day on which it was over; null while it is not.
      over_on date,
      -- The incident after its last event.
      incident jsonb not null,
      event_count integer not null,
      -- Where its thread is; null until it is posted.
      channel_id text,
      message_ts text,
      -- The card as it should be, and as it stands in Slack.
      card_revision integer not null default 1,
      card_shown_revision integer not null default 0,
      -- The card's picture in Slack, and the day as of which it was drawn.
      chart_file_id text,
      chart_as_of date,
      primary key (workspace_id, incident_number)
    );
    create index incidents_over on incidents (workspace_id, over_on) where is_over;

    create table incident_subjects (
      workspace_id integer not null,
      incident_number integer not null,
      rule text not null,
      -- Empty: the workspace as a whole.
      subject text not null,
      is_open boolean not null default true,
      primary key (workspace_id, incident_number, rule, subject),
      foreign key (workspace_id, incident_number) references incidents on delete cascade
    );
    create unique index incident_subjects_open_once on incident_subjects (workspace_id, rule, subject)
      where is_open;

    create table incident_events (
      workspace_id integer not null,
      incident_number integer not null,
      event_number integer not null,
      kind text not null,
      -- The Slack user; null: the data.
      by_user text,
      happened_at timestamptz not null,
      event jsonb not null,
      -- Whether the thread is to be told, and was.
      message text not null check (message in ('none', 'due', 'posted', 'given-up')),
      primary key (workspace_id, incident_number, event_number),
      foreign key (workspace_id, incident_number) references incidents on delete cascade
    );
    create index incident_events_due on incident_events (workspace_id) where message = 'due';

    -- The newest day as of which a workspace was evaluated: an evaluation that looks from an earlier one is late.
    create table incident_evaluations (
      workspace_id integer primary key references workspaces on delete cascade,
      as_of date not null
    );

    -- Thresholds that a workspace changed.
    create table rule_thresholds (
      workspace_id integer not null references workspaces on delete cascade,
      rule text not null,
      -- Whether it holds for every subject of the rule, or for one: empty, the workspace as a whole.
      scope text not null check (scope in ('rule', 'subject')),
      subject text not null default '',
      value double precision not null,
      changed_by text not null,
      changed_at timestamptz not null,
      primary key (workspace_id, rule, scope, subject)
    );
  `.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`
    drop table rule_thresholds, incident_evaluations, incident_events, incident_subjects, incidents;
  `.execute(db);
}
