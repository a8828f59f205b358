import { type Kysely, sql } from "kysely";

/** Sources that are read on a schedule, and what a full read, a merge and a deletion need to know of facts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table sources (
      workspace_id integer not null references workspaces on delete cascade,
      name text not null,
      type text not null,
      -- The mapping file's text, as a person wrote it; it holds no secrets.
      mapping text not null,
      -- Encrypted, by name.
      secrets jsonb not null default '{}',
      every_minutes integer check (every_minutes > 0),
      paused boolean not null default false,
      -- Where the last stored batch ended, and how often that changed: two syncs cannot both go on from it.
      cursor jsonb,
      revision bigint not null default 0,
      -- When the full read that is under way began; null: reads are incremental.
      full_since timestamptz,
      -- When everything was first told.
      loaded_at timestamptz,
      -- The sync that runs or ran last.
      started_at timestamptz,
      progress jsonb,
      finished_at timestamptz,
      rows_read bigint not null default 0,
      rejected jsonb not null default '[]',
      -- Why the last sync failed, since when syncs fail, and how many did; nulls: it did not.
      error jsonb,
      failing_since timestamptz,
      failures integer not null default 0,
      created_at timestamptz not null default now(),
      primary key (workspace_id, name)
    );

    -- What a full read told so far, by a digest of its key; empty between full reads.
    create table source_seen_facts (
      workspace_id integer not null references workspaces on delete cascade,
      source text not null,
      kind text not null,
      fact_key uuid not null,
      primary key (workspace_id, source, kind, fact_key)
    );

    -- Ids that a source made one with another, and the earliest dates that were told of them.
    create table fact_aliases (
      workspace_id integer not null references workspaces on delete cascade,
      kind text not null check (kind in ('leads', 'opportunities')),
      alias_id text not null,
      fact_id text not null check (fact_id <> alias_id),
      created_at timestamptz,
      mql_at timestamptz,
      sql_at timestamptz,
      local_days smallint not null default 0,
      primary key (workspace_id, kind, alias_id)
    );
    create index fact_aliases_by_fact on fact_aliases (workspace_id, kind, fact_id);
  `.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table fact_aliases, source_seen_facts, sources;`.execute(db);
}
