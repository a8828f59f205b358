import { sql } from "kysely";
import { type Day, formatDay } from "../funnel/calendar.ts";
import type { Store } from "./database.ts";

/** Claims the evaluation of a workspace's day; false when it was claimed before. Days long past are forgotten. */
export async function claimDay(transaction: Store, workspaceId: number, day: Day): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into daily_evaluations (workspace_id, day) values (${workspaceId}, ${formatDay(day)}::date)
    on conflict (workspace_id, day) do nothing`.execute(transaction);
  if (numAffectedRows !== 1n) return false;
  await sql`
    delete from daily_evaluations
    where workspace_id = ${workspaceId} and day < ${formatDay(day)}::date - 30`.execute(transaction);
  return true;
}
