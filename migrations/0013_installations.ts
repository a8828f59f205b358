import { type Kysely, sql } from "kysely";

/**
 * Where the app is installed through OAuth. A workspace has at most one installation: in one team, or in all teams of an
 * organisation, when `team_id` is null. An uninstalled app has no tokens but keeps its row, so that installing it again
 * finds the workspace.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table installations (
      workspace_id integer not null references workspaces on delete cascade,
      team_id text,
      enterprise_id text,
      -- Of the team, or of the organisation.
      name text not null,
      bot_id text not null,
      bot_user_id text not null,
      installer_id text not null,
      scopes text[] not null,
      -- Encrypted; null: erased.
      bot_token text,
      -- Encrypted; null: the bot token does not expire.
      refresh_token text,
      expires_at timestamptz,
      installed_at timestamptz not null,
      uninstalled_at timestamptz,
      primary key (workspace_id),
      check (team_id is not null or enterprise_id is not null)
    );
    create unique index installations_by_team on installations (team_id) where team_id is not null;
    create unique index installations_by_enterprise on installations (enterprise_id) where team_id is null;
  `.execute(db);
}

export async function down(db: Kysely<unknown>): Promise<void> {
  await sql`drop table installations;`.execute(db);
}
