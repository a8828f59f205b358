import type { SecretBox } from "../../secrets.ts";
import type { Store } from "../../store/database.ts";
import {
  installationAt,
  lockInstalling,
  type StoredInstallation,
  saveInstallation,
} from "../../store/installations.ts";
import {
  addWorkspace,
  linkWorkspaceToTeam,
  listWorkspaces,
  workspaceOfTeam,
} from "../../store/workspaces.ts";
import { tokenContext } from "./installation.ts";
import { wakeSubscriptions } from "./subscriptions-rest.ts";

/** What Slack says when somebody has installed the app. */
export interface NewInstallation {
  /** Null: in all teams of the organisation. */
  readonly teamId: string | null;
  readonly enterpriseId: string | null;
  /** Of the team, or of the organisation. */
  readonly name: string;
  readonly botToken: string;
  /** Null, as `expiresAt`: the token does not expire. */
  readonly refreshToken: string | null;
  readonly expiresAt: Date | null;
  readonly botId: string;
  readonly botUserId: string;
  readonly installerId: string;
  readonly scopes: readonly string[];
}

export interface Installed {
  readonly workspaceId: number;
  readonly isNewWorkspace: boolean;
}

/**
 * Stores an installation with its tokens encrypted. The team finds the workspace that it had; a team that never had
 * one gets a new one, and never one that is there already: whoever installs an app is not entitled to its data.
 */
export async function install(
  { store, secrets, now }: { readonly store: Store; readonly secrets: SecretBox; readonly now: Date },
  made: NewInstallation,
): Promise<Installed> {
  return store.transaction().execute(async (transaction) => {
    await lockInstalling(transaction, made.teamId ?? made.enterpriseId ?? "");
    const known = await workspaceOf(transaction, made);
    const workspaceId = known ?? (await newWorkspace(transaction, made));
    const sealed: StoredInstallation = {
      ...made,
      workspaceId,
      botToken: secrets.seal(made.botToken, tokenContext(workspaceId, "bot")),
      refreshToken:
        made.refreshToken === null
          ? null
          : secrets.seal(made.refreshToken, tokenContext(workspaceId, "refresh")),
      installedAt: now,
      uninstalledAt: null,
    };
    await saveInstallation(transaction, sealed);
    await wakeSubscriptions(transaction, workspaceId, now);
    return { workspaceId, isNewWorkspace: known === null };
  });
}

async function workspaceOf(store: Store, { teamId, enterpriseId }: NewInstallation): Promise<number | null> {
  if (teamId === null)
    return (await installationAt(store, undefined, enterpriseId ?? undefined))?.workspaceId ?? null;
  const installation = await installationAt(store, teamId, undefined);
  return installation?.workspaceId ?? (await workspaceOfTeam(store, teamId))?.workspaceId ?? null;
}

async function newWorkspace(store: Store, { name, teamId, enterpriseId }: NewInstallation): Promise<number> {
  const isTaken = (await listWorkspaces(store)).some((workspace) => workspace.name === name);
  const { workspaceId } = await addWorkspace(store, {
    name: isTaken ? `${name} (${teamId ?? enterpriseId})` : name,
  });
  if (teamId !== null) await linkWorkspaceToTeam(store, workspaceId, teamId);
  return workspaceId;
}
