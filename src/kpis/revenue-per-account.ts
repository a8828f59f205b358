import type { Day } from "../funnel/calendar.ts";
import {
  type AccountFigures,
  type AccountsRevenue,
  type AccountWinCell,
  between,
  type RateCell,
} from "../funnel/cells.ts";
import type { Kpi } from "../funnel/readings.ts";
import { type Interval, noInterval } from "./intervals.ts";
import { type Amount, convert, medianOf, quotient, sumOf, toNumber, zero } from "./money.ts";
import { distributionOfList, medianInterval } from "./percentiles.ts";
import { isKeptWeek } from "./weeks.ts";

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

  needs(question) {
    const { period, asOf } = question;
    const table = isKeptWeek(question) ? "account-weeks" : "account-wins";
    return [{ table, from: period.from, to: Math.min(period.to, asOf) }];
  },

  read(snapshot, question) {
    const { period, asOf, settings } = question;
    const week = isKeptWeek(question)
      ? snapshot.accountWeeks?.find(({ day }) => day === period.from)
      : undefined;
    const figures =
      week?.figures ??
      accountFigures(
        between(snapshot.accountWins, period.from, Math.min(period.to, asOf)),
        period.from,
        settings.currency,
        snapshot.rates,
      );
    return {
      kpi: "revenue-per-account",
      period,
      slice: snapshot.slice,
      unit: "money",
      value: figures.all.value,
      numerator: figures.all.revenue,
      denominator: figures.all.accounts,
      ...noInterval,
      mature: period.to <= asOf,
      soFar: null,
      detail: {
        median: figures.all.median,
        medianInterval: figures.medianInterval,
        new: figures.new,
        existing: figures.existing,
        winsWithoutAccount: figures.winsWithoutAccount,
      },
    };
  },
};

/** Gives what the accounts won in a period that begins on `from`, of its wins. Throws `missing-rate`. */
export function accountFigures(
  wins: readonly AccountWinCell[],
  from: Day,
  currency: string,
  rates: readonly RateCell[],
): AccountFigures {
  const accounts = new Map<string, { revenue: Amount; isNew: boolean }>();
  let winsWithoutAccount = 0;
  for (const cell of wins) {
    if (cell.account === null) {
      winsWithoutAccount += cell.wins;
      continue;
    }
    const held = accounts.get(cell.account);
    const amount = convert(cell.amount, cell.currency, cell.day, currency, rates);
    accounts.set(cell.account, {
      revenue: (held?.revenue ?? zero).plus(amount),
      isNew: cell.firstWinDay >= from,
    });
  }
  const all = [...accounts.values()];
  return {
    all: summary(all.map(({ revenue }) => revenue)),
    medianInterval: medianInterval(distributionOfList(all.map(({ revenue }) => toNumber(revenue)))),
    new: summary(all.filter(({ isNew }) => isNew).map(({ revenue }) => revenue)),
    existing: summary(all.filter(({ isNew }) => !isNew).map(({ revenue }) => revenue)),
    winsWithoutAccount,
  };
}

function summary(revenues: readonly Amount[]): AccountsRevenue {
  const revenue = sumOf(revenues);
  return {
    accounts: revenues.length,
    revenue: toNumber(revenue),
    value: quotient(revenue, revenues.length),
    median: medianOf(revenues),
  };
}
