import { type Day, weekday } from "../../funnel/calendar.ts";
import { season } from "./athens.ts";
import { chanceOf, countAround } from "./chance.ts";
import type { Scene } from "./leads.ts";
import { channels } from "./market.ts";

export interface DayOfVisits {
  readonly day: Day;
  readonly channel: string;
  readonly visitors: number;
}

/** Gives the visitors of every day and acquisition channel before the scene's day. */
export function visitsOf({ seed, from, today }: Scene): readonly DayOfVisits[] {
  const { random } = chanceOf(seed, "visits");
  const days: DayOfVisits[] = [];
  for (let day = from; day < today; day += 1) {
    for (const { name, visitorsPerWeek, week } of channels) {
      const expected = visitorsPerWeek * (week[weekday(day) - 1] ?? 0) * season(day);
      days.push({ day, channel: name, visitors: countAround(expected, random) });
    }
  }
  return days;
}
