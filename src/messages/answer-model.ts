import type { Day } from "../funnel/calendar.ts";
import type { CalendarRules, Period } from "../funnel/period.ts";
import type { Figure, KpiName, Mode, Unit } from "../funnel/readings.ts";
import type { Breakdown } from "./actions.ts";
import type { DigestRow, DigestRows, KpiTarget, ReadingOf, SourceFreshness } from "./digest-model.ts";

/** What an answer was made of, and what else could be asked in its place. */
export interface Asked {
  readonly kpi: KpiName;
  readonly asOf: Day;
  readonly timeZone: string;
  readonly period: Period;
  readonly mode: Mode;
  readonly by: Breakdown | null;
  /** The period that is shown when none is asked for. */
  readonly defaultPeriod: Period;
  readonly calendar: CalendarRules;
  /** The breakdowns that make sense for the KPI. */
  readonly breakdowns: readonly Breakdown[];
  /** The breakdown's members, the largest first; names from data. */
  readonly members: readonly string[];
  readonly freshness: readonly SourceFreshness[];
}

/** All that the answer to `/kpi NAME` says, before it has words. */
export interface AnswerModel<K extends KpiName = KpiName> extends Asked {
  readonly kpi: K;
  /** The current figure with its course, judgement and target. */
  readonly row: DigestRow<K>;
  /** The figure of the period that was asked for, in the mode that was asked for. */
  readonly asked: ReadingOf<K>;
  /** Age limit in days; null for the KPIs that have none. */
  readonly windowDays: number | null;
  /** The asked reading of each member, where a breakdown by a dimension was asked for; the largest first. */
  readonly memberReadings: readonly ReadingOf<K>[];
  /** Both halves' rows: KPIs 3 and 4 are never told alone. */
  readonly pair: Pick<DigestRows, "mql-to-opportunity" | "opportunity-to-customer">;
}

/** One member's figure over one period. */
export interface MemberFigure extends Figure {
  readonly period: Period;
}

/** All that the answer about one member of a breakdown says: one acquisition channel, segment or stage. */
export interface MemberModel extends Asked {
  readonly by: Breakdown;
  /** From data. */
  readonly member: string;
  readonly unit: Unit;
  /** The acquisition channel's own; null where none was agreed. */
  readonly target: KpiTarget | null;
  readonly asked: MemberFigure;
  /** The same of everyone, or of the whole cycle. */
  readonly whole: MemberFigure & { readonly unit: Unit };
  /** The KPI's spans that follow each other, oldest first. */
  readonly course: readonly MemberFigure[];
}

/** All that `/kpi` says. */
export interface OverviewModel {
  readonly asOf: Day;
  readonly timeZone: string;
  readonly week: Period;
  readonly rows: DigestRows;
  readonly freshness: readonly SourceFreshness[];
}
