import { type RawBuilder, sql } from "kysely";
import type { Day } from "../../funnel/calendar.ts";
import type { Store } from "../database.ts";
import { assetCells, type JourneyRules } from "./journeys.ts";

type Expression = RawBuilder<unknown>;

/** Makes the content cells of each day, of a workspace that has none. */
export async function insertContentDays(store: Store, workspaceId: number): Promise<void> {
  await sql`
    insert into content_day_cells (workspace_id, day, by_sales, in_opportunity)
    select ${workspaceId}, day,
      array_agg(distinct asset_number order by asset_number),
      coalesce(array_agg(distinct asset_number order by asset_number) filter (where in_opportunity), '{}')
    from content_use_journeys
    where workspace_id = ${workspaceId} and by_sales and asset_number is not null
    group by day`.execute(store);
}

/**
 * Brings the content cells up to changed journeys of uses, which are stored: looks up only the assets of the days that
 * they name. Gives the days whose cells changed.
 */
export async function mergeContentDays(
  store: Store,
  workspaceId: number,
  changed: Expression,
): Promise<readonly Day[]> {
  const { rows } = await sql<{ day: Day }>`
    with named as materialized (
      select distinct day, asset_number from ${changed} c where by_sales and asset_number is not null
    ), used as (
      select d.day, a.asset_number, a.asset_number = any(d.in_opportunity) as in_opportunity
      from content_day_cells d cross join unnest(d.by_sales) as a (asset_number)
      where d.workspace_id = ${sql.lit(workspaceId)} and d.day in (select day from named)
        and not exists (select from named n where n.day = d.day and n.asset_number = a.asset_number)
      union all
      select n.day, n.asset_number, bool_or(u.in_opportunity)
      from named n
      join content_use_journeys u on u.workspace_id = ${sql.lit(workspaceId)} and u.asset_number = n.asset_number
        and u.day = n.day and u.by_sales
      group by n.day, n.asset_number
    ), days as materialized (
      select day, array_agg(asset_number order by asset_number) as by_sales,
        coalesce(array_agg(asset_number order by asset_number) filter (where in_opportunity), '{}') as in_opportunity
      from used group by day
    ), gone as (
      delete from content_day_cells d
      where d.workspace_id = ${sql.lit(workspaceId)} and d.day in (select day from named except select day from days)
      returning d.day
    ), written as (
      insert into content_day_cells as held (workspace_id, day, by_sales, in_opportunity)
      select ${sql.lit(workspaceId)}::integer, day, by_sales, in_opportunity from days
      on conflict (workspace_id, day) do update set by_sales = excluded.by_sales, in_opportunity = excluded.in_opportunity
        where (held.by_sales, held.in_opportunity) is distinct from (excluded.by_sales, excluded.in_opportunity)
      returning held.day
    )
    select day from gone union all select day from written`.execute(store);
  return rows.map(({ day }) => day);
}

/** Makes the cells anew of the assets that the changes taken and changed journeys of uses name. */
export async function storeAssets(store: Store, rules: JourneyRules, changed: Expression): Promise<void> {
  const touched = sql`
    select asset_number from content
    where workspace_id = ${rules.workspaceId}
      and asset_id in (select id from fact_changes_taken where entity = 'asset')
    union select asset_number from asset_cells
    where workspace_id = ${rules.workspaceId}
      and asset_id in (select id from fact_changes_taken where entity = 'asset')
    union select asset_number from ${changed} c`;
  await sql`
    delete from asset_cells
    where workspace_id = ${rules.workspaceId} and asset_number in (${touched})`.execute(store);
  await sql`
    insert into asset_cells ${assetCells(rules)} and c.asset_number in (${touched})`.execute(store);
}
