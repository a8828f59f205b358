import { WebClient } from "@slack/web-api";
import type { Log } from "../log.ts";
import type { Store } from "../store/database.ts";
import type { Installation, Installations } from "../usecases/installations/installation.ts";
import { restSubscriptions } from "../usecases/installations/subscriptions-rest.ts";
import { clientOptions } from "./client-options.ts";

/** Gives the client that acts as the bot of a workspace, or null where the app is not installed. */
export type ClientOf = (workspaceId: number) => Promise<WebClient | null>;

/** Makes clients that never repeat a call by themselves; one for each token, for as long as it is the token. */
export function createClients(installations: Installations, apiUrl: string | undefined, log: Log): ClientOf {
  const clients = new Map<number, WebClient>();
  return async (workspaceId) => {
    const installation = await installations.ofWorkspace(workspaceId);
    if (!installation) {
      clients.delete(workspaceId);
      return null;
    }
    const known = clients.get(workspaceId);
    if (known?.token === installation.botToken) return known;
    const client = new WebClient(installation.botToken, clientOptions(apiUrl, log));
    clients.set(workspaceId, client);
    return client;
  };
}

/** Gives the app with one token, in the one team that it belongs to. */
export function onlyInstallation(
  { store, log }: { readonly store: Store; readonly log: Log },
  teamId: string,
  installation: Installation,
): Installations {
  const { workspaceId } = installation;
  return {
    of: async (origin) => (origin.teamId === teamId ? installation : null),
    ofWorkspace: async (wanted) => (wanted === workspaceId ? installation : null),
    remove: async (origin, at) => {
      if (origin.teamId !== teamId) return;
      await restSubscriptions(store, workspaceId, at);
      log.error(
        "The app was removed from its Slack team: install it again there and set its new SLACK_BOT_TOKEN",
      );
    },
  };
}
