export const ruleNames = [
  "mql-to-opportunity-drop",
  "opportunity-to-customer-drop",
  "handoff-imbalance",
  "end-to-end-unstable",
  "cycle-time-longer",
  "stage-stuck",
  "channel-not-attracting",
  "channel-neglected",
  "revenue-concentrated",
  "content-unused",
  "revenue-per-account-drop",
  "data-stale",
] as const;
export type RuleName = (typeof ruleNames)[number];
