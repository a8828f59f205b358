import type { Day } from "../funnel/calendar.ts";
import { type AgeFigures, type Cell, entryMeasures, eventKinds } from "../funnel/cells.ts";
import type { Settings } from "../funnel/settings.ts";
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
}

/** Gives what the cells of one week and measure come to; a measure without a window counts every conversion. */
export function weekFigures(
  cells: readonly Cell[],
  measure: string,
  windows: Settings["windows"],
): WeekFigures {
  const isEntry = (entryMeasures as readonly string[]).includes(measure);
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
  const convertedOn = [...on].sort(([a], [b]) => a - b);
  const ages = ageFigures(isEntry ? { count: 0, values: [] } : durationsOf(cells));
  return { entered, within, converted, convertedOn, ages };
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
