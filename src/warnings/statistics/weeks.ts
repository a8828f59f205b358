import { type Day, parseDay, startOfWeek, weekday } from "../../funnel/calendar.ts";
import type { Period } from "../../funnel/period.ts";
import type { Settings } from "../../funnel/settings.ts";

/** The whole weeks of a history, numbered from 0; the newest is over on the as-of day. */
export interface Weeks {
  readonly first: Day;
  readonly count: number;
  /** Weeks in which hardly anyone works, by the declared holidays: they prove nothing. */
  readonly quiet: readonly boolean[];
}

/** So many working days of a week declared as holidays make it quiet. */
const quietFrom = 2;

/** Gives the whole weeks from the week of the first day known to the as-of day; none when nothing is known. */
export function weeksOf(firstDay: Day | null, asOf: Day, settings: Settings): Weeks {
  const first = startOfWeek(firstDay ?? asOf, settings.weekStart);
  const count = Math.max(0, Math.floor((asOf - first) / 7));
  const holidays = new Array<number>(count).fill(0);
  for (const text of settings.holidays) {
    const day = parseDay(text);
    if (day === null || weekday(day) > 5) continue;
    const week = Math.floor((day - first) / 7);
    if (week >= 0 && week < count) holidays[week] = (holidays[week] ?? 0) + 1;
  }
  return { first, count, quiet: holidays.map((days) => days >= quietFrom) };
}

/** What a quiet week puts off is made up for in so many weeks after it. */
const catchUpWeeks = 2;

/** Gives whether a week is quiet or makes up for a quiet one before it: by itself it is no ordinary week. */
export function isDisturbed({ quiet }: Weeks, week: number): boolean {
  return quiet.slice(Math.max(0, week - catchUpWeeks), week + 1).includes(true);
}

/** Gives whether a week is disturbed and the next one still makes up for it. */
export function isUnsettled({ quiet }: Weeks, week: number): boolean {
  return quiet.slice(Math.max(0, week - catchUpWeeks + 1), week + 1).includes(true);
}

/** Gives the number of the week that holds a day; it may lie outside of the history. */
export function weekOf(weeks: Weeks, day: Day): number {
  return Math.floor((day - weeks.first) / 7);
}

/** Gives the day after a week's last: the day on which the week is known. */
export function endOf(weeks: Weeks, week: number): Day {
  return weeks.first + (week + 1) * 7;
}

/** Gives the days from the start of one week to the end of another. */
export function periodOf(weeks: Weeks, from: number, through: number): Period {
  return { from: weeks.first + from * 7, to: endOf(weeks, through) };
}
