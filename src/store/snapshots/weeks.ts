import { sql } from "kysely";
import type { Day } from "../../funnel/calendar.ts";
import { startOfWeek } from "../../funnel/calendar.ts";
import type { Store } from "../database.ts";
import { rebuildAccountWeeks } from "./account-weeks.ts";
import { rebuildRevenueWeeks } from "./revenue-weeks.ts";
import { rebuildWeekCells } from "./week-cells.ts";
import type { WeekRules } from "./week-rules.ts";

/** Makes every whole week of the workspace anew from its cells. */
export async function rebuildWeeks(store: Store, rules: WeekRules): Promise<void> {
  const { workspaceId } = rules;
  await rebuildAccountWeeks(store, rules);
  await rebuildWeekCells(store, rules);
  await rebuildRevenueWeeks(store, rules);
  await sql`delete from content_week_cells where workspace_id = ${workspaceId}`.execute(store);
  const { rows } = await sql<{ day: Day }>`
    select day from content_day_cells where workspace_id = ${workspaceId}`.execute(store);
  await storeContentWeeks(
    store,
    rules,
    rows.map(({ day }) => day),
  );
}

/** Makes the content's weeks anew that hold any of the days. */
export async function storeContentWeeks(
  store: Store,
  { workspaceId, weekStart }: WeekRules,
  days: readonly Day[],
): Promise<void> {
  const weeks = [...new Set(days.map((day) => startOfWeek(day, weekStart)))];
  await sql`
    delete from content_week_cells where workspace_id = ${workspaceId} and day = any(${weeks}::integer[])`.execute(
    store,
  );
  await sql`
    insert into content_week_cells (workspace_id, day, by_sales, in_opportunity)
    select ${workspaceId}, week.day,
      array_to_string(array(select distinct unnest(d.by_sales) from content_day_cells d
        where d.workspace_id = ${workspaceId} and d.day >= week.day and d.day < week.day + 7 order by 1), ','),
      array_to_string(array(select distinct unnest(d.in_opportunity) from content_day_cells d
        where d.workspace_id = ${workspaceId} and d.day >= week.day and d.day < week.day + 7 order by 1), ',')
    from unnest(${weeks}::integer[]) as week (day)
    where exists (select from content_day_cells d
      where d.workspace_id = ${workspaceId} and d.day >= week.day and d.day < week.day + 7)`.execute(store);
}
