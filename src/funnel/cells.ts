import type { Day } from "./calendar.ts";

/**
 * Snapshot cells: all that readings are computed from. A cell counts what happened to everyone of one
 * measure, one member of one dimension and one day.
 */

/** Measures whose cells stand on the day of entry; events tell at which age something happened to the entries. */
export const entryMeasures = [
  "lead-to-mql",
  "lead-to-customer",
  "mql-to-worked",
  "mql-to-opportunity",
  "opportunity-to-customer",
  /** Opportunities created, and when (if ever) their lead was an MQL. */
  "opportunity-to-mql",
] as const;

/** Measures whose cells stand on the day of exit; an event's age is a duration in days. */
export const exitMeasures = [
  /** Opportunity created to won. */
  "won",
  /** Opportunity created to lost. */
  "lost",
  /** Lead created to won, where the opportunity is linked to a lead. */
  "won-from-lead",
  /** The entries of a stage on the day on which they converted: MQLs with an opportunity, leads won. */
  "mql-converted",
  "lead-converted",
  /** Of those won or lost: the ones on which content was used before they closed. */
  "won-with-content",
  "lost-with-content",
] as const;

export type EntryMeasure = (typeof entryMeasures)[number];
export type ExitMeasure = (typeof exitMeasures)[number];
/** Stage measures carry the stage's name: entry-keyed stays, exit-keyed durations, and moves back into it by day. */
export type StageMeasure = `stage-entered:${string}` | `stage-left:${string}` | `stage-regressed:${string}`;
export type Measure = EntryMeasure | ExitMeasure | StageMeasure;

export const dimensions = ["acquisition-channel", "segment"] as const;
export type Dimension = (typeof dimensions)[number];

/** Everyone, or those of one acquisition channel or segment. */
export type Slice =
  | { readonly dimension: "total" }
  | { readonly dimension: Dimension; readonly member: string };

export const total: Slice = { dimension: "total" };

/** The member of whoever has no acquisition channel or segment. */
export const unknownMember = "unknown";

/** What an event of an entry cell tells. Exit cells know only `converted`. */
export const eventKinds = {
  /** Converted, and had not gone out before. */
  converted: 0,
  /** Converted although it had gone out before: counts for the cohort, not for the pace. */
  convertedAfterOut: 1,
  /** Went out (disqualified, lost) and had not converted before. */
  out: 2,
} as const;

export interface Cell {
  readonly day: Day;
  /** Entries (entry measures) or exits (exit measures) of that day. */
  readonly entered: number;
  /** Triples of event kind, age in days and count, ordered by kind and age. */
  readonly events: readonly number[];
}

/** Measures whose entries are followed as cohorts: each step on the way to a customer, and the whole way. */
export const cohortMeasures = [
  "lead-to-mql",
  "lead-to-customer",
  "mql-to-opportunity",
  "opportunity-to-customer",
] as const satisfies readonly EntryMeasure[];

/** Who entered on one day, and how many of them converted at each age in days, up to the last at which any did. */
export interface CohortDay {
  readonly day: Day;
  readonly entered: number;
  readonly converted: ArrayLike<number>;
}

/**
 * What the days of one whole week of the workspace come to, of one measure and member; `day` is its first. Nothing of it
 * grows with how much happened.
 */
export interface WeekCell {
  readonly day: Day;
  readonly entered: number;
  /** Conversions at an age within the measure's own window: all are known once the week is mature. */
  readonly within: number;
  /** Conversions at any age that are known as of the day that was asked for. */
  readonly known: number;
  /** Ages of the conversions, in days: of exit measures, durations. */
  readonly ages: AgeFigures;
}

export interface AgeFigures {
  readonly count: number;
  readonly median: number | null;
  readonly p80: number | null;
  /** The ends of the 95% interval of the median. */
  readonly low: number | null;
  readonly high: number | null;
}

/** Revenue of the opportunities won on one day in one currency; amounts are exact decimal texts. */
export interface RevenueCell {
  readonly day: Day;
  readonly currency: string;
  readonly wins: number;
  readonly amount: string;
  readonly winsWithoutAmount: number;
}

/** What one account won on one day in one currency. */
export interface AccountWinCell {
  /** Null: wins without an account. */
  readonly account: string | null;
  readonly day: Day;
  readonly currency: string;
  readonly wins: number;
  readonly amount: string;
  /** The day of the account's first win ever; equals `day` for wins without an account. */
  readonly firstWinDay: Day;
}

/** What a group of accounts won, in the workspace's currency. */
export interface AccountsRevenue {
  readonly accounts: number;
  readonly revenue: number;
  /** Revenue ÷ accounts. */
  readonly value: number | null;
  readonly median: number | null;
}

/** What the accounts of one period won. */
export interface AccountFigures {
  readonly all: AccountsRevenue;
  /** The ends of the 95% interval of the median of all. */
  readonly medianInterval: { readonly low: number | null; readonly high: number | null };
  /** Accounts whose first win ever lies in the period, and the others. */
  readonly new: AccountsRevenue;
  readonly existing: AccountsRevenue;
  readonly winsWithoutAccount: number;
}

/** One whole week of the workspace; `day` is its first. */
export interface AccountWeekCell {
  readonly day: Day;
  readonly figures: AccountFigures;
}

export interface AssetCell {
  readonly asset: number;
  readonly id: string;
  readonly title: string;
  readonly journeyStage: string | null;
  readonly publishedDay: Day;
  readonly retiredDay: Day | null;
  /** The first day on which sales used it. */
  readonly firstSalesUseDay: Day | null;
}

/** The assets (by their number) that sales used on one day. */
export interface ContentDayCell {
  readonly day: Day;
  readonly bySales: readonly number[];
  /** Used on an opportunity at or after its creation. */
  readonly inOpportunity: readonly number[];
}

export interface VisitCell {
  readonly day: Day;
  readonly acquisitionChannel: string;
  readonly visitors: number;
}

/** An exchange rate: one unit of `currency` is `rate` of the workspace's currency, from `day` on. */
export interface RateCell {
  readonly currency: string;
  readonly day: Day;
  readonly rate: string;
}

/** Days on which one source created implausibly many facts at once. */
export interface BulkLoad {
  readonly source: string;
  readonly kind: "leads" | "opportunities";
  readonly day: Day;
  readonly created: number;
  readonly median: number;
}

export const stageMeasures = ["stage-entered", "stage-left", "stage-regressed"] as const;

/**
 * How much of cells' events a reading looks at: none (it counts entries), conversions (going out is of no account
 * to it), or all of them, which is what is given when nothing is said.
 */
export const eventDetails = ["none", "conversions", "all"] as const;
export type EventDetail = (typeof eventDetails)[number];

/** What a KPI asks of the store: cells of a day range, for one slice. */
export type Need =
  | {
      readonly table: "cells";
      readonly measure: Measure;
      readonly from: Day;
      readonly to: Day;
      readonly events?: EventDetail;
    }
  /** Every stage's cells; of all three measures unless some are named. */
  | {
      readonly table: "stages";
      readonly from: Day;
      readonly to: Day;
      readonly measures?: readonly (typeof stageMeasures)[number][];
    }
  /** Whole weeks of one measure. */
  | { readonly table: "weeks"; readonly measure: Measure; readonly from: Day; readonly to: Day }
  /** Days, out of whole weeks, of one measure of cohorts, with conversions up to the measure's own window. */
  | {
      readonly table: "week-days";
      readonly measure: (typeof cohortMeasures)[number];
      readonly from: Day;
      readonly to: Day;
    }
  /** Whole weeks of every stage: of the days on which it was left, and of moves back into it. */
  | { readonly table: "stage-weeks"; readonly from: Day; readonly to: Day }
  | { readonly table: "revenue"; readonly from: Day; readonly to: Day }
  /** Revenue by whole weeks; what is not in the workspace's currency stays by day, as rates are dated. */
  | { readonly table: "revenue-weeks"; readonly from: Day; readonly to: Day }
  | { readonly table: "account-wins"; readonly from: Day; readonly to: Day }
  /** Whole weeks of the workspace; where a week's figures are not kept, its account wins are given. */
  | { readonly table: "account-weeks"; readonly from: Day; readonly to: Day }
  | { readonly table: "content"; readonly from: Day; readonly to: Day }
  /** The content of whole weeks: `day` is the week's first. */
  | { readonly table: "content-weeks"; readonly from: Day; readonly to: Day }
  | { readonly table: "visits"; readonly from: Day; readonly to: Day };

/** Cells at hand for one slice, plain and immutable. Absent measures are empty. */
export interface Snapshot {
  readonly slice: Slice;
  readonly cells: ReadonlyMap<Measure, readonly Cell[]>;
  /** By week's first day; absent measures are empty, as are weeks that are not among them. */
  readonly weeks?: ReadonlyMap<Measure, ReadonlyMap<Day, WeekCell>>;
  /** Days out of whole weeks, ordered by day. */
  readonly weekDays?: ReadonlyMap<Measure, readonly CohortDay[]>;
  readonly revenue: readonly RevenueCell[];
  readonly revenueWeeks?: readonly RevenueCell[];
  readonly accountWins: readonly AccountWinCell[];
  readonly accountWeeks?: readonly AccountWeekCell[];
  readonly assets: readonly AssetCell[];
  readonly contentDays: readonly ContentDayCell[];
  readonly contentWeeks?: readonly ContentDayCell[];
  readonly visits: readonly VisitCell[];
  readonly rates: readonly RateCell[];
}

/** Gives the cells of a measure, ordered by day. */
export function cellsOf(snapshot: Snapshot, measure: Measure): readonly Cell[] {
  return snapshot.cells.get(measure) ?? [];
}

/** Gives the cells whose day lies in `[from, to)`; cells are ordered by day. */
export function between<C extends { readonly day: Day }>(
  cells: readonly C[],
  from: Day,
  to: Day,
): readonly C[] {
  return cells.slice(firstAt(cells, from), firstAt(cells, to));
}

function firstAt(cells: readonly { readonly day: Day }[], day: Day): number {
  let low = 0;
  let high = cells.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const cell = cells[middle];
    if (cell !== undefined && cell.day < day) low = middle + 1;
    else high = middle;
  }
  return low;
}
