import { type RawBuilder, sql } from "kysely";
import { type Day, startOfWeek } from "../../funnel/calendar.ts";
import type { AccountWinCell } from "../../funnel/cells.ts";
import { accountFigures } from "../../kpis/revenue-per-account.ts";
import type { Store } from "../database.ts";
import type { WeekRules } from "./week-rules.ts";

const weeksAtOnce = 26;

/** Makes the week cells of every week of the workspace that has wins. */
export async function rebuildAccountWeeks(store: Store, rules: WeekRules): Promise<void> {
  const { workspaceId } = rules;
  await sql`delete from account_week_cells where workspace_id = ${workspaceId}`.execute(store);
  const { rows } = await sql<{ day: Day }>`
    select distinct day from account_win_cells where workspace_id = ${workspaceId}`.execute(store);
  await storeAccountWeeks(
    store,
    rules,
    rows.map(({ day }) => day),
  );
}

/** Makes the week cells anew that hold any of the days. */
export async function storeAccountWeeks(store: Store, rules: WeekRules, days: readonly Day[]): Promise<void> {
  const weeks = [...new Set(days.map((day) => startOfWeek(day, rules.weekStart)))].sort((a, b) => a - b);
  for (let index = 0; index < weeks.length; index += weeksAtOnce) {
    await storeWeeks(store, rules, weeks.slice(index, index + weeksAtOnce));
  }
}

async function storeWeeks(
  store: Store,
  { workspaceId, currency }: WeekRules,
  weeks: readonly Day[],
): Promise<void> {
  await sql`
    delete from account_week_cells where workspace_id = ${workspaceId} and day = any(${weeks}::integer[])`.execute(
    store,
  );
  const { rows } = await sql<AccountWinCell & { readonly week: Day }>`
    select week.day as week, ${accountWinColumns(workspaceId)}
    from unnest(${weeks}::integer[]) as week (day)
    join account_win_cells w on w.workspace_id = ${workspaceId} and w.day >= week.day and w.day < week.day + 7`.execute(
    store,
  );
  const cells = [...Map.groupBy(rows, ({ week }) => week)].map(([week, wins]) => ({
    week,
    figures: wins.every((win) => win.currency === currency)
      ? JSON.stringify(accountFigures(wins, week, currency, []))
      : null,
  }));
  await sql`
    insert into account_week_cells (workspace_id, day, figures)
    select ${workspaceId}, t.day, t.figures::jsonb
    from unnest(${cells.map(({ week }) => week)}::integer[], ${cells.map(({ figures }) => figures)}::text[])
      as t (day, figures)`.execute(store);
}

/** The columns of an `AccountWinCell`, of the account win cells `w`. */
export const accountWinColumns = (workspaceId: number): RawBuilder<unknown> => sql`
  nullif(w.account_id, '') as account, w.day, w.currency, w.wins, w.amount,
  case when w.account_id = '' then w.day else (
    select min(f.day) from account_win_cells f
    where f.workspace_id = ${sql.lit(workspaceId)} and f.account_id = w.account_id) end as "firstWinDay"`;
