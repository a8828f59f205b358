import { type Day, startOfWeek } from "../../../src/funnel/calendar.ts";
import { cellsOf } from "../../../src/funnel/cells.ts";
import type { History } from "../../../src/warnings/history.ts";

/** The rules that everyone has: what they fire on, week after week. */
export const naiveRules = {
  /** The week's opportunities for each MQL, a tenth below the week before. */
  "down 10% on last week": (ratios: readonly number[], week: number) =>
    (ratios[week] ?? 0) < 0.9 * (ratios[week - 1] ?? 0),
  /** The last four weeks together, 15% below the year before them. */
  "15% below the year's mean": (ratios: readonly number[], week: number) =>
    week >= 56 && mean(ratios, week - 3, week) < 0.85 * mean(ratios, week - 55, week - 4),
} as const;

export type NaiveRule = keyof typeof naiveRules;

/** Gives each week's opportunities from MQLs for each MQL of that week: what a dashboard shows. */
export function weeklyRatios(history: History, firstDay: Day): readonly number[] {
  const first = startOfWeek(firstDay);
  const weeks = Math.floor((history.asOf - first) / 7);
  const entered = new Array<number>(weeks).fill(0);
  const converted = new Array<number>(weeks).fill(0);
  const add = (counts: number[], measure: "mql-to-opportunity" | "mql-converted") => {
    for (const cell of cellsOf(history.total, measure)) {
      const week = Math.floor((cell.day - first) / 7);
      if (week >= 0 && week < weeks) counts[week] = (counts[week] ?? 0) + cell.entered;
    }
  };
  add(entered, "mql-to-opportunity");
  add(converted, "mql-converted");
  return entered.map((n, week) => (n === 0 ? 0 : (converted[week] ?? 0) / n));
}

function mean(values: readonly number[], from: number, through: number): number {
  let sum = 0;
  for (let week = from; week <= through; week++) sum += values[week] ?? 0;
  return sum / (through - from + 1);
}
