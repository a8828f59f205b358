import { WebClient } from "@slack/web-api";
import type { Log } from "../log.ts";
import { clientOptions } from "./client-options.ts";
import type { SlackOrigin } from "./request.ts";

/** The app in one Slack team, or in all teams of an organisation, with what it needs to act there. */
export interface Installation {
  readonly workspaceId: number;
  readonly botToken: string;
  readonly botId: string;
  readonly botUserId: string;
}

/** Who the app is where: the one way from something that Slack says to a workspace and its token. */
export interface Installations {
  /** Gives the installation that answers there, or null where the app is not installed. */
  of(origin: SlackOrigin): Promise<Installation | null>;
  /** Gives the installation that speaks for a workspace, or null where it has none. */
  ofWorkspace(workspaceId: number): Promise<Installation | null>;
}

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

/** The app with one token, in the one team that it belongs to. */
export function onlyInstallation(teamId: string, installation: Installation): Installations {
  return {
    of: async (origin) => (origin.teamId === teamId ? installation : null),
    ofWorkspace: async (workspaceId) => (workspaceId === installation.workspaceId ? installation : null),
  };
}
