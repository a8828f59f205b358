import { civilDate, type Day, dayOf, weekday } from "../../funnel/calendar.ts";
import type { Moment } from "../../funnel/facts.ts";

/** A local moment in Athens, as whole minutes of the wall clock since 1970-01-01T00:00. */
export type LocalMinute = number;

export const minutesPerDay = 1440;

const firstMinutes = new Map<number, { readonly summer: LocalMinute; readonly winter: LocalMinute }>();

/** Gives the instant of a local minute; daylight saving time changes on the last Sundays of March and October. */
export function instantOf(minute: LocalMinute): Moment {
  const year = new Date(minute * 60_000).getUTCFullYear();
  let first = firstMinutes.get(year);
  if (!first) {
    first = {
      summer: lastSunday(year, 3) * minutesPerDay + 3 * 60,
      winter: lastSunday(year, 10) * minutesPerDay + 4 * 60,
    };
    firstMinutes.set(year, first);
  }
  const ahead = minute >= first.summer && minute < first.winter ? 180 : 120;
  return { type: "instant", iso: `${new Date((minute - ahead) * 60_000).toISOString().slice(0, 19)}Z` };
}

function lastSunday(year: number, month: number): Day {
  const last = dayOf(year, month + 1, 0);
  return last - (weekday(last) % 7);
}

/** Gives the public holidays of Greece in a year, 1900 to 2099, in order. */
export function publicHolidays(year: number): readonly Day[] {
  const easter = orthodoxEaster(year);
  return [
    dayOf(year, 1, 1),
    dayOf(year, 1, 6),
    easter - 48,
    dayOf(year, 3, 25),
    easter - 2,
    easter + 1,
    dayOf(year, 5, 1),
    easter + 50,
    dayOf(year, 8, 15),
    dayOf(year, 10, 28),
    dayOf(year, 12, 25),
    dayOf(year, 12, 26),
  ].sort((a, b) => a - b);
}

/** Meeus's Julian algorithm, thirteen days on. */
function orthodoxEaster(year: number): Day {
  const d = (19 * (year % 19) + 15) % 30;
  const e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7;
  return dayOf(year, Math.floor((d + e + 114) / 31), ((d + e + 114) % 31) + 1) + 13;
}

/** Gives how busy the market is on a day against an ordinary one: less in mid-August, at Christmas and at Easter. */
export function season(day: Day): number {
  const { year } = civilDate(day);
  const dip = (centre: Day, width: number, depth: number) =>
    depth * Math.exp(-(((day - centre) / width) ** 2));
  const wave = 0.04 * Math.cos((2 * Math.PI * (day - dayOf(year, 10, 15))) / 365.25);
  return (
    1 +
    wave -
    dip(dayOf(year, 8, 14), 10, 0.3) -
    dip(dayOf(year, 12, 29), 7, 0.42) -
    dip(dayOf(year - 1, 12, 29), 7, 0.42) -
    dip(orthodoxEaster(year), 5, 0.25)
  );
}
