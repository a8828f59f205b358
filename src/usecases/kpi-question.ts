import type { Day } from "../funnel/calendar.ts";
import type { Period } from "../funnel/period.ts";
import type { KpiName, Mode } from "../funnel/readings.ts";
import { type Breakdown, breakdowns } from "../messages/actions.ts";

export { type Breakdown, breakdowns };

/** What is asked about one KPI; whatever is absent has the answer's own default. */
export interface KpiQuestion {
  readonly kpi: KpiName;
  readonly period?: Period;
  readonly by?: Breakdown;
  readonly asOf?: Day;
  readonly mode?: Mode;
  /** One member of the breakdown alone, by its `memberKey`. */
  readonly member?: string;
}
