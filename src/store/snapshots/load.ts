import { sql } from "kysely";
import { formatDay } from "../../funnel/calendar.ts";
import {
  type AccountWinCell,
  type AssetCell,
  type Cell,
  type ContentDayCell,
  type Dimension,
  type Measure,
  type Need,
  type RateCell,
  type RevenueCell,
  type Slice,
  type Snapshot,
  total,
  type VisitCell,
} from "../../funnel/cells.ts";
import type { Store } from "../database.ts";

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
  const cells: Sliced<Cell & { measure: Measure }>[] = [];
  const revenue: Sliced<RevenueCell>[] = [];
  const accountWins: Sliced<AccountWinCell>[] = [];
  let assets: readonly AssetCell[] = [];
  let contentDays: readonly ContentDayCell[] = [];
  const visits: VisitCell[] = [];
  for (const need of united(needs)) {
    const { from, to } = need;
    switch (need.table) {
      case "cells":
        append(
          cells,
          await sql<Sliced<Cell & { measure: Measure }>>`
            select measure, member, day, entered, events from cells
            where workspace_id = ${workspaceId} and measure = ${need.measure} and dimension = ${slices}
              and day >= ${from} and day < ${to}
            order by member, day`.execute(store),
        );
        break;
      case "stages":
        append(
          cells,
          await sql<Sliced<Cell & { measure: Measure }>>`
            select measure, member, day, entered, events from cells
            where workspace_id = ${workspaceId} and measure >= 'stage-' and measure < 'stage.'
              and dimension = ${slices} and day >= ${from} and day < ${to}
            order by measure, member, day`.execute(store),
        );
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
      case "account-wins": {
        const member =
          slices === "total" ? sql`''` : slices === "segment" ? sql`w.segment` : sql`w.acquisition_channel`;
        append(
          accountWins,
          await sql<Sliced<AccountWinCell>>`
            select ${member} as member, nullif(w.account_id, '') as account, w.day, w.currency, w.wins, w.amount,
              case when w.account_id = '' then w.day else (
                select min(f.day) from account_win_cells f
                where f.workspace_id = w.workspace_id and f.account_id = w.account_id) end as "firstWinDay"
            from account_win_cells w
            where w.workspace_id = ${workspaceId} and w.day >= ${from} and w.day < ${to}
            order by member, w.day, w.account_id, w.currency`.execute(store),
        );
        break;
      }
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
  const rates = (
    await sql<RateCell>`
      select currency, day - date '1970-01-01' as day, rate::text as rate from exchange_rates
      where workspace_id = ${workspaceId} order by currency, day`.execute(store)
  ).rows;
  const shared = { assets, contentDays, rates };
  if (slices === "total") {
    return [{ slice: total, cells: byMeasure(cells), revenue, accountWins, visits, ...shared }];
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

function append<T>(list: T[], result: { readonly rows: readonly T[] }): void {
  for (const row of result.rows) list.push(row);
}

function byMeasure(cells: readonly (Cell & { measure: Measure })[]): ReadonlyMap<Measure, readonly Cell[]> {
  return Map.groupBy(cells, ({ measure }) => measure);
}

/** One need for each table and measure, over the widest range that any asks for. */
function united(needs: readonly Need[]): readonly Need[] {
  const widest = new Map<string, Need>();
  for (const need of needs) {
    const key = need.table === "cells" ? `cells ${need.measure}` : need.table;
    const held = widest.get(key);
    widest.set(
      key,
      held ? { ...need, from: Math.min(held.from, need.from), to: Math.max(held.to, need.to) } : need,
    );
  }
  return [...widest.values()];
}
