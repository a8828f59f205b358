import type { RiskTable } from "./risk-table.ts";

/** Hazards by age in weeks; null: no one was at risk. */
type Hazard = readonly (number | null)[];

/**
 * Gives the age in days by which the given share has left, at the pace of the hazards; null when that is beyond what
 * was watched. Between weeks it interpolates; a week's end stands for the age of those who entered mid-week.
 */
export function ageBy(hazard: Hazard, share: number): number | null {
  let left = 1;
  let before = 0;
  for (const [week, h] of hazard.entries()) {
    const next = left * (1 - (h ?? 0));
    const age = week * 7 + 3.5;
    if (next <= 1 - share) return before + ((age - before) * (left - (1 - share))) / (left - next);
    left = next;
    before = age;
  }
  return null;
}

/** Gives the mean stay in days, at the pace of the hazards, of which only the watched ages count. */
export function meanStay(hazard: Hazard): number {
  let left = 1;
  let days = 0;
  for (const [week, h] of hazard.entries()) {
    const next = left * (1 - (h ?? 0));
    days += ((left + next) / 2) * (week === 0 ? 3.5 : 7);
    left = next;
  }
  return days;
}

/** Gives how many are there in a week that have stayed for longer than the age in days. */
export function stayingLonger({ ages, atRisk, events }: RiskTable, week: number, days: number): number {
  let staying = 0;
  for (let age = Math.ceil(days / 7); age < ages; age++) {
    staying += (atRisk[week * ages + age] ?? 0) - (events[week * ages + age] ?? 0);
  }
  return staying;
}

/** Gives how many more are there at a week's end than would be at the pace of the hazards; 0 when there are fewer. */
export function stayingLate({ ages, atRisk, events }: RiskTable, week: number, hazard: Hazard): number {
  let late = 0;
  let left = 1;
  for (let age = 0; age < ages && age <= week; age++) {
    left *= 1 - (hazard[age] ?? 0);
    const entered = atRisk[(week - age) * ages] ?? 0;
    const staying = (atRisk[week * ages + age] ?? 0) - (events[week * ages + age] ?? 0);
    late += staying - entered * left;
  }
  return Math.max(0, late);
}
