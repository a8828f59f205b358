import type { Day } from "./calendar.ts";
import type { Dimension, Need, Slice, Snapshot } from "./cells.ts";
import type { Period } from "./period.ts";
import type { Settings } from "./settings.ts";

export const kpiNames = [
  "end-to-end",
  "cycle-time",
  "mql-to-opportunity",
  "opportunity-to-customer",
  "revenue-mix",
  "content-used",
  "revenue-per-account",
] as const;
export type KpiName = (typeof kpiNames)[number];

export const modes = ["cohort", "period", "pace"] as const;
export type Mode = (typeof modes)[number];

export type Unit = "ratio" | "days" | "count" | "money";

/** A figure with its evidence. `value` is null when there is nothing to divide by, or it is too early to say. */
export interface Figure {
  readonly value: number | null;
  readonly numerator: number | null;
  readonly denominator: number | null;
  /** The ends of the 95% interval. */
  readonly low: number | null;
  readonly high: number | null;
}

/** Where a cohort stands that nobody has been observed long enough in. */
export interface SoFar {
  /** The greatest observed age in days. */
  readonly age: number;
  readonly value: number | null;
  /** The baseline cohort's value at the same age. */
  readonly baseline: number | null;
}

/** One KPI's computed value for one period and slice, with its evidence. */
export interface Reading<Detail = object> extends Figure {
  readonly kpi: KpiName;
  readonly period: Period;
  readonly slice: Slice;
  readonly unit: Unit;
  /** Nothing later can change it but corrections. */
  readonly mature: boolean;
  readonly soFar: SoFar | null;
  readonly detail: Detail;
}

/** What is asked of a KPI. */
export interface Question {
  readonly period: Period;
  /** The day at whose start we look: facts at or after it are unknown. */
  readonly asOf: Day;
  readonly mode: Mode;
  /** Overrides the workspace's age limit, in days. */
  readonly windowDays?: number;
  readonly settings: Settings;
  /** Whether whole weeks are at hand, made with these settings; otherwise everything is read from days. */
  readonly weeksKept?: boolean;
}

/**
 * What each file in `kpis/` exports: which cells it needs, and how it reads them. `breakdown` gives the
 * snapshots of all acquisition channels, for the KPIs whose detail speaks of them.
 */
export interface Kpi<Detail extends object = object> {
  readonly name: KpiName;
  readonly unit: Unit;
  /** The breakdowns that make sense for it. */
  readonly dimensions: readonly Dimension[];
  readonly modes: readonly Mode[];
  /** Whether its detail reads every acquisition channel's cells beside its own slice. */
  readonly needsAcquisitionChannels: boolean;
  needs(question: Question): readonly Need[];
  read(snapshot: Snapshot, question: Question, acquisitionChannels: readonly Snapshot[]): Reading<Detail>;
}
