import { type RawBuilder, sql } from "kysely";
import type { Day } from "../../funnel/calendar.ts";
import type { Store } from "../database.ts";
import type { Counted } from "./contributions.ts";
import { dimension, member } from "./merge-cells.ts";

type Expression = RawBuilder<unknown>;

/** Gives the query of what won opportunities contribute to revenue. */
export function revenueContributions(journeys: Expression, counted: Counted): Expression {
  const sign = counted === "each" ? sql.lit(1) : sql.ref("j.sign");
  return sql`
    select j.acquisition_channel, j.segment, j.won_day as day, coalesce(j.account_id, '') as account_id, j.currency,
      ${sign} as wins, ${sign} * coalesce(j.amount, 0) as amount,
      case when j.amount is null then ${sign} else 0 end as wins_without_amount
    from ${journeys} j
    where j.won_day is not null`;
}

/** Makes the revenue of each day and what each account won, of a workspace that has none. */
export async function insertRevenue(
  store: Store,
  workspaceId: number,
  contributions: Expression,
): Promise<void> {
  await sql`create temporary table revenue_changes on commit drop as ${contributions}`.execute(store);
  await addChanges(store, workspaceId);
  await sql`drop table revenue_changes`.execute(store);
}

/** The days on which anything was won otherwise, and those on which accounts won otherwise. */
export interface ChangedDays {
  readonly revenue: readonly Day[];
  /** Where the sum of an account changed, and where its first win lies, or no longer lies. */
  readonly accounts: readonly Day[];
}

/** Adds won opportunities to the revenue of each day and to what each account won. Gives the days that changed. */
export async function mergeRevenue(
  store: Store,
  workspaceId: number,
  contributions: Expression,
): Promise<ChangedDays> {
  await sql`create temporary table revenue_changes on commit drop as ${contributions}`.execute(store);
  await sql`analyze revenue_changes`.execute(store);
  const before = await firstWins(store, workspaceId);
  await addChanges(store, workspaceId);
  await sql`
    with gone as (
      delete from revenue_cells
      where workspace_id = ${workspaceId} and wins = 0 and day in (select day from revenue_changes)
    )
    delete from account_win_cells
    where workspace_id = ${workspaceId} and wins = 0
      and (day, account_id) in (select day, account_id from revenue_changes)`.execute(store);
  const after = await firstWins(store, workspaceId);
  const { rows } = await sql<{ day: Day; accounts: boolean }>`
    select day, bool_or(accounts) as accounts from (
      select day, sum(wins) <> 0 or sum(amount) <> 0 as accounts from revenue_changes
      group by day, account_id, currency
    ) changed group by day`.execute(store);
  await sql`drop table revenue_changes`.execute(store);
  const moved = [...before].flatMap(([account, day]) => {
    const days = [day, after.get(account) ?? null];
    return days[0] === days[1] ? [] : days.filter((known) => known !== null);
  });
  return {
    revenue: rows.map(({ day }) => day),
    accounts: [...new Set([...rows.flatMap(({ day, accounts }) => (accounts ? [day] : [])), ...moved])],
  };
}

async function addChanges(store: Store, workspaceId: number): Promise<void> {
  await sql`
    with changed as (
      select ${dimension} as dimension, ${member} as member, day, currency,
        sum(wins)::integer as wins, sum(amount) as amount,
        sum(wins_without_amount)::integer as wins_without_amount
      from revenue_changes
      group by grouping sets ((day, currency), (day, currency, acquisition_channel), (day, currency, segment))
      having sum(wins) <> 0 or sum(amount) <> 0 or sum(wins_without_amount) <> 0
    )
    insert into revenue_cells as held
      (workspace_id, dimension, member, day, currency, wins, amount, wins_without_amount)
    select ${workspaceId}, dimension, member, day, currency, wins, amount, wins_without_amount from changed
    on conflict (workspace_id, dimension, member, day, currency) do update set
      wins = held.wins + excluded.wins,
      amount = held.amount + excluded.amount,
      wins_without_amount = held.wins_without_amount + excluded.wins_without_amount`.execute(store);
  await sql`
    with changed as (
      select day, account_id, acquisition_channel, segment, currency,
        sum(wins)::integer as wins, sum(amount) as amount
      from revenue_changes
      group by day, account_id, acquisition_channel, segment, currency
      having sum(wins) <> 0 or sum(amount) <> 0
    )
    insert into account_win_cells as held
      (workspace_id, day, account_id, acquisition_channel, segment, currency, wins, amount)
    select ${workspaceId}, day, account_id, acquisition_channel, segment, currency, wins, amount from changed
    on conflict (workspace_id, day, account_id, acquisition_channel, segment, currency) do update set
      wins = held.wins + excluded.wins,
      amount = held.amount + excluded.amount`.execute(store);
}

/** The first win's day of each account whose wins change; null while it has none. */
async function firstWins(store: Store, workspaceId: number): Promise<ReadonlyMap<string, Day | null>> {
  const { rows } = await sql<{ account: string; day: Day | null }>`
    select changed.account_id as account, first.day
    from (select distinct account_id from revenue_changes where account_id <> '') changed
    cross join lateral (
      select min(w.day) as day from account_win_cells w
      where w.workspace_id = ${workspaceId} and w.account_id = changed.account_id) first`.execute(store);
  return new Map(rows.map(({ account, day }) => [account, day]));
}
