import type { Day } from "../funnel/calendar.ts";
import type { RuleName } from "./rule-names.ts";
import type { Severity, Warning } from "./warning.ts";

/** When something happened: the instant, and the workspace's local day. */
export interface Moment {
  /** Milliseconds since the epoch. */
  readonly instant: number;
  readonly day: Day;
}

/** Why people say that an incident is over. */
export const resolveReasons = ["fixed", "explained", "accepted", "data-error", "not-useful"] as const;
export type ResolveReason = (typeof resolveReasons)[number];

/** Why the data says so: it recovered, the past was corrected, or a raised threshold no longer sees it. */
export const dataCauses = ["recovered", "corrected", "threshold"] as const;
export type DataCause = (typeof dataCauses)[number];

export type Resolution =
  | { readonly by: "people"; readonly user: string; readonly reason: ResolveReason; readonly note: string }
  | { readonly by: "data"; readonly cause: DataCause };

export type IncidentStatus =
  | { readonly kind: "open" }
  | { readonly kind: "acknowledged"; readonly by: string }
  | {
      readonly kind: "snoozed";
      /** The day at whose start it is over. */
      readonly until: Day;
      readonly by: string;
      /** What it goes back to. */
      readonly before: Extract<IncidentStatus, { kind: "open" | "acknowledged" }>;
    }
  | { readonly kind: "resolved"; readonly at: Moment; readonly resolution: Resolution };

/** One subject of an incident: what a rule found about it, as it fired and as it was last seen. */
export interface Member {
  readonly fired: Warning;
  readonly latest: Warning;
  /** The day of the last evaluation that saw it open. */
  readonly seenOn: Day;
  /** The threshold that held for it then. */
  readonly threshold: number;
  /** Entries and exits that stood behind it then, so that missing data is not taken for a correction. */
  readonly volume: number;
  /** Why it is over; null while it lasts. */
  readonly ended: DataCause | null;
}

/** How bad the thread was last told that it is. */
export interface Told {
  readonly severity: Severity;
  /** The share of what was to be expected that is missing. */
  readonly gap: number;
  readonly on: Day;
}

/** A team that answers for its half. */
export const teams = ["marketing", "sales"] as const;
export type Team = (typeof teams)[number];

/** A warning's life for one subject, with the breaches that belong to it. The first member leads. */
export interface Incident {
  readonly number: number;
  readonly status: IncidentStatus;
  readonly opened: Moment;
  readonly members: readonly [Member, ...Member[]];
  readonly owners: Readonly<Record<Team, string | null>>;
  readonly told: Told;
  /** Sources whose silence holds it: nothing about it is decided until they deliver. */
  readonly heldBy: readonly string[];
  readonly reopenings: number;
}

/** What an incident, a threshold or a target is about. */
export interface SubjectKey {
  readonly rule: RuleName;
  readonly subject: string | null;
}

/** Gives whether two are about the same. */
export function sameSubject(a: SubjectKey, b: SubjectKey): boolean {
  return a.rule === b.rule && a.subject === b.subject;
}

export function isOver({ status }: Incident): boolean {
  return status.kind === "resolved";
}

/** Gives the share of the expected that is missing (or of the usual by which it is off), from 0 up. */
export function gapOfWarning({ evidence }: Warning): number {
  const { observed, expected, value, baselineValue, statistic, threshold } = evidence;
  if (observed !== null && expected !== null && expected > 0) return Math.abs(1 - observed / expected);
  if (value !== null && baselineValue !== null && baselineValue !== 0)
    return Math.abs(1 - value / baselineValue);
  return threshold > 0 ? Math.abs(statistic / threshold - 1) : 0;
}
