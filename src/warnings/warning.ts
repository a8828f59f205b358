import type { Day } from "../funnel/calendar.ts";
import type { Period } from "../funnel/period.ts";
import type { Reason } from "./reason.ts";
import type { RuleName } from "./rule-names.ts";

export const severities = ["watch", "act"] as const;
export type Severity = (typeof severities)[number];

/** A part of the change: what one member did to the whole. Effects sum to the whole change. */
export interface Contributor {
  readonly dimension: "acquisition-channel" | "stage" | "step";
  readonly member: string;
  /** `mix`: its share of the cases changed; `rate`: its own rate did. */
  readonly kind: "mix" | "rate";
  /** In the unit of the value that changed. */
  readonly effect: number;
  /** The effect as a share of the whole change. */
  readonly share: number;
  /** The share of cases (mix) or the rate, before and now. */
  readonly from: number | null;
  readonly to: number | null;
}

export type EvidenceUnit = "ratio" | "days" | "count" | "money";

/** What a warning rests on, frozen on the day that it was explained. */
export interface Evidence {
  readonly unit: EvidenceUnit;
  /** The value over `from` to `to`, beside the baseline's. */
  readonly value: number | null;
  readonly baselineValue: number | null;
  /** What was counted over `from` to `to`, beside what was to be expected; null where the rule counts nothing. */
  readonly observed: number | null;
  readonly expected: number | null;
  /** How many cases stand behind it. */
  readonly cases: number;
  readonly from: Day;
  readonly to: Day;
  readonly baseline: Period | null;
  /** The day on which the change seems to have begun. */
  readonly since: Day;
  readonly statistic: number;
  readonly threshold: number;
  readonly contributors: readonly Contributor[];
}

/** What a rule finds. */
export interface Warning {
  readonly rule: RuleName;
  /** Null: the workspace as a whole. */
  readonly subject: string | null;
  readonly severity: Severity;
  readonly openedOn: Day;
  /** Null while it is open. */
  readonly closedOn: Day | null;
  readonly reason: Reason;
  readonly evidence: Evidence;
}
