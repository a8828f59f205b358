import { civilDate, type Day, dayOf, startOfWeek } from "./calendar.ts";

/** A half-open run of local days: `from` belongs to it, `to` does not. */
export interface Period {
  readonly from: Day;
  readonly to: Day;
}

export const grains = ["week", "month", "quarter", "none"] as const;
export type Grain = (typeof grains)[number];

/** How a workspace counts its weeks and years. */
export interface CalendarRules {
  /** 1 (Monday) to 7 (Sunday). */
  readonly weekStart: number;
  /** The month, 1 to 12, in which the fiscal year (and so its first quarter) begins. */
  readonly fiscalYearStart: number;
}

/** Gives the whole period of a grain that holds `day`; `none` gives the day alone. */
export function periodAround(day: Day, grain: Grain, rules: CalendarRules): Period {
  const { year, month } = civilDate(day);
  switch (grain) {
    case "week": {
      const from = startOfWeek(day, rules.weekStart);
      return { from, to: from + 7 };
    }
    case "month":
      return { from: dayOf(year, month, 1), to: dayOf(year, month + 1, 1) };
    case "quarter": {
      const monthsIn = (((month - rules.fiscalYearStart) % 12) + 12) % 3;
      return { from: dayOf(year, month - monthsIn, 1), to: dayOf(year, month - monthsIn + 3, 1) };
    }
    case "none":
      return { from: day, to: day + 1 };
  }
}

/** Gives the range's periods in order, the first and last cut at the range's ends; `none` gives the range itself. */
export function splitPeriod(range: Period, grain: Grain, rules: CalendarRules): readonly Period[] {
  if (grain === "none") return [range];
  const periods: Period[] = [];
  for (let day = range.from; day < range.to; ) {
    const whole = periodAround(day, grain, rules);
    const to = Math.min(whole.to, range.to);
    periods.push({ from: day, to });
    day = to;
  }
  return periods;
}

/** Gives the period's length in days. */
export function lengthOf(period: Period): number {
  return period.to - period.from;
}
