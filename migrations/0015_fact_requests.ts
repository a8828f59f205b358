import { type Kysely, sql } from "kysely";

/** Facts that come over HTTP: the tokens that let them in, and what requests with an idempotency key were answered. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table api_tokens (
      workspace_id integer not null references workspaces on delete cascade,
      token_id integer generated always as identity,
      name text not null,
      -- SHA-256 of the token, which is random enough to need no salt.
      hash bytea not null unique,
      -- Its first characters, so that a person can tell tokens apart.
      hint text not null,
      created_at timestamptz not null default now(),
      last_used_at timestamptz,
      revoked_at timestamptz,
      primary key (workspace_id, token_id)
    );
    create unique index api_tokens_by_name on api_tokens (workspace_id, name) where revoked_at is null;

    create table fact_requests (
      workspace_id integer not null references workspaces on delete cascade,
      idempotency_key text not null,
      -- SHA-256 of what was asked: kind and body.
      request_hash bytea not null,
      status integer,
      answer jsonb,
      received_at timestamptz not null,
      primary key (workspace_id, idempotency_key)
    );
    create index fact_requests_by_age on fact_requests (received_at);
  `.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table fact_requests, api_tokens;`.execute(db);
}
