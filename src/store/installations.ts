import { sql } from "kysely";
import type { Store } from "./database.ts";

/** Where the app was installed through OAuth; its tokens are sealed. */
export interface StoredInstallation {
  readonly workspaceId: number;
  /** Null: in all teams of the organisation. */
  readonly teamId: string | null;
  readonly enterpriseId: string | null;
  readonly name: string;
  readonly botId: string;
  readonly botUserId: string;
  readonly installerId: string;
  readonly scopes: readonly string[];
  /** Null: erased. */
  readonly botToken: string | null;
  readonly refreshToken: string | null;
  /** When the bot token expires; null: it does not. */
  readonly expiresAt: Date | null;
  readonly installedAt: Date;
  readonly uninstalledAt: Date | null;
}

interface Row {
  workspace_id: number;
  team_id: string | null;
  enterprise_id: string | null;
  name: string;
  bot_id: string;
  bot_user_id: string;
  installer_id: string;
  scopes: string[];
  bot_token: string | null;
  refresh_token: string | null;
  expires_at: Date | null;
  installed_at: Date;
  uninstalled_at: Date | null;
}

const columns = sql`workspace_id, team_id, enterprise_id, name, bot_id, bot_user_id, installer_id, scopes,
  bot_token, refresh_token, expires_at, installed_at, uninstalled_at`;

function installationOf(row: Row): StoredInstallation {
  return {
    workspaceId: row.workspace_id,
    teamId: row.team_id,
    enterpriseId: row.enterprise_id,
    name: row.name,
    botId: row.bot_id,
    botUserId: row.bot_user_id,
    installerId: row.installer_id,
    scopes: row.scopes,
    botToken: row.bot_token,
    refreshToken: row.refresh_token,
    expiresAt: row.expires_at,
    installedAt: row.installed_at,
    uninstalledAt: row.uninstalled_at,
  };
}

/**
 * Gives the installation that answers in a team: the team's own, or the one of its whole organisation; an uninstalled
 * one only where there is no other. Null: there never was one.
 */
export async function installationAt(
  store: Store,
  teamId: string | undefined,
  enterpriseId: string | undefined,
): Promise<StoredInstallation | null> {
  const { rows } = await sql<Row>`
    select ${columns} from installations
    where team_id = ${teamId ?? null}
      or (team_id is null and enterprise_id = ${enterpriseId ?? null})
    order by uninstalled_at is not null, team_id is null
    limit 1`.execute(store);
  return rows[0] ? installationOf(rows[0]) : null;
}

/** Gives a workspace's installation, or null; `locked` until the transaction ends. */
export async function installationOfWorkspace(
  store: Store,
  workspaceId: number,
  { locked = false }: { readonly locked?: boolean } = {},
): Promise<StoredInstallation | null> {
  const { rows } = await sql<Row>`
    select ${columns} from installations where workspace_id = ${workspaceId}
    ${locked ? sql`for update` : sql``}`.execute(store);
  return rows[0] ? installationOf(rows[0]) : null;
}

/** Gives every installation, the uninstalled too, by name. */
export async function listInstallations(store: Store): Promise<readonly StoredInstallation[]> {
  const { rows } = await sql<Row>`select ${columns} from installations order by name, workspace_id`.execute(
    store,
  );
  return rows.map(installationOf);
}

/** Stores a workspace's installation in the place of its former one. */
export async function saveInstallation(store: Store, made: StoredInstallation): Promise<void> {
  await sql`
    insert into installations (${columns})
    values (${made.workspaceId}, ${made.teamId}, ${made.enterpriseId}, ${made.name}, ${made.botId}, ${made.botUserId},
      ${made.installerId}, ${[...made.scopes]}::text[], ${made.botToken}, ${made.refreshToken}, ${made.expiresAt}, ${made.installedAt}, ${made.uninstalledAt})
    on conflict (workspace_id) do update set
      team_id = excluded.team_id, enterprise_id = excluded.enterprise_id, name = excluded.name,
      bot_id = excluded.bot_id, bot_user_id = excluded.bot_user_id, installer_id = excluded.installer_id,
      scopes = excluded.scopes, bot_token = excluded.bot_token, refresh_token = excluded.refresh_token, expires_at = excluded.expires_at, installed_at = excluded.installed_at,
      uninstalled_at = excluded.uninstalled_at`.execute(store);
}

/** What Slack gives for a bot: sealed, and null where it does not expire. */
export type StoredTokens = Pick<StoredInstallation, "botToken" | "refreshToken" | "expiresAt">;

export async function saveTokens(store: Store, workspaceId: number, tokens: StoredTokens): Promise<void> {
  await sql`
    update installations
    set bot_token = ${tokens.botToken}, refresh_token = ${tokens.refreshToken}, expires_at = ${tokens.expiresAt}
    where workspace_id = ${workspaceId}`.execute(store);
}

/** Erases the tokens; everything else stays, for when the app is installed again. */
export async function recordUninstalled(store: Store, workspaceId: number, at: Date): Promise<void> {
  await sql`
    update installations
    set bot_token = null, refresh_token = null, expires_at = null, uninstalled_at = ${at}
    where workspace_id = ${workspaceId}`.execute(store);
}

/** Makes whoever installs in that team or organisation wait until the transaction ends. */
export async function lockInstalling(transaction: Store, place: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`install:${place}`}, 0))`.execute(transaction);
}
