import { sql } from "kysely";
import { type Day, formatDay } from "../funnel/calendar.ts";
import type { KpiName } from "../funnel/readings.ts";
import type { Store } from "./database.ts";

/** What the teams agreed a KPI should be, of one acquisition channel or of all, from a day on. */
export interface NewTarget {
  readonly kpi: KpiName;
  /** Null: all acquisition channels together. */
  readonly acquisitionChannel: string | null;
  /** At least, at most, or both: a band. In the KPI's own unit. */
  readonly low: number | null;
  readonly high: number | null;
  readonly from: Day;
  /** The day at whose start it ends; null: until it is replaced. */
  readonly to: Day | null;
  readonly setBy: string | null;
}

export interface StoredTarget extends NewTarget {
  readonly number: number;
}

interface Row {
  readonly target_number: number;
  readonly kpi: KpiName;
  readonly acquisition_channel: string;
  readonly low: number | null;
  readonly high: number | null;
  readonly from_day: number;
  readonly to_day: number | null;
  readonly set_by: string | null;
}

/** Gives every target of a workspace, by KPI and acquisition channel, the oldest first. */
export async function listTargets(store: Store, workspaceId: number): Promise<readonly StoredTarget[]> {
  const { rows } = await sql<Row>`
    select target_number, kpi, acquisition_channel, low, high, from_day - date '1970-01-01' as from_day,
      to_day - date '1970-01-01' as to_day, set_by
    from targets where workspace_id = ${workspaceId}
    order by kpi, acquisition_channel, from_day, target_number`.execute(store);
  return rows.map((row) => ({
    number: row.target_number,
    kpi: row.kpi,
    acquisitionChannel: row.acquisition_channel === "" ? null : row.acquisition_channel,
    low: row.low,
    high: row.high,
    from: row.from_day,
    to: row.to_day,
    setBy: row.set_by,
  }));
}

/**
 * Sets a target and gives its number. What held for the same KPI and acquisition channel ends where it begins; what
 * began on the same day or later, and overlaps it, is replaced.
 */
export async function setTarget(
  store: Store,
  workspaceId: number,
  target: NewTarget,
  now: Date,
): Promise<number> {
  const { kpi, low, high, setBy } = target;
  const channel = target.acquisitionChannel ?? "";
  const from = formatDay(target.from);
  const to = target.to === null ? null : formatDay(target.to);
  return store.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(hashtextextended('targets', ${workspaceId}))`.execute(transaction);
    await sql`
      delete from targets where workspace_id = ${workspaceId} and kpi = ${kpi}
        and acquisition_channel = ${channel} and from_day >= ${from}
        and (${to}::date is null or from_day < ${to}::date)`.execute(transaction);
    await sql`
      update targets set to_day = ${from} where workspace_id = ${workspaceId} and kpi = ${kpi}
        and acquisition_channel = ${channel} and from_day < ${from}
        and (to_day is null or to_day > ${from})`.execute(transaction);
    const { rows } = await sql<{ target_number: number }>`
      insert into targets (workspace_id, target_number, kpi, acquisition_channel, low, high, from_day, to_day, set_by,
        set_at)
      select ${workspaceId}::int, coalesce(max(target_number), 0) + 1, ${kpi}, ${channel}, ${low}::float8,
        ${high}::float8, ${from}::date, ${to}::date, ${setBy}, ${now}
      from targets where workspace_id = ${workspaceId} returning target_number`.execute(transaction);
    return rows[0]?.target_number ?? 1;
  });
}

/** Removes a target; gives false when there is none of that number. */
export async function removeTarget(store: Store, workspaceId: number, number: number): Promise<boolean> {
  const { numAffectedRows } = await sql`
    delete from targets where workspace_id = ${workspaceId} and target_number = ${number}`.execute(store);
  return numAffectedRows === 1n;
}
