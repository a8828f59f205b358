import { type AccountWinCell, between } from "../funnel/cells.ts";
import type { Kpi } from "../funnel/readings.ts";
import { type Interval, noInterval } from "./intervals.ts";
import { type Amount, convert, toNumber, zero } from "./money.ts";
import { distributionOfList, medianInterval, percentile } from "./percentiles.ts";

export interface AccountsRevenue {
  readonly accounts: number;
  readonly revenue: number;
  /** Revenue ÷ accounts. */
  readonly value: number | null;
  readonly median: number | null;
}

export interface RevenuePerAccountDetail {
  readonly median: number | null;
  readonly medianInterval: Interval;
  /** Accounts whose first win ever lies in the period, and the others. */
  readonly new: AccountsRevenue;
  readonly existing: AccountsRevenue;
  readonly winsWithoutAccount: number;
}

/** KPI 7: the revenue won in the period ÷ the distinct accounts that won it. */
export const revenuePerAccountKpi: Kpi<RevenuePerAccountDetail> = {
  name: "revenue-per-account",
  unit: "money",
  dimensions: ["acquisition-channel", "segment"],
  modes: ["cohort", "period", "pace"],
  needsAcquisitionChannels: false,

  needs({ period, asOf }) {
    return [{ table: "account-wins", from: period.from, to: Math.min(period.to, asOf) }];
  },

  read(snapshot, { period, asOf, settings }) {
    const accounts = new Map<string, { revenue: Amount; isNew: boolean }>();
    let winsWithoutAccount = 0;
    for (const cell of between(snapshot.accountWins, period.from, Math.min(period.to, asOf))) {
      if (cell.account === null) {
        winsWithoutAccount += cell.wins;
        continue;
      }
      const held = accounts.get(cell.account);
      const amount = convert(cell.amount, cell.currency, cell.day, settings.currency, snapshot.rates);
      accounts.set(cell.account, {
        revenue: (held?.revenue ?? zero).plus(amount),
        isNew: isFirstWinWithin(cell, period.from),
      });
    }
    const all = [...accounts.values()];
    const whole = summary(all.map(({ revenue }) => revenue));
    return {
      kpi: "revenue-per-account",
      period,
      slice: snapshot.slice,
      unit: "money",
      value: whole.value,
      numerator: whole.revenue,
      denominator: whole.accounts,
      ...noInterval,
      mature: period.to <= asOf,
      soFar: null,
      detail: {
        median: whole.median,
        medianInterval: medianInterval(distributionOfList(all.map(({ revenue }) => toNumber(revenue)))),
        new: summary(all.filter(({ isNew }) => isNew).map(({ revenue }) => revenue)),
        existing: summary(all.filter(({ isNew }) => !isNew).map(({ revenue }) => revenue)),
        winsWithoutAccount,
      },
    };
  },
};

function isFirstWinWithin(cell: AccountWinCell, from: number): boolean {
  return cell.firstWinDay >= from;
}

function summary(revenues: readonly Amount[]): AccountsRevenue {
  const revenue = revenues.reduce((sum, amount) => sum.plus(amount), zero);
  return {
    accounts: revenues.length,
    revenue: toNumber(revenue),
    value: revenues.length === 0 ? null : toNumber(revenue) / revenues.length,
    median: percentile(distributionOfList(revenues.map(toNumber)), 0.5),
  };
}
