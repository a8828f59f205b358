import { civilDate, type Day, dayOf, formatDay, startOfWeek } from "../../funnel/calendar.ts";
import { publicHolidays } from "./athens.ts";

export const pipelineStages = ["Discovery", "Demo", "Proposal", "Negotiation"] as const;
export type PipelineStage = (typeof pipelineStages)[number];

/** Gives the day from which the company's facts tell: the Monday of the week that lies 18 months back. */
export function companyStart(today: Day): Day {
  const { year, month, dayOfMonth } = civilDate(today);
  return startOfWeek(dayOf(year, month - 18, dayOfMonth));
}

/** Gives the workspace settings that suit the company; its holidays cover the facts and the year to come. */
export function companySettings(today: Day) {
  const first = civilDate(companyStart(today)).year;
  const years = Array.from({ length: civilDate(today).year + 2 - first }, (_, i) => first + i);
  return {
    timeZone: "Europe/Athens",
    currency: "EUR",
    stages: [...pipelineStages],
    holidays: years.flatMap(publicHolidays).map(formatDay),
  };
}
