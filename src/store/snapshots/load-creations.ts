import { sql } from "kysely";
import type { Day } from "../../funnel/calendar.ts";
import type { CreatedCell } from "../../funnel/creations.ts";
import type { Store } from "../database.ts";

/** Gives how many leads and opportunities each source created on each day before the as-of day. */
export async function loadCreations(
  store: Store,
  workspaceId: number,
  asOf: Day,
): Promise<readonly CreatedCell[]> {
  const { rows } = await sql<CreatedCell>`
    select substr(measure, length('created-' || kind || ':') + 1) as source, kind, day, entered as created
    from cells cross join (values ('leads'), ('opportunities')) kinds (kind)
    where workspace_id = ${workspaceId} and measure >= 'created-' || kind || ':' and measure < 'created-' || kind || ';'
      and dimension = 'total' and day < ${asOf}
    order by measure, day`.execute(store);
  return rows;
}

/** Gives the first day of any cell, or null when the workspace has none. */
export async function firstDayOf(store: Store, workspaceId: number): Promise<Day | null> {
  const { rows } = await sql<{ first: Day | null }>`
    select min(day) as first from cells
    where workspace_id = ${workspaceId} and dimension = 'total' and measure >= 'created-' and measure < 'created.'`.execute(
    store,
  );
  return rows[0]?.first ?? null;
}
