import type { Day } from "../funnel/calendar.ts";
import {
  type AgeFigures,
  type Cell,
  type CohortDay,
  cohortMeasures,
  entryMeasures,
  eventKinds,
} from "../funnel/cells.ts";
import type { Settings } from "../funnel/settings.ts";
import { cohortDays } from "./conversion.ts";
import { type Distribution, durationsOf, medianInterval, percentile } from "./percentiles.ts";

/** What the cells of one measure and week come to, as of any day. */
export interface WeekFigures {
  readonly entered: number;
  /** Conversions at an age within the window. */
  readonly within: number;
  readonly converted: number;
  /** Conversions by the day on which they happened, ordered by day; none of exits, which are known as they happen. */
  readonly convertedOn: readonly (readonly [day: Day, count: number])[];
  /** Of exits: how long they took. */
  readonly ages: AgeFigures;
  /** Of measures that cohorts are followed by: the days, with conversions at an age within the window. */
  readonly days: readonly CohortDay[] | null;
}

const noAges: AgeFigures = { count: 0, median: null, p80: null, low: null, high: null };

/** Gives what the cells of one week and measure come to; a measure without a window counts every conversion. */
export function weekFigures(
  cells: readonly Cell[],
  measure: string,
  windows: Settings["windows"],
): WeekFigures {
  const isEntry = addsUp(measure);
  const window = windowOf(measure, windows);
  const on = new Map<Day, number>();
  let entered = 0;
  let within = 0;
  let converted = 0;
  for (const cell of cells) {
    entered += cell.entered;
    for (let i = 0; i + 2 < cell.events.length; i += 3) {
      if (cell.events[i] === eventKinds.out) continue;
      const age = cell.events[i + 1] ?? 0;
      const count = cell.events[i + 2] ?? 0;
      converted += count;
      if (window === null || age <= window) within += count;
      if (isEntry) on.set(cell.day + age, (on.get(cell.day + age) ?? 0) + count);
    }
  }
  const ages = isEntry ? noAges : ageFigures(durationsOf(cells));
  const days = isCohort(measure) ? cohortDays(cells, window ?? undefined) : null;
  return { entered, within, converted, convertedOn: inOrder(on), ages, days };
}

function isCohort(measure: string): boolean {
  return (cohortMeasures as readonly string[]).includes(measure);
}

/** A signed count of what happened to the entries of one day at an age; without a kind, of the entries themselves. */
export interface WeekChange {
  readonly kind: number | null;
  readonly day: Day;
  readonly age: number;
  readonly count: number;
}

/** Whether a measure's weeks say nothing of ages, so that they follow from what they were and what changed. */
export function addsUp(measure: string): boolean {
  return (entryMeasures as readonly string[]).includes(measure);
}

/** Gives what a week of a measure that adds up comes to with changes added; null: it had no entries. */
export function changedFigures(
  held: Omit<WeekFigures, "ages"> | null,
  changes: readonly WeekChange[],
  measure: string,
  windows: Settings["windows"],
): WeekFigures {
  const window = windowOf(measure, windows);
  const on = new Map(held?.convertedOn);
  let { entered, within, converted } = held ?? { entered: 0, within: 0, converted: 0 };
  for (const { kind, day, age, count } of changes) {
    if (kind === null) entered += count;
    else if (kind !== eventKinds.out) {
      converted += count;
      if (window === null || age <= window) within += count;
      on.set(day + age, (on.get(day + age) ?? 0) + count);
    }
  }
  const days = isCohort(measure) ? changedDays(held?.days ?? [], changes, window) : null;
  return { entered, within, converted, convertedOn: inOrder(on), ages: noAges, days };
}

function changedDays(
  held: readonly CohortDay[],
  changes: readonly WeekChange[],
  window: number | null,
): readonly CohortDay[] {
  const days = new Map(
    held.map(({ day, entered, converted }) => [day, { day, entered, converted: Array.from(converted) }]),
  );
  for (const { kind, day, age, count } of changes) {
    if (kind === eventKinds.out || (kind !== null && window !== null && age > window)) continue;
    const cohort = days.get(day) ?? { day, entered: 0, converted: [] };
    days.set(day, cohort);
    if (kind === null) cohort.entered += count;
    else {
      while (cohort.converted.length <= age) cohort.converted.push(0);
      cohort.converted[age] = (cohort.converted[age] ?? 0) + count;
    }
  }
  return [...days.values()]
    .filter(({ entered }) => entered > 0)
    .map((cohort) => ({
      ...cohort,
      converted: cohort.converted.slice(0, cohort.converted.findLastIndex((count) => count > 0) + 1),
    }))
    .sort((a, b) => a.day - b.day);
}

function inOrder(on: ReadonlyMap<Day, number>): WeekFigures["convertedOn"] {
  return [...on].filter(([, count]) => count !== 0).sort(([a], [b]) => a - b);
}

/** Gives count, median, 80th percentile and the median's interval of a distribution of days. */
export function ageFigures(ages: Distribution): AgeFigures {
  return {
    count: ages.count,
    median: percentile(ages, 0.5),
    p80: percentile(ages, 0.8),
    ...medianInterval(ages),
  };
}

/** Gives the age limit, in days, of a measure's conversions; null for those that have none. */
function windowOf(measure: string, windows: Settings["windows"]): number | null {
  switch (measure) {
    case "lead-to-mql":
      return windows.leadToMql;
    case "lead-to-customer":
      return windows.endToEnd;
    case "mql-to-worked":
      return windows.mqlToWorked;
    case "mql-to-opportunity":
      return windows.mqlToOpportunity;
    case "opportunity-to-customer":
      return windows.opportunityToCustomer;
    default:
      return null;
  }
}
