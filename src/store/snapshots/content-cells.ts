import { type RawBuilder, sql } from "kysely";
import type { Day } from "../../funnel/calendar.ts";
import type { Store } from "../database.ts";
import { assetCells, type JourneyRules } from "./journeys.ts";

type Expression = RawBuilder<unknown>;

/** Makes the content cells of the named days anew from the uses of those days; gives the days. */
export async function storeContentDays(
  store: Store,
  workspaceId: number,
  days: Expression,
): Promise<readonly Day[]> {
  await sql`create temporary table touched_days on commit drop as select distinct day from (${days}) d`.execute(
    store,
  );
  await sql`
    delete from content_day_cells
    where workspace_id = ${workspaceId} and day in (select day from touched_days)`.execute(store);
  await sql`
    insert into content_day_cells (workspace_id, day, by_sales, in_opportunity)
    select ${workspaceId}, day,
      array_agg(distinct asset_number order by asset_number),
      coalesce(array_agg(distinct asset_number order by asset_number) filter (where in_opportunity), '{}')
    from content_use_journeys
    where workspace_id = ${workspaceId} and by_sales and asset_number is not null and day in (select day from touched_days)
    group by day`.execute(store);
  const { rows } = await sql<{ day: Day }>`select day from touched_days`.execute(store);
  await sql`drop table touched_days`.execute(store);
  return rows.map(({ day }) => day);
}

/** Makes the cells anew of the assets that the changes taken and the content uses before and after them name. */
export async function storeAssets(store: Store, rules: JourneyRules): Promise<void> {
  const touched = sql`
    select asset_number from content
    where workspace_id = ${rules.workspaceId}
      and asset_id in (select id from fact_changes_taken where entity = 'asset')
    union select asset_number from asset_cells
    where workspace_id = ${rules.workspaceId}
      and asset_id in (select id from fact_changes_taken where entity = 'asset')
    union select asset_number from uses_before
    union select asset_number from uses_after`;
  await sql`
    delete from asset_cells
    where workspace_id = ${rules.workspaceId} and asset_number in (${touched})`.execute(store);
  await sql`
    insert into asset_cells ${assetCells(rules)} and c.asset_number in (${touched})`.execute(store);
}
