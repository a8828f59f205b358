import { UserError } from "../errors.ts";
import type { Day } from "../funnel/calendar.ts";
import type { RateCell } from "../funnel/cells.ts";
import { convert, toNumber } from "../kpis/money.ts";
import type { History } from "./history.ts";
import { type Weeks, weekOf } from "./statistics/weeks.ts";

/** Gives the revenue won in each week, by acquisition channel, in the workspace's currency; wins without a rate are left out. */
export function revenueByWeek(history: History, weeks: Weeks): ReadonlyMap<string, readonly number[]> {
  const revenue = new Map<string, number[]>();
  for (const { slice, revenue: cells, rates } of history.acquisitionChannels) {
    if (slice.dimension === "total") continue;
    const perWeek = new Array<number>(weeks.count).fill(0);
    for (const cell of cells) {
      const week = weekOf(weeks, cell.day);
      if (week < 0 || week >= weeks.count) continue;
      const amount = amountIn(cell.amount, cell.currency, cell.day, history.settings.currency, rates);
      perWeek[week] = (perWeek[week] ?? 0) + (amount ?? 0);
    }
    revenue.set(slice.member, perWeek);
  }
  return revenue;
}

/**
 * Gives an amount in a currency as the nearest double, for statistics only; null where no rate is known: the reading
 * itself reports that, and a warning must not fail over it.
 */
export function amountIn(
  amount: string,
  from: string,
  day: Day,
  currency: string,
  rates: readonly RateCell[],
): number | null {
  try {
    return toNumber(convert(amount, from, day, currency, rates));
  } catch (error) {
    if (error instanceof UserError && error.code === "missing-rate") return null;
    throw error;
  }
}
