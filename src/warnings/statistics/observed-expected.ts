import { baselineRules, baselineWeeks, dispersion, usualVariation, youthFactor } from "./baseline.ts";
import type { ChangeDetector } from "./change-monitor.ts";
import type { Detector, Score } from "./monitor.ts";
import { hazards, observedExpected, type RiskTable, varied } from "./risk-table.ts";

/** The events to expect at each age, from weeks that were normal. */
export interface HazardBaseline {
  /** The weeks that it was learnt from. */
  readonly weeks: readonly number[];
  /** By age in weeks; null: no one was at risk. */
  readonly hazard: readonly (number | null)[];
  /** How much more than by chance those weeks varied. */
  readonly dispersion: number;
  /** Events that it was learnt from. */
  readonly events: number;
}

/** Which weeks say something. */
export interface WeeksThatCount {
  /** Its facts are known. */
  known(week: number): boolean;
  /** It was an ordinary working week as well. */
  ordinary(week: number): boolean;
}

/**
 * Gives a detector of a change of all hazards by the factor `ratio`: it compares what happened to everything in flight
 * with what the baseline lets expect, so that volume, censoring and young cohorts cannot deceive it. Score of a week:
 * `((1 − r)E + O ln r) ÷ φ`. The baseline begins `rampWeeks` after the first entries: of a young series only the quick have
 * come to an end, and they would pass for normal.
 */
export function observedExpectedDetector(
  table: RiskTable,
  ratio: number,
  counts: WeeksThatCount,
  rampWeeks = 0,
): Detector<HazardBaseline> {
  const first = firstWeek(table) + rampWeeks;
  const eventsIn = eventsByWeek(table);
  return {
    baselineAt: (week) =>
      hazardBaseline(
        table,
        baselineWeeks(week, (at) => at >= first && counts.known(at), eventsIn),
        counts.ordinary,
      ),
    score: (week, baseline) => scoreOf(table, ratio, week, baseline, null),
  };
}

/** Gives the same score, for a change that hits whoever enters from a week on: a baseline ends where it begins. */
export function hazardChangeDetector(
  table: RiskTable,
  ratio: number,
  counts: WeeksThatCount,
  rampWeeks = 0,
): ChangeDetector<HazardBaseline> {
  const first = firstWeek(table) + rampWeeks;
  const eventsIn = eventsByWeek(table);
  const known = new Map<number, HazardBaseline | null>();
  const baselineBefore = (week: number) =>
    hazardBaseline(
      table,
      baselineWeeks(week - 1 + baselineRules.gap, (at) => at >= first && counts.known(at), eventsIn),
      counts.ordinary,
    );
  return {
    baselineBefore(week) {
      const found = known.get(week);
      if (found !== undefined) return found;
      const made = baselineBefore(week);
      known.set(week, made);
      return made;
    },
    score: (week, baseline, enteredFrom) => scoreOf(table, ratio, week, baseline, enteredFrom),
  };
}

function scoreOf(
  table: RiskTable,
  ratio: number,
  week: number,
  { weeks, hazard, dispersion: phi, events }: HazardBaseline,
  enteredFrom: number | null,
): Score {
  const { observed, expected } = observedExpected(table, week, hazard, enteredFrom);
  const cautious = expected * youthFactor({ weeks: weeks.length, events, dispersion: phi }, ratio);
  return { observed, expected, score: ((1 - ratio) * cautious + observed * Math.log(ratio)) / phi };
}

function eventsByWeek({ weeks, ages, events }: RiskTable): (week: number) => number {
  const sums = Array.from({ length: weeks }, (_, week) =>
    events.subarray(week * ages, (week + 1) * ages).reduce((sum, count) => sum + count, 0),
  );
  return (week) => sums[week] ?? 0;
}

/** The first week in which anyone entered: what came before it is not data. */
function firstWeek({ weeks, ages, atRisk }: RiskTable): number {
  let week = 0;
  while (week < weeks && !atRisk[week * ages]) week++;
  return week;
}

/**
 * Gives what the weeks let expect, or null when there are none or too little happened in them. Holidays are among them:
 * what is put off in them is made up for afterwards, and without them the rest would look busier than it is. How much
 * weeks vary comes from the ordinary ones alone.
 */
export function hazardBaseline(
  table: RiskTable,
  weeks: readonly number[] | null,
  ordinary: (week: number) => boolean,
): HazardBaseline | null {
  if (weeks === null) return null;
  const hazard = hazards(table, weeks);
  const events = weeks.reduce((sum, week) => sum + observedExpected(table, week, hazard).observed, 0);
  if (events < baselineRules.fewestEvents) return null;
  const past = weeks.filter(ordinary).map((week) => varied(table, week, hazard));
  return { weeks, hazard, dispersion: dispersion(past, usualVariation.conversions), events };
}
