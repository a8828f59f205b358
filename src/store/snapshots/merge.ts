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

/** Sums contributions (columns of `contributions.ts`) for each slice; what comes to nothing is left out. */
function summed(contributions: Expression): Expression {
  return sql`
    select measure, ${dimension} as dimension, ${member} as member, day, kind, age, sum(n)::integer as n
    from (${contributions}) c
    group by ${slices}
    having sum(n) <> 0 and (grouping(acquisition_channel) = 1 or acquisition_channel is not null)
      and (grouping(segment) = 1 or segment is not null)`;
}

/** Packs sums into the columns of cells. Slices are numbered first: sorting numbers is far cheaper than sorting names. */
function packed(sums: Expression): Expression {
  return sql`
    with sums as materialized (${sums}), numbered as materialized (
      select measure, dimension, member, row_number() over () as slice
      from (select distinct measure, dimension, member from sums) slices
    )
    select n.measure, n.dimension, n.member, p.day, p.entered, p.events
    from (
      select slice, day,
        coalesce(sum(n) filter (where kind = ${sql.lit(entryKind)}), 0)::integer as entered,
        coalesce(array_agg(array[kind, age, n] order by kind, age)
          filter (where kind <> ${sql.lit(entryKind)}), '{}') as events
      from sums join numbered using (measure, dimension, member)
      group by slice, day
    ) p join numbered n using (slice)`;
}

/** Makes the cells of a workspace that has none from all its contributions. */
export async function insertCells(
  store: Store,
  workspaceId: number,
  contributions: Expression,
): Promise<void> {
  await sql`
    insert into cells (workspace_id, measure, dimension, member, day, entered, events)
    select ${sql.lit(workspaceId)}::integer, p.* from (${packed(summed(contributions))}) p`.execute(store);
}

/** Adds signed contributions to the workspace's cells; cells that come to nothing go away. */
export async function mergeCells(
  store: Store,
  workspaceId: number,
  contributions: Expression,
): Promise<void> {
  await sql`create temporary table cell_changes on commit drop as ${summed(contributions)}`.execute(store);
  await sql`
    create temporary table touched_cells on commit drop as
    select distinct measure, dimension, member, day from cell_changes`.execute(store);
  await sql`analyze cell_changes`.execute(store);
  await sql`analyze touched_cells`.execute(store);
  const theirs = sql`c.workspace_id = ${workspaceId}
    and c.measure = t.measure and c.dimension = t.dimension and c.member = t.member and c.day = t.day`;
  await sql`
    insert into cell_changes (measure, dimension, member, day, kind, age, n)
    select c.measure, c.dimension, c.member, c.day, part.kind, part.age, part.n
    from touched_cells t
    join cells c on ${theirs}
    cross join lateral (
      select ${sql.lit(entryKind)}, 0, c.entered
      union all
      select c.events[i][1], c.events[i][2], c.events[i][3] from generate_series(1, array_length(c.events, 1)) i
    ) part (kind, age, n)`.execute(store);
  await sql`delete from cells c using touched_cells t where ${theirs}`.execute(store);
  await sql`
    insert into cells (workspace_id, measure, dimension, member, day, entered, events)
    select ${sql.lit(workspaceId)}::integer, p.*
    from (${packed(sql`
      select measure, dimension, member, day, kind, age, sum(n)::integer as n from cell_changes
      group by measure, dimension, member, day, kind, age having sum(n) <> 0`)}) p`.execute(store);
  await sql`drop table cell_changes, touched_cells`.execute(store);
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
