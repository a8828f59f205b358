import type { Period } from "../funnel/period.ts";
import type { ClosingsChange, ClosingsWatch } from "./closings-watch.ts";
import type { Watch, WatchedChange } from "./conversion-watch.ts";
import { periodOf, type Weeks } from "./statistics/weeks.ts";
import type { Contributor, Evidence } from "./warning.ts";

/** Gives the evidence of a watched conversion: the share that converts in the end, at equal age. */
export function conversionEvidence(
  { weeks }: Watch,
  change: WatchedChange,
  threshold: number,
  contributors: readonly Contributor[],
): Evidence & { readonly value: number; readonly baselineValue: number } {
  return {
    unit: "ratio",
    // At equal age: what came, for each one that was to be expected.
    value: (change.shareBefore * change.observed) / change.expected,
    baselineValue: change.shareBefore,
    ...common(weeks, change, threshold, contributors),
  };
}

/** Gives the evidence of a watched share of closings. */
export function closingsEvidence(
  { weeks }: ClosingsWatch,
  change: ClosingsChange,
  threshold: number,
  contributors: readonly Contributor[],
): Evidence & { readonly value: number; readonly baselineValue: number } {
  return {
    unit: "ratio",
    value: change.observed / change.cases,
    baselineValue: change.expected / change.cases,
    ...common(weeks, change, threshold, contributors),
  };
}

function common(
  weeks: Weeks,
  change: WatchedChange | ClosingsChange,
  threshold: number,
  contributors: readonly Contributor[],
) {
  const { from, to } = periodOf(weeks, change.fromWeek, change.throughWeek);
  return {
    observed: change.observed,
    expected: change.expected,
    cases: change.cases,
    from,
    to,
    baseline: baselinePeriodOf(weeks, change.baseline.weeks),
    since: from,
    statistic: change.standing.statistic,
    threshold,
    contributors,
  };
}

function baselinePeriodOf(weeks: Weeks, learnt: readonly number[]): Period | null {
  const first = learnt[0];
  const last = learnt.at(-1);
  return first === undefined || last === undefined ? null : periodOf(weeks, first, last);
}
