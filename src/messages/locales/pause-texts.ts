/** Why Slack takes no digest for a channel any more. */
export type PauseCause =
  | "channel-not-found"
  | "not-in-channel"
  | "channel-archived"
  | "app-removed"
  | "missing-scope"
  | "not-allowed";

/** What the owner of a subscription is told when it rests. */
export interface PauseTexts {
  /** Says what happened; the channel comes as a link. */
  readonly why: Readonly<Record<PauseCause, (channel: string) => string>>;
  /** Says how to mend it. */
  readonly next: Readonly<Record<PauseCause, string>>;
  /** Says when the next digest is due. */
  due(moment: string): string;
}
