import { sql } from "kysely";
import type { Store } from "../../src/store/database.ts";

/** The cells of a workspace as text that can be compared; assets are named, as their numbers are anybody's. */
export async function dumpCells(store: Store, workspaceId: number): Promise<string> {
  const queries = [
    sql`select measure, dimension, member, day, entered, converted, converted_after_out, went_out from cells`,
    sql`select dimension, member, day, currency, wins, amount, wins_without_amount from revenue_cells`,
    sql`select day, account_id, acquisition_channel, segment, currency, wins, amount from account_win_cells`,
    sql`select day, figures from account_week_cells`,
    sql`select measure, dimension, member, day, told, days, converted_on, last_converted from week_cells`,
    sql`select dimension, member, day, told from revenue_week_cells`,
    sql`select asset_id, title, journey_stage, published_day, retired_day, first_sales_use_day from asset_cells`,
    sql`select day,
      (select array_agg(a.asset_id order by a.asset_id) from asset_cells a where a.workspace_id = d.workspace_id and a.asset_number = any(by_sales)),
      (select array_agg(a.asset_id order by a.asset_id) from asset_cells a where a.workspace_id = d.workspace_id and a.asset_number = any(in_opportunity))
      from content_day_cells d`,
    sql`select day,
      (select array_agg(a.asset_id order by a.asset_id) from asset_cells a where a.workspace_id = d.workspace_id and a.asset_number = any(string_to_array(by_sales, ',')::integer[])),
      (select array_agg(a.asset_id order by a.asset_id) from asset_cells a where a.workspace_id = d.workspace_id and a.asset_number = any(string_to_array(in_opportunity, ',')::integer[]))
      from content_week_cells d`,
  ];
  const dumps: string[] = [];
  for (const query of queries) {
    const { rows } = await sql<{ row: string }>`
      select r::text as row from (${query} where workspace_id = ${workspaceId}) r order by 1`.execute(store);
    dumps.push(rows.map(({ row }) => row).join("\n"));
  }
  return dumps.join("\n\n");
}
