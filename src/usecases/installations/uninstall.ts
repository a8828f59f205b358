import type { Store } from "../../store/database.ts";
import { installationAt, recordUninstalled, type StoredInstallation } from "../../store/installations.ts";
import type { SlackOrigin } from "./installation.ts";
import { restSubscriptions } from "./subscriptions-rest.ts";

/** Slack's moments are whole seconds of another clock. */
const tolerance = 5000;

/**
 * Erases the tokens of the installation there and lets its subscriptions rest; the workspace's data stays until it is
 * removed. Slack tells more than once and in any order that an app is gone, also after it was installed again: what was
 * installed after that moment stays. Gives what was removed, or null.
 */
export async function uninstall(
  store: Store,
  { teamId, enterpriseId }: SlackOrigin,
  at: Date,
): Promise<StoredInstallation | null> {
  return store.transaction().execute(async (transaction) => {
    const installation = await installationAt(transaction, teamId, enterpriseId);
    if (!installation || installation.uninstalledAt || installedAfter(installation, at)) return null;
    const { workspaceId } = installation;
    await recordUninstalled(transaction, workspaceId, at);
    await restSubscriptions(transaction, workspaceId, at);
    return installation;
  });
}

function installedAfter({ installedAt }: StoredInstallation, at: Date): boolean {
  return installedAt.getTime() > at.getTime() + tolerance;
}
