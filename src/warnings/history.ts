import type { Day } from "../funnel/calendar.ts";
import type { BulkLoad, Snapshot } from "../funnel/cells.ts";
import type { FactKind } from "../funnel/facts.ts";
import type { KpiName } from "../funnel/readings.ts";
import type { Settings } from "../funnel/settings.ts";
import type { RuleName } from "./rule-names.ts";

/** What the teams agreed a KPI should be, in the KPI's own unit. */
export interface Target {
  readonly kpi: KpiName;
  readonly value: number;
  /** Null or absent: for the workspace as a whole. */
  readonly acquisitionChannel?: string | null;
  /** The days that it holds for, `to` not among them; null or absent: without end. */
  readonly from?: Day | null;
  readonly to?: Day | null;
}

/** A source that stopped delivering, as its deliveries show. */
export interface StaleSource {
  readonly source: string;
  /** What it used to deliver. */
  readonly kinds: readonly FactKind[];
  /** The day of the last delivery, or of the last fact in it. */
  readonly lastReceived: Day;
  /** The day on which its silence became too long. */
  readonly staleSince: Day;
  /** The day on which it was known to deliver again; null or absent: it is still silent. */
  readonly resumedOn?: Day | null;
}

/** What people found not useful about one subject of a rule: it must show more before it is raised again. */
export interface SubjectThreshold {
  readonly rule: RuleName;
  /** Null: the workspace as a whole. */
  readonly subject: string | null;
  /** How many times as much it must show; 1 changes nothing. */
  readonly times: number;
}

/**
 * All that the rules know: the cells from the first loaded day to the as-of day. Every rule replays it week by week
 * from its start, so histories that begin on the same day tell the same story, however late they are looked at.
 */
export interface History {
  /** The day at whose start we look. Facts at or after it are unknown, even where a cell holds them. */
  readonly asOf: Day;
  readonly settings: Settings;
  readonly total: Snapshot;
  readonly acquisitionChannels: readonly Snapshot[];
  /** The opportunity's stages, in their order. */
  readonly stages: readonly string[];
  readonly bulkLoads: readonly BulkLoad[];
  /** Whether anyone records sales touches, so that leads taken up can be told from leads neglected. */
  readonly hasTouches: boolean;
  readonly targets: readonly Target[];
  readonly staleSources: readonly StaleSource[];
  /** Where the workspace changed a rule's threshold. */
  readonly thresholds?: Partial<Readonly<Record<RuleName, number>>>;
  /** Where people raised the threshold of one subject. */
  readonly subjectThresholds?: readonly SubjectThreshold[];
}
