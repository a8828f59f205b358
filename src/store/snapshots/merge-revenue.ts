import { type RawBuilder, sql } from "kysely";
import type { Store } from "../database.ts";
import { dimension, member } from "./merge-cells.ts";

type Expression = RawBuilder<unknown>;

/** Gives the query of what won opportunities contribute to revenue, signed. */
export function revenueContributions(journeys: Expression, sign: 1 | -1): Expression {
  return sql`
    select j.acquisition_channel, j.segment, j.won_day as day, coalesce(j.account_id, '') as account_id, j.currency,
      ${sql.lit(sign)} as wins, ${sql.lit(sign)} * coalesce(j.amount, 0) as amount,
      case when j.amount is null then ${sql.lit(sign)} else 0 end as wins_without_amount
    from ${journeys} j
    where j.won_day is not null`;
}

/** Adds won opportunities to the revenue of each day and to what each account won. */
export async function mergeRevenue(
  store: Store,
  workspaceId: number,
  contributions: Expression,
): Promise<void> {
  await sql`create temporary table revenue_changes on commit drop as ${contributions}`.execute(store);
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
  for (const cells of ["revenue_cells", "account_win_cells"]) {
    await sql`
      delete from ${sql.table(cells)}
      where workspace_id = ${workspaceId} and wins = 0 and day in (select day from revenue_changes)`.execute(
      store,
    );
  }
  await sql`drop table revenue_changes`.execute(store);
}
