import type { Day } from "../../funnel/calendar.ts";
import { endOf, type Weeks } from "./weeks.ts";

/** A run of open weeks. */
export interface OpenRun {
  readonly openedOn: Day;
  /** Null: open to the end. */
  readonly closedOn: Day | null;
}

/** Gives the runs of open weeks; a week's decision falls on the day after it. */
export function openRuns(weeks: Weeks, open: readonly boolean[]): readonly OpenRun[] {
  const runs: OpenRun[] = [];
  let openedOn: Day | null = null;
  open.forEach((isOpen, week) => {
    if (isOpen && openedOn === null) openedOn = endOf(weeks, week);
    else if (!isOpen && openedOn !== null) {
      runs.push({ openedOn, closedOn: endOf(weeks, week) });
      openedOn = null;
    }
  });
  if (openedOn !== null) runs.push({ openedOn, closedOn: null });
  return runs;
}
