/** A local calendar day of the workspace, as whole days since 1970-01-01. */
export type Day = number;

const millisecondsPerDay = 86_400_000;
const isoDay = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Gives the day of `2026-03-01`, or null when the text is not a real ISO calendar day. */
export function parseDay(text: string): Day | null {
  const match = isoDay.exec(text);
  if (!match) return null;
  const day = dayOf(Number(match[1]), Number(match[2]), Number(match[3]));
  return formatDay(day) === text ? day : null;
}

/** Gives the ISO text of a day: `2026-03-01`. */
export function formatDay(day: Day): string {
  return new Date(day * millisecondsPerDay).toISOString().slice(0, 10);
}

/** Gives the day of a civil date; month is 1 to 12, and overflowing values carry over. */
export function dayOf(year: number, month: number, dayOfMonth: number): Day {
  return Math.floor(Date.UTC(year, month - 1, dayOfMonth) / millisecondsPerDay);
}

export interface CivilDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly dayOfMonth: number;
}

/** Gives the civil date of a day. */
export function civilDate(day: Day): CivilDate {
  const date = new Date(day * millisecondsPerDay);
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, dayOfMonth: date.getUTCDate() };
}

/** Gives 1 (Monday) to 7 (Sunday). */
export function weekday(day: Day): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

/** Gives the first day of the week that holds `day`; `weekStart` is 1 (Monday) to 7 (Sunday). */
export function startOfWeek(day: Day, weekStart = 1): Day {
  return day - ((weekday(day) - weekStart + 7) % 7);
}

/** Gives the ISO 8601 week that holds `day`: weeks start on Monday, week 1 holds the first Thursday. */
export function isoWeek(day: Day): { readonly year: number; readonly week: number } {
  const thursday = startOfWeek(day) + 3;
  const year = civilDate(thursday).year;
  return { year, week: Math.floor((thursday - dayOf(year, 1, 1)) / 7) + 1 };
}

/** Gives the Monday on which an ISO week begins, or null when that year has no such week. */
export function dayOfIsoWeek(year: number, week: number): Day | null {
  const day = startOfWeek(dayOf(year, 1, 4)) + (week - 1) * 7;
  const actual = isoWeek(day);
  return week >= 1 && actual.year === year && actual.week === week ? day : null;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Gives the local day, in an IANA time zone, of an instant in milliseconds since the epoch. */
export function localDay(instant: number, timeZone: string): Day {
  let formatter = formatters.get(timeZone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat("en-US", {
      timeZone,
      calendar: "iso8601",
      numberingSystem: "latn",
      year: "numeric",
      month: "numeric",
      day: "numeric",
    });
    formatters.set(timeZone, formatter);
  }
  const parts: Record<string, number> = {};
  for (const part of formatter.formatToParts(instant)) parts[part.type] = Number(part.value);
  return dayOf(parts.year ?? 1970, parts.month ?? 1, parts.day ?? 1);
}
