import { cellsOf } from "../funnel/cells.ts";
import { mqlToOpportunity, opportunityToCustomer, readStep } from "../kpis/steps.ts";
import { bulkDay, idleWeeks, weeksOfHistory } from "./calendar-of-history.ts";
import type { History } from "./history.ts";
import { baselineRules } from "./statistics/baseline.ts";
import { closings, shareBaseline, successesExpected } from "./statistics/closings.ts";
import { hazardBaseline } from "./statistics/observed-expected.ts";
import { observedExpected, riskTable } from "./statistics/risk-table.ts";
import { periodOf, type Weeks } from "./statistics/weeks.ts";
import type { Measured } from "./target-watch.ts";

/** What one half of the pair came to in the last weeks, beside what the year before lets expect. */
export interface HalfFactor {
  readonly factor: number;
  /** The standardised distance from 1. */
  readonly z: number;
  readonly observed: number;
  readonly expected: number;
}

/** Both halves at the end of a week. */
export interface PairStanding {
  readonly first: HalfFactor;
  readonly second: HalfFactor;
  readonly fromWeek: number;
  readonly baseline: readonly number[];
  readonly cases: number;
}

const nowWeeks = 13;
const beforeWeeks = 52;
const fewestBefore = 26;

/** Gives, for a week, how both halves moved over a quarter against the year before it; null: too little to tell. */
export function watchPair(history: History): {
  readonly weeks: Weeks;
  standingAt(week: number): PairStanding | null;
} {
  const weeks = weeksOfHistory(history);
  const idle = idleWeeks(history, weeks, ["leads", "opportunities"]);
  const table = riskTable(cellsOf(history.total, "mql-to-opportunity"), weeks, {
    limitDays: history.settings.windows.mqlToOpportunity,
    ending: "converted",
    skip: bulkDay(history, "mql-to-opportunity"),
  });
  const won = cellsOf(history.total, "won");
  const closed = closings(won, [...won, ...cellsOf(history.total, "lost")], weeks);
  const first = table.atRisk.findIndex((count) => count > 0);
  const firstWeek = first < 0 ? weeks.count : Math.floor(first / table.ages);
  const counting = (from: number, through: number) =>
    Array.from({ length: Math.max(0, through - from + 1) }, (_, index) => from + index).filter(
      (week) => week >= firstWeek && !idle(week),
    );
  return {
    weeks,
    standingAt(week) {
      const now = counting(week - nowWeeks + 1, week);
      const before = counting(week - nowWeeks - beforeWeeks + 1, week - nowWeeks);
      if (before.length < fewestBefore || now.length < baselineRules.fewest / 2) return null;
      const hazard = hazardBaseline(table, before, () => true);
      const share = shareBaseline(closed, before);
      if (hazard === null || share === null) return null;
      const ones = now.map((at) => observedExpected(table, at, hazard.hazard));
      const twos = now.map((at) => successesExpected(closed, at, share.share));
      const sum = (list: readonly number[]) => list.reduce((all, value) => all + value, 0);
      const variance = sum(twos.map((two) => two.variance));
      const half = (counts: typeof ones | typeof twos, spread: (expected: number) => number) => {
        const observed = sum(counts.map((count) => count.observed));
        const expected = sum(counts.map((count) => count.expected));
        return expected <= 0
          ? null
          : { factor: observed / expected, z: (observed - expected) / spread(expected), observed, expected };
      };
      const one = half(ones, (expected) => Math.sqrt(expected * hazard.dispersion));
      const two = half(twos, () => Math.sqrt(variance * share.dispersion));
      if (one === null || two === null) return null;
      return {
        first: one,
        second: two,
        fromWeek: now[0] ?? week,
        baseline: before,
        cases: sum(twos.map(({ cases }) => cases)),
      };
    },
  };
}

/** Gives one half's pace over the quarter that ends with a week. */
export function paceOfHalf(
  history: History,
  weeks: Weeks,
  half: "mql-to-opportunity" | "opportunity-to-customer",
  week: number,
): Measured {
  const period = periodOf(weeks, Math.max(0, week - nowWeeks + 1), week);
  return readStep(history.total, half === "mql-to-opportunity" ? mqlToOpportunity : opportunityToCustomer, {
    period,
    asOf: period.to,
    mode: "pace",
    settings: history.settings,
  });
}
