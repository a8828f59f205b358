import { type RawBuilder, sql } from "kysely";
import { type Day, startOfWeek } from "../../funnel/calendar.ts";
import type { Store } from "../database.ts";
import { weekOf } from "./week-cells.ts";
import type { WeekRules } from "./week-rules.ts";

type Expression = RawBuilder<unknown>;

/** Makes the revenue of every week of the workspace anew from its days. */
export async function rebuildRevenueWeeks(store: Store, rules: WeekRules): Promise<void> {
  const { workspaceId } = rules;
  await sql`delete from revenue_week_cells where workspace_id = ${workspaceId}`.execute(store);
  await makeWeeks(store, rules, sql`(select * from revenue_cells where workspace_id = ${workspaceId})`);
}

/** Makes the revenue of the weeks anew that hold any of the days. */
export async function storeRevenueWeeks(store: Store, rules: WeekRules, days: readonly Day[]): Promise<void> {
  const { workspaceId, weekStart } = rules;
  const weeks = [...new Set(days.map((day) => startOfWeek(day, weekStart)))];
  await sql`
    delete from revenue_week_cells where workspace_id = ${workspaceId} and day = any(${weeks}::integer[])`.execute(
    store,
  );
  await makeWeeks(
    store,
    rules,
    sql`(select c.* from unnest(${weeks}::integer[]) as week (day) join revenue_cells c
      on c.workspace_id = ${workspaceId} and c.day >= week.day and c.day < week.day + 7)`,
  );
}

/** As `parseRevenue` reads them: by the week in the workspace's currency, by the day in others. */
async function makeWeeks(
  store: Store,
  { workspaceId, weekStart, currency }: WeekRules,
  cells: Expression,
): Promise<void> {
  const week = weekOf(sql.ref("day"), weekStart);
  await sql`
    insert into revenue_week_cells (workspace_id, dimension, member, day, told)
    select ${workspaceId}, dimension, member, week,
      string_agg(concat_ws(':', day, currency, wins, amount, without), ';' order by day, currency)
    from (
      select dimension, member, ${week} as week, case when currency = ${currency} then ${week} else day end as day,
        currency, sum(wins) as wins, trim_scale(sum(amount)) as amount, sum(wins_without_amount) as without
      from ${cells} c group by 1, 2, 3, 4, 5
    ) r group by dimension, member, week`.execute(store);
}
