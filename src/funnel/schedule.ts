import { type Day, formatDay, localDay, weekday } from "./calendar.ts";

export const dayNames = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type DayName = (typeof dayNames)[number];

/** When something runs: on these days of the week, at a local time of its own time zone. */
export interface Schedule {
  readonly days: readonly DayName[];
  /** Minutes since the local midnight, 0 to 1439. */
  readonly minute: number;
  /** IANA. */
  readonly timeZone: string;
}

/** One time at which a schedule runs. */
export interface ScheduledRun {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** What clocks in the schedule's time zone show then: `2026-03-02T09:00`. */
  readonly local: string;
}

const minuteLength = 60_000;
const hourLength = 3_600_000;
const dayLength = 86_400_000;

/**
 * Gives the first `count` runs at or after an instant (milliseconds since the epoch), in order. A local time that a
 * clock change skips runs at the first moment after it; one that occurs twice runs the first time only.
 */
export function nextRuns(schedule: Schedule, from: number, count: number): readonly ScheduledRun[] {
  const runs: ScheduledRun[] = [];
  if (schedule.days.length === 0) return runs;
  for (let day = localDay(from, schedule.timeZone) - 1; runs.length < count; day += 1) {
    const at = runOn(day, schedule);
    if (at !== null && at >= from && at !== runs.at(-1)?.at) runs.push(runAt(at, schedule.timeZone));
  }
  return runs;
}

/** Gives the first run after an instant; null for a schedule without days. */
export function runAfter(schedule: Schedule, after: number): ScheduledRun | null {
  return nextRuns(schedule, after + 1, 1)[0] ?? null;
}

/** Gives a run with what clocks in the time zone show at its instant. */
export function runAt(at: number, timeZone: string): ScheduledRun {
  return { at, local: new Date(at + offsetAt(at, timeZone)).toISOString().slice(0, 16) };
}

function runOn(day: Day, { days, minute, timeZone }: Schedule): number | null {
  const name = dayNames[weekday(day) - 1];
  if (name === undefined || !days.includes(name)) return null;
  return firstInstantAt(day * dayLength + minute * minuteLength, timeZone);
}

/** No time zone is further than this from UTC, and hardly one changes its clocks twice within twice of it. */
const reach = 16 * hourLength;

/**
 * Gives the first instant at which clocks show the local time (milliseconds, as if local time were UTC), or the
 * first after it where it is skipped.
 */
function firstInstantAt(local: number, timeZone: string): number {
  const [start, end] = [local - reach, local + reach];
  const [before, after] = [offsetAt(start, timeZone), offsetAt(end, timeZone)];
  if (before === after) return local - before;
  const change = changeBetween(start, end, timeZone);
  if (local - before < change) return local - before;
  return Math.max(local - after, change);
}

/** Gives the instant, to the millisecond, at which the offset changes between two instants. */
function changeBetween(start: number, end: number, timeZone: string): number {
  const before = offsetAt(start, timeZone);
  let [low, high] = [start, end];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle, timeZone) === before) low = middle;
    else high = middle;
  }
  return high;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Gives how far clocks in the time zone are ahead of UTC, in milliseconds. */
function offsetAt(instant: number, timeZone: string): number {
  let formatter = formatters.get(timeZone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat("en-US", {
      timeZone,
      calendar: "iso8601",
      numberingSystem: "latn",
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    formatters.set(timeZone, formatter);
  }
  const parts: Record<string, number> = {};
  for (const part of formatter.formatToParts(instant)) parts[part.type] = Number(part.value);
  const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  const wholeSecond = Math.floor(instant / 1000) * 1000;
  return Date.UTC(year, month - 1, day, hour, minute, second) - wholeSecond;
}

/** Gives an instant as `2026-03-02T07:00:00Z`. */
export function formatInstant(instant: number): string {
  return new Date(instant).toISOString().replace(/\.\d{3}Z$/, "Z");
}

/** Gives the minutes since midnight of `09:00`, or null when the text is no time of day. */
export function parseMinute(text: string): number | null {
  const match = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  return match ? Number(match[1]) * 60 + Number(match[2]) : null;
}

/** Gives `09:00` for minutes since midnight. */
export function formatMinute(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}

/** Gives the local ISO day of a run: `2026-03-02`. */
export function localDayOfRun({ at }: ScheduledRun, timeZone: string): string {
  return formatDay(localDay(at, timeZone));
}
