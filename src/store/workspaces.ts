import { UserError } from "../errors.ts";
import { type Settings, settingsSchema } from "../funnel/settings.ts";
import type { Store } from "./database.ts";

export interface Workspace {
  readonly workspaceId: number;
  readonly name: string;
  /** The Slack team it belongs to; null until the app is installed there. */
  readonly teamId: string | null;
  readonly settings: Settings;
}

interface Row {
  workspace_id: number;
  name: string;
  team_id: string | null;
  settings: object;
}

const columns = ["workspace_id", "name", "team_id", "settings"] as const;

function workspaceOf(row: Row): Workspace {
  return {
    workspaceId: row.workspace_id,
    name: row.name,
    teamId: row.team_id,
    settings: settingsSchema.parse(row.settings),
  };
}

/** Gives every workspace, by name. */
export async function listWorkspaces(store: Store): Promise<readonly Workspace[]> {
  const rows = await store.selectFrom("workspaces").select(columns).orderBy("name").execute();
  return rows.map(workspaceOf);
}

/**
 * Gives the named workspace, or the only one there is; a first one, `local`, is made when there is none. Throws
 * `unknown-workspace` or `workspace-not-named`.
 */
export async function findWorkspace(store: Store, name?: string): Promise<Workspace> {
  const all = await listWorkspaces(store);
  const names = all.map((workspace) => workspace.name).join(", ");
  if (name !== undefined) {
    const found = all.find((workspace) => workspace.name === name);
    if (found) return found;
    throw new UserError({
      code: "unknown-workspace",
      what: `There is no workspace called ${name}${names ? ` (there are: ${names})` : ""}.`,
      next: `Add it with: npm run -s concord -- workspace add ${name}`,
    });
  }
  const [only, second] = all;
  if (!only) return addWorkspace(store, { name: "local" });
  if (!second) return only;
  throw new UserError({
    code: "workspace-not-named",
    what: `There are several workspaces: ${names}.`,
    next: "Say which one you mean with --workspace NAME.",
  });
}

/** Gives the workspace of a Slack team, or null. */
export async function workspaceOfTeam(store: Store, teamId: string): Promise<Workspace | null> {
  const row = await store
    .selectFrom("workspaces")
    .select(columns)
    .where("team_id", "=", teamId)
    .executeTakeFirst();
  return row ? workspaceOf(row) : null;
}

/** Gives the workspace of that id, or null when it was removed. */
export async function workspaceById(store: Store, workspaceId: number): Promise<Workspace | null> {
  const row = await store
    .selectFrom("workspaces")
    .select(columns)
    .where("workspace_id", "=", workspaceId)
    .executeTakeFirst();
  return row ? workspaceOf(row) : null;
}

export interface NewWorkspace {
  readonly name: string;
  readonly teamId?: string;
  readonly settings?: Partial<Settings>;
}

/** Adds a workspace; one of that name that is there already is given back as it is, so that two at once agree. */
export async function addWorkspace(
  store: Store,
  { name, teamId, settings = {} }: NewWorkspace,
): Promise<Workspace> {
  settingsSchema.parse(settings);
  await store
    .insertInto("workspaces")
    .values({ name, team_id: teamId ?? null, settings: JSON.stringify(settings) })
    .onConflict((conflict) => conflict.column("name").doNothing())
    .execute();
  const row = await store
    .selectFrom("workspaces")
    .select(columns)
    .where("name", "=", name)
    .executeTakeFirstOrThrow();
  return workspaceOf(row);
}

/** Says which Slack team a workspace belongs to. */
export async function linkWorkspaceToTeam(store: Store, workspaceId: number, teamId: string): Promise<void> {
  await store
    .updateTable("workspaces")
    .set({ team_id: teamId })
    .where("workspace_id", "=", workspaceId)
    .execute();
}

/** Replaces the workspace's own settings; what they leave out has its default. */
export async function saveSettings(
  store: Store,
  workspaceId: number,
  settings: Partial<Settings>,
): Promise<void> {
  settingsSchema.parse(settings);
  await store
    .updateTable("workspaces")
    .set({ settings: JSON.stringify(settings) })
    .where("workspace_id", "=", workspaceId)
    .execute();
}
