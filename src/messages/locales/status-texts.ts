/** Why a due time brought no digest, or not yet. */
export const runReasons = [
  "holiday",
  "paused",
  "nothing-changed",
  "removed",
  "downtime",
  "superseded",
  "overdue",
  "channel-not-found",
  "not-in-channel",
  "channel-archived",
  "app-removed",
  "missing-scope",
  "not-allowed",
  "slack-unreachable",
  "delivery-held",
  "handed-back",
] as const;
export type RunReason = (typeof runReasons)[number];

/** What `/kpi status` says of digests. */
export interface StatusTexts {
  readonly title: string;
  /** What became of the newest due time; `why` is one of `reasons`, or null. */
  readonly states: Readonly<
    Record<
      "pending" | "delivered" | "late" | "missed" | "skipped" | "failed",
      (moment: string, why: string | null) => string
    >
  >;
  readonly reasons: Readonly<Record<RunReason, string>>;
  /** Slack's own word for what nobody here has words for. */
  refused(word: string): string;
  readonly otherwise: string;
  readonly neverDue: string;
}
