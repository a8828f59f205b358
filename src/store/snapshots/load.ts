import { sql } from "kysely";
import { formatDay } from "../../funnel/calendar.ts";
import {
  type AccountFigures,
  type AccountWeekCell,
  type AccountWinCell,
  type AssetCell,
  type Cell,
  type ContentDayCell,
  type Dimension,
  type EventDetail,
  type Measure,
  type Need,
  type RateCell,
  type RevenueCell,
  type Slice,
  type Snapshot,
  stageMeasures,
  total,
  type VisitCell,
} from "../../funnel/cells.ts";
import type { Period } from "../../funnel/period.ts";
import type { Store } from "../database.ts";
import { accountWinColumns } from "./account-weeks.ts";
import { eventColumns, parseCells } from "./cell-text.ts";
import { disjoint, united } from "./needs.ts";

export interface LoadRequest {
  readonly workspaceId: number;
  readonly needs: readonly Need[];
  /** The total, or every member of a dimension. */
  readonly slices: "total" | Dimension;
}

type Sliced<T> = T & { readonly member: string };

/**
 * Loads the cells that are needed, as of one moment of the database: one snapshot for the total, or one for each
 * member of the dimension, ordered by name. Facts are never read.
 */
export async function loadSnapshots(store: Store, request: LoadRequest): Promise<readonly Snapshot[]> {
  return store
    .transaction()
    .setIsolationLevel("repeatable read")
    .setAccessMode("read only")
    .execute((transaction) => load(transaction, request));
}

async function load(store: Store, { workspaceId, needs, slices }: LoadRequest): Promise<readonly Snapshot[]> {
  const unitedNeeds = united(needs);
  const cells = await loadCells(store, workspaceId, unitedNeeds, slices);
  const revenue: Sliced<RevenueCell>[] = [];
  const winRanges: Period[] = [];
  let accountWeeks: readonly AccountWeekCell[] = [];
  let assets: readonly AssetCell[] = [];
  let contentDays: readonly ContentDayCell[] = [];
  const visits: VisitCell[] = [];
  for (const need of unitedNeeds) {
    const { from, to } = need;
    switch (need.table) {
      case "cells":
      case "stages":
        break;
      case "revenue":
        append(
          revenue,
          await sql<Sliced<RevenueCell>>`
            select member, day, currency, wins, amount, wins_without_amount as "winsWithoutAmount" from revenue_cells
            where workspace_id = ${workspaceId} and dimension = ${slices} and day >= ${from} and day < ${to}
            order by member, day, currency`.execute(store),
        );
        break;
      case "account-wins":
        winRanges.push(need);
        break;
      case "account-weeks":
        if (slices === "total") {
          const weeks = await loadAccountWeeks(store, workspaceId, need);
          accountWeeks = weeks.kept;
          winRanges.push(...weeks.others);
        } else winRanges.push(need);
        break;
      case "content": {
        const found = await sql<AssetCell>`
          select asset_number as asset, asset_id as id, title, journey_stage as "journeyStage",
            published_day as "publishedDay", retired_day as "retiredDay",
            first_sales_use_day as "firstSalesUseDay"
          from asset_cells where workspace_id = ${workspaceId} order by asset_number`.execute(store);
        const days = await sql<ContentDayCell>`
          select day, by_sales as "bySales", in_opportunity as "inOpportunity" from content_day_cells
          where workspace_id = ${workspaceId} and day >= ${from} and day < ${to} order by day`.execute(store);
        assets = found.rows;
        contentDays = days.rows;
        break;
      }
      case "visits":
        append(
          visits,
          await sql<VisitCell>`
            select day - date '1970-01-01' as day, acquisition_channel as "acquisitionChannel",
              visitors::double precision as visitors
            from visits
            where workspace_id = ${workspaceId}
              and day >= ${formatDay(from)}::date and day < ${formatDay(to)}::date
            order by day, acquisition_channel`.execute(store),
        );
        break;
    }
  }
  const accountWins = await loadAccountWins(store, workspaceId, slices, disjoint(winRanges));
  const rates = (
    await sql<RateCell>`
      select currency, day - date '1970-01-01' as day, rate::text as rate from exchange_rates
      where workspace_id = ${workspaceId} order by currency, day`.execute(store)
  ).rows;
  const shared = { assets, contentDays, rates };
  if (slices === "total") {
    return [{ slice: total, cells: byMeasure(cells), revenue, accountWins, accountWeeks, visits, ...shared }];
  }
  const cellsBy = Map.groupBy(cells, ({ member }) => member);
  const revenueBy = Map.groupBy(revenue, ({ member }) => member);
  const winsBy = Map.groupBy(accountWins, ({ member }) => member);
  const visitsBy =
    slices === "acquisition-channel"
      ? Map.groupBy(visits, ({ acquisitionChannel }) => acquisitionChannel)
      : new Map();
  const members = new Set([...cellsBy.keys(), ...revenueBy.keys(), ...winsBy.keys()]);
  return [...members].sort().map((member) => ({
    slice: { dimension: slices, member } satisfies Slice,
    cells: byMeasure(cellsBy.get(member) ?? []),
    revenue: revenueBy.get(member) ?? [],
    accountWins: winsBy.get(member) ?? [],
    visits: visitsBy.get(member) ?? [],
    ...shared,
  }));
}

/** All cells of one measure and member, ordered by day. */
interface Series {
  readonly measure: Measure;
  readonly member: string;
  readonly cells: readonly Cell[];
}

/** Loads the series of every need in one query: a row for each series, its cells as one text. */
async function loadCells(
  store: Store,
  workspaceId: number,
  needs: readonly Need[],
  slices: LoadRequest["slices"],
): Promise<readonly Series[]> {
  const mine = sql`workspace_id = ${sql.lit(workspaceId)} and dimension = ${sql.lit(slices)}
    and ${slices === "total" ? sql`member = ''` : sql`true`}`;
  const queries = needs.flatMap((need) => {
    if (need.table !== "cells" && need.table !== "stages") return [];
    const measures =
      need.table === "cells"
        ? [sql`measure = ${sql.val(need.measure)}`]
        : (need.measures ?? stageMeasures).map(
            (measure) => sql`measure >= ${`${measure}:`} and measure < ${`${measure};`}`,
          );
    const events = eventColumns.slice(0, columnsOf(need.table === "cells" ? need.events : "conversions"));
    const text = sql`day || ':' || entered || ${sql.join(
      [...events.map((column) => sql`'|' || ${sql.ref(column)}`), sql`';'`],
      sql` || `,
    )}`;
    return measures.map(
      (measure) => sql`
        select measure, member, string_agg(${text}, '' order by day) as cells from cells
        where ${mine} and ${measure} and day >= ${sql.lit(need.from)} and day < ${sql.lit(need.to)}
        group by measure, member`,
    );
  });
  if (queries.length === 0) return [];
  const { rows } = await sql<{ measure: Measure; member: string; cells: string }>`
    ${sql.join(queries, sql` union all `)} order by measure, member`.execute(store);
  return rows.map((row) => ({ ...row, cells: parseCells(row.cells) }));
}

async function loadAccountWins(
  store: Store,
  workspaceId: number,
  slices: LoadRequest["slices"],
  ranges: readonly Period[],
): Promise<readonly Sliced<AccountWinCell>[]> {
  if (ranges.length === 0) return [];
  const member =
    slices === "total" ? sql`''` : slices === "segment" ? sql`w.segment` : sql`w.acquisition_channel`;
  const { rows } = await sql<Sliced<AccountWinCell>>`
    select ${member} as member, ${accountWinColumns(workspaceId)}
    from unnest(${ranges.map(({ from }) => from)}::integer[], ${ranges.map(({ to }) => to)}::integer[])
      as range (from_day, to_day)
    join account_win_cells w on w.workspace_id = ${workspaceId} and w.day >= range.from_day and w.day < range.to_day
    order by member, w.day, w.account_id, w.currency`.execute(store);
  return rows;
}

/** The weeks whose figures are kept, and those that have wins and no figures. */
async function loadAccountWeeks(
  store: Store,
  workspaceId: number,
  { from, to }: Period,
): Promise<{ readonly kept: readonly AccountWeekCell[]; readonly others: readonly Period[] }> {
  const { rows } = await sql<{ day: number; figures: AccountFigures | null }>`
    select day, figures from account_week_cells
    where workspace_id = ${workspaceId} and day >= ${from} and day < ${to} order by day`.execute(store);
  return {
    kept: rows.flatMap(({ day, figures }) => (figures === null ? [] : [{ day, figures }])),
    others: rows.flatMap(({ day, figures }) => (figures === null ? [{ from: day, to: day + 7 }] : [])),
  };
}

function columnsOf(events: EventDetail = "all"): number {
  return events === "none" ? 0 : events === "conversions" ? 2 : 3;
}

function append<T>(list: T[], result: { readonly rows: readonly T[] }): void {
  for (const row of result.rows) list.push(row);
}

function byMeasure(series: readonly Series[]): ReadonlyMap<Measure, readonly Cell[]> {
  return new Map(series.map(({ measure, cells }) => [measure, cells]));
}
