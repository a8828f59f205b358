import type { KpiName } from "../funnel/readings.ts";
import type { History } from "./history.ts";
import { endOf, type Weeks } from "./statistics/weeks.ts";

/** A KPI's value at the end of a week, with its 95% interval. */
export interface Measured {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

/** How a KPI stood to its target at the end of a week. */
export interface AgainstTarget {
  readonly target: number;
  readonly value: number;
  readonly open: boolean;
}

/** It misses when it is a tenth below, and its whole interval is below, for so many weeks running. */
const missesBelow = 0.9;
const weeksToOpen = 3;
/** It is met again from here. */
const metFrom = 0.97;

/** Gives, by week, how the KPI stood to the workspace's target of that time; undefined where there was none. */
export function belowTarget(
  history: History,
  weeks: Weeks,
  kpi: KpiName,
  measure: (week: number) => Measured | null,
): readonly (AgainstTarget | undefined)[] {
  const targets = history.targets.filter(
    (target) => target.kpi === kpi && (target.acquisitionChannel ?? null) === null,
  );
  if (targets.length === 0) return [];
  let missed = 0;
  let open = false;
  let last: AgainstTarget | undefined;
  return Array.from({ length: weeks.count }, (_, week) => {
    const day = endOf(weeks, week) - 1;
    const target = targets.findLast(
      ({ from, to }) => (from ?? Number.NEGATIVE_INFINITY) <= day && (to ?? Number.POSITIVE_INFINITY) > day,
    );
    if (!target) {
      missed = 0;
      open = false;
      last = undefined;
      return undefined;
    }
    const measured = measure(week);
    // Nothing measured neither accuses nor acquits.
    if (!measured || measured.value === null) return last;
    const { value, high } = measured;
    const misses = value <= missesBelow * target.value && high !== null && high < target.value;
    missed = misses ? missed + 1 : 0;
    open = open ? value < metFrom * target.value : missed >= weeksToOpen;
    last = { target: target.value, value, open };
    return last;
  });
}
