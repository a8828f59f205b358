import { UserError } from "../errors.ts";
import { type DayName, dayNames, parseMinute } from "../funnel/schedule.ts";
import { settingsSchema } from "../funnel/settings.ts";

/** The options of every command that takes a schedule. */
export interface ScheduleOptions {
  readonly days: readonly DayName[];
  /** Minutes since the local midnight. */
  readonly at: number;
  readonly timeZone: string;
}

/** Reads `mon,thu`. Throws `bad-days`. */
export function dayNamesArgument(option: string): (text: string) => readonly DayName[] {
  return (text) => {
    const words = text.split(",").map((word) => word.trim().toLowerCase());
    const days = dayNames.filter((day) => words.includes(day));
    if (words.every((word) => dayNames.some((day) => day === word))) return days;
    throw new UserError({
      code: "bad-days",
      what: `${option} ${text} is not a list of days.`,
      next: `Choose from ${dayNames.join(", ")}, with commas between: ${option} mon,thu.`,
    });
  };
}

/** Reads `09:00`. Throws `bad-time`. */
export function minuteArgument(option: string): (text: string) => number {
  return (text) => {
    const minute = parseMinute(text);
    if (minute !== null) return minute;
    throw new UserError({
      code: "bad-time",
      what: `${option} ${text} is not a time of day.`,
      next: `Write it as HH:MM, for example ${option} 09:00.`,
    });
  };
}

/** Reads an IANA time zone. Throws `bad-time-zone`. */
export function timeZoneArgument(option: string): (text: string) => string {
  return (text) => {
    if (settingsSchema.shape.timeZone.safeParse(text).success) return text;
    throw new UserError({
      code: "bad-time-zone",
      what: `${option} ${text} is not a time zone.`,
      next: `Use its IANA name, for example ${option} Europe/Athens.`,
    });
  };
}
