import { type RawBuilder, sql } from "kysely";
import type { Store } from "../database.ts";
import { entryKind } from "./contributions.ts";

type Expression = RawBuilder<unknown>;

/** The three slices that every contribution counts for; a contribution without a channel counts for the total only. */
const slices = sql`grouping sets (
  (measure, day, kind, age), (measure, day, kind, age, acquisition_channel), (measure, day, kind, age, segment))`;

const dimension = sql`case when grouping(acquisition_channel) = 0 then 'acquisition-channel'
  when grouping(segment) = 0 then 'segment' else 'total' end`;

const member = sql`case when grouping(acquisition_channel) = 0 then acquisition_channel
  when grouping(segment) = 0 then segment else '' end`;

/** Adds contributions (columns of `contributions.ts`) to the workspace's cells; cells that come to nothing go away. */
export async function mergeCells(
  store: Store,
  workspaceId: number,
  contributions: Expression,
): Promise<void> {
  await sql`
    create temporary table cell_changes on commit drop as
      select measure, ${dimension} as dimension, ${member} as member, day, kind, age, sum(n)::integer as n
      from (${contributions}) c
      group by ${slices}
      having sum(n) <> 0 and (grouping(acquisition_channel) = 1 or acquisition_channel is not null)
        and (grouping(segment) = 1 or segment is not null)`.execute(store);
  await sql`analyze cell_changes`.execute(store);
  await sql`
    with touched as (
      select distinct measure, dimension, member, day from cell_changes
    ), held as (
      select c.* from cells c join touched t using (measure, dimension, member, day)
      where c.workspace_id = ${workspaceId}
    ), summed as (
      select measure, dimension, member, day, kind, age, sum(n)::integer as n
      from (
        select measure, dimension, member, day, kind, age, n from cell_changes
        union all
        select measure, dimension, member, day, ${sql.lit(entryKind)}, 0, entered from held
        union all
        select measure, dimension, member, day, events[i][1], events[i][2], events[i][3]
        from held cross join lateral generate_series(1, array_length(events, 1)) i
      ) all_parts
      group by measure, dimension, member, day, kind, age
      having sum(n) <> 0
    ), packed as (
      select measure, dimension, member, day,
        coalesce(sum(n) filter (where kind = ${sql.lit(entryKind)}), 0)::integer as entered,
        coalesce(array_agg(array[kind, age, n] order by kind, age)
          filter (where kind <> ${sql.lit(entryKind)}), '{}') as events
      from summed
      group by measure, dimension, member, day
    ), emptied as (
      delete from cells c using touched t
      where c.workspace_id = ${workspaceId}
        and (c.measure, c.dimension, c.member, c.day) = (t.measure, t.dimension, t.member, t.day)
        and not exists (select from packed p
          where (p.measure, p.dimension, p.member, p.day) = (t.measure, t.dimension, t.member, t.day))
    )
    insert into cells (workspace_id, measure, dimension, member, day, entered, events)
    select ${workspaceId}, measure, dimension, member, day, entered, events from packed
    on conflict (workspace_id, measure, dimension, member, day)
      do update set entered = excluded.entered, events = excluded.events`.execute(store);
  await sql`drop table cell_changes`.execute(store);
}

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
