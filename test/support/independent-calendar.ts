import { Temporal } from "temporal-polyfill";
import { dayNames, type Schedule } from "../../src/funnel/schedule.ts";

/** Zones in which clocks do what they do nowhere else, beside some in which they do not. */
export const zones = [
  "UTC",
  "Europe/Athens",
  "Europe/London",
  "Europe/Dublin",
  "Europe/Lisbon",
  "Atlantic/Azores",
  "America/New_York",
  "America/Los_Angeles",
  "America/Phoenix",
  "America/St_Johns",
  "America/Sao_Paulo",
  "America/Santiago",
  "America/Asuncion",
  "America/Havana",
  "America/Nuuk",
  "America/Caracas",
  "Asia/Kathmandu",
  "Asia/Kolkata",
  "Asia/Tokyo",
  "Asia/Tehran",
  "Asia/Beirut",
  "Asia/Jerusalem",
  "Asia/Gaza",
  "Africa/Cairo",
  "Africa/Casablanca",
  "Africa/Lagos",
  "Australia/Sydney",
  "Australia/Adelaide",
  "Australia/Eucla",
  "Australia/Lord_Howe",
  "Pacific/Auckland",
  "Pacific/Chatham",
  "Pacific/Apia",
  "Pacific/Kiritimati",
  "Pacific/Easter",
  "Antarctica/Troll",
] as const;

/**
 * The runs by another calendar: every civil day of the range, its wall time turned into an instant by Temporal, which
 * is asked where a gap ends and which of two occurrences is the earlier.
 */
export function independentRuns({ days, minute, timeZone }: Schedule, from: number, to: number) {
  const runs = new Map<number, string>();
  const end = Temporal.Instant.fromEpochMilliseconds(to).toZonedDateTimeISO(timeZone).toPlainDate();
  let date = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(timeZone).toPlainDate();
  for (
    date = date.subtract({ days: 2 });
    Temporal.PlainDate.compare(date, end) <= 0;
    date = date.add({ days: 1 })
  ) {
    const name = dayNames[date.dayOfWeek - 1];
    if (name === undefined || !days.includes(name)) continue;
    const wall = date.toPlainDateTime({ hour: Math.floor(minute / 60), minute: minute % 60 });
    const earlier = wall.toZonedDateTime(timeZone, { disambiguation: "earlier" });
    const skipped = !earlier.toPlainDateTime().equals(wall);
    // Inside a gap "earlier" lies before the change: the change itself is the first moment after.
    const run = skipped ? earlier.getTimeZoneTransition("next") : earlier;
    if (!run) throw new Error(`${timeZone} has no change after ${earlier}`);
    const at = run.epochMilliseconds;
    if (at >= from && at < to) runs.set(at, run.toPlainDateTime().toString({ smallestUnit: "minute" }));
  }
  return [...runs].toSorted(([a], [b]) => a - b).map(([at, local]) => ({ at, local }));
}
