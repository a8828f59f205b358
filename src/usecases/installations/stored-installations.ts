import type { Log } from "../../log.ts";
import {
  installationAt,
  installationOfWorkspace,
  type StoredInstallation,
} from "../../store/installations.ts";
import { type Installation, type Installations, tokenContext } from "./installation.ts";
import { isExpired, isExpiring, type RefreshParts, refreshTokens } from "./refresh-tokens.ts";
import { uninstall } from "./uninstall.ts";

/**
 * Gives the installations that teams made through OAuth. A token that is about to expire is renewed beside the work,
 * so that nobody waits for it; an expired one first.
 */
export function storedInstallations(parts: RefreshParts & { readonly log: Log }): Installations {
  const { store, secrets, now, log } = parts;
  const renewing = new Map<number, Promise<StoredInstallation | null>>();

  /** One renewal at a time and workspace in this instance; the row's lock does the same between instances. */
  function renew({ workspaceId }: StoredInstallation): Promise<StoredInstallation | null> {
    const running = renewing.get(workspaceId);
    if (running) return running;
    const renewal = refreshTokens(parts, workspaceId)
      .then(({ installation, outcome }) => {
        if (outcome?.kind === "refused") {
          log.error({ workspaceId, slackError: outcome.error }, "Slack refuses to renew a workspace's token");
        }
        if (outcome?.kind === "doubtful") {
          log.warn({ workspaceId, err: outcome.cause }, "A workspace's token could not be renewed yet");
        }
        return installation;
      })
      .finally(() => renewing.delete(workspaceId));
    renewing.set(workspaceId, renewal);
    return renewal;
  }

  async function usable(stored: StoredInstallation | null): Promise<Installation | null> {
    if (!stored?.botToken) return null;
    if (isExpired(stored, now())) return opened(await renew(stored));
    if (isExpiring(stored, now())) {
      renew(stored).catch((err: unknown) => log.error({ err }, "A workspace's token could not be renewed"));
    }
    return opened(stored);
  }

  function opened(stored: StoredInstallation | null): Installation | null {
    if (!stored?.botToken || isExpired(stored, now())) return null;
    const { workspaceId, botId, botUserId } = stored;
    const botToken = secrets.open(stored.botToken, tokenContext(workspaceId, "bot"));
    return { workspaceId, botToken, botId, botUserId };
  }

  return {
    of: async ({ teamId, enterpriseId }) => usable(await installationAt(store, teamId, enterpriseId)),
    ofWorkspace: async (workspaceId) => usable(await installationOfWorkspace(store, workspaceId)),
    remove: async (origin, at) => {
      const removed = await uninstall(store, origin, at);
      if (removed)
        log.info({ workspaceId: removed.workspaceId, name: removed.name }, "The app was uninstalled");
    },
  };
}
