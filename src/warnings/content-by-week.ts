import { between } from "../funnel/cells.ts";
import type { Period } from "../funnel/period.ts";
import { wilson } from "../kpis/intervals.ts";
import type { History } from "./history.ts";
import { periodOf, type Weeks } from "./statistics/weeks.ts";

/** Gives the share of each week's active assets that sales used in it; null where none was active, or none used yet. */
export function contentUseByWeek(history: History, weeks: Weeks): readonly (number | null)[] {
  const firstUse = history.total.contentDays.find(({ bySales }) => bySales.length > 0)?.day;
  return Array.from({ length: weeks.count }, (_, week) => {
    const period = periodOf(weeks, week, week);
    if (firstUse === undefined || period.from < firstUse) return null;
    const { used, active } = usedShare(history, period);
    return active === 0 ? null : used / active;
  });
}

export interface UsedShare {
  readonly used: number;
  readonly active: number;
  /** 0 where nothing was active. */
  readonly share: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** Gives the share of the assets active in a period, known at its end, that sales used in it. */
export function usedShare({ total }: History, period: Period): UsedShare {
  const active = total.assets.filter(
    ({ publishedDay, retiredDay }) =>
      publishedDay < period.to && (retiredDay === null || retiredDay >= period.from),
  );
  const bySales = new Set(between(total.contentDays, period.from, period.to).flatMap((cell) => cell.bySales));
  const used = active.filter(({ asset }) => bySales.has(asset)).length;
  const share = active.length === 0 ? 0 : used / active.length;
  return { used, active: active.length, share, ...wilson(used, active.length) };
}
