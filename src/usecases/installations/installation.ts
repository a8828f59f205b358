/** Where something happened in Slack: a team, and the organisation that it belongs to, if it does. */
export interface SlackOrigin {
  readonly teamId: string | undefined;
  readonly enterpriseId: string | undefined;
}

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
  /** Slack took the app away there, at that moment: what is newer stays. */
  remove(origin: SlackOrigin, at: Date): Promise<void>;
}

/** Names what a token belongs to; it is sealed to that. */
export function tokenContext(workspaceId: number, token: "bot" | "refresh"): string {
  return `slack ${workspaceId}/${token}`;
}
