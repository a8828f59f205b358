import type { Day } from "../funnel/calendar.ts";
import type { Dimension } from "../funnel/cells.ts";
import type { Period } from "../funnel/period.ts";
import type { KpiName, Mode } from "../funnel/readings.ts";
import type { DigestRow, DigestRows, ReadingOf, SourceFreshness } from "./digest-model.ts";

/** All that the answer to `/kpi NAME` says, before it has words. */
export interface AnswerModel<K extends KpiName = KpiName> {
  readonly kpi: K;
  readonly asOf: Day;
  readonly timeZone: string;
  /** The current figure with its course, judgement and target. */
  readonly row: DigestRow<K>;
  /** The figure of the period that was asked for, in the mode that was asked for. */
  readonly asked: ReadingOf<K>;
  readonly mode: Mode;
  /** Age limit in days; null for the KPIs that have none. */
  readonly windowDays: number | null;
  /** The asked reading of each member, where a breakdown was asked for. */
  readonly breakdown: {
    readonly by: Dimension;
    readonly readings: readonly ReadingOf<K>[];
  } | null;
  /** Both halves' rows: KPIs 3 and 4 are never told alone. */
  readonly pair: Pick<DigestRows, "mql-to-opportunity" | "opportunity-to-customer">;
  readonly freshness: readonly SourceFreshness[];
}

/** All that `/kpi` says. */
export interface OverviewModel {
  readonly asOf: Day;
  readonly timeZone: string;
  readonly week: Period;
  readonly rows: DigestRows;
  readonly freshness: readonly SourceFreshness[];
}
