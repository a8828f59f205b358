import type { Day } from "../funnel/calendar.ts";
import type { Period } from "../funnel/period.ts";
import type { KpiName } from "../funnel/readings.ts";

/** What a KPI can be broken down by. */
export const breakdowns = ["acquisition-channel", "segment", "stage"] as const;
export type Breakdown = (typeof breakdowns)[number];

/** What is asked about one KPI; whatever is absent has the answer's own default. */
export interface KpiQuestion {
  readonly kpi: KpiName;
  readonly period?: Period;
  readonly by?: Breakdown;
  readonly asOf?: Day;
}
