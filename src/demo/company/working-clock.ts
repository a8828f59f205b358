import { civilDate, type Day, weekday } from "../../funnel/calendar.ts";
import { type LocalMinute, minutesPerDay, publicHolidays } from "./athens.ts";

/** Working time as a number: whole working days since the clock's start, and the part of the day that has passed. */
export interface WorkingClock {
  /** Gives the working time of a local minute; outside office hours, that of the next opening. */
  at(minute: LocalMinute): number;
  minute(workingTime: number): LocalMinute;
}

const opens = 9 * 60;
const openMinutes = 9 * 60;

/** Gives the clock of an office that works Monday to Friday, 9:00 to 18:00, but for public holidays. */
export function workingClock(from: Day, to: Day): WorkingClock {
  const years = Array.from(
    { length: civilDate(to).year - civilDate(from).year + 1 },
    (_, i) => civilDate(from).year + i,
  );
  const holidays = new Set(years.flatMap(publicHolidays));
  const days: Day[] = [];
  const openedBefore: number[] = [];
  for (let day = from; day < to; day += 1) {
    openedBefore.push(days.length);
    if (weekday(day) < 6 && !holidays.has(day)) days.push(day);
  }
  const place = (day: Day) => openedBefore[day - from] ?? days.length;
  return {
    at(minute) {
      const day = Math.floor(minute / minutesPerDay);
      if (days[place(day)] !== day) return place(day);
      const passed = (minute - day * minutesPerDay - opens) / openMinutes;
      return place(day) + Math.min(Math.max(passed, 0), 1);
    },
    minute(workingTime) {
      const whole = Math.floor(workingTime);
      const day = days[whole];
      if (day === undefined) return to * minutesPerDay;
      return day * minutesPerDay + opens + Math.round((workingTime - whole) * openMinutes);
    },
  };
}
