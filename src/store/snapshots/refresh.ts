import { sql, type Transaction } from "kysely";
import type { Settings } from "../../funnel/settings.ts";
import type { Store } from "../database.ts";
import type { Database } from "../schema.ts";
import { insertContentDays } from "./content-cells.ts";
import { allContributions } from "./contributions.ts";
import {
  assetCells,
  contentUseJourneys,
  type JourneyRules,
  leadJourneys,
  opportunityJourneys,
  stageStays,
} from "./journeys.ts";
import { insertCells } from "./merge-cells.ts";
import { insertRevenue, revenueContributions } from "./merge-revenue.ts";
import { refreshChanged } from "./refresh-changed.ts";
import { cellTables } from "./tables.ts";
import { type WeekRules, windowList } from "./week-rules.ts";
import { rebuildWeeks } from "./weeks.ts";

export interface RefreshRequest {
  readonly workspaceId: number;
  readonly settings: Settings;
  readonly now: Date;
  /** Makes everything anew instead of applying what changed. */
  readonly rebuild?: boolean;
}

export interface RefreshResult {
  readonly kind: "unchanged" | "refreshed" | "rebuilt";
  /** Leads and opportunities whose journeys changed; of a rebuild, all of them. */
  readonly leads: number;
  readonly opportunities: number;
}

/**
 * Brings the workspace's snapshots up to its facts, in one transaction. Refreshes of one workspace take turns;
 * imports and readings go on beside them. A changed time zone, currency or stage order rebuilds; a changed start
 * of the week or age limit rebuilds the weeks. Cells that a source computes are left alone.
 */
export async function refreshSnapshots(store: Store, request: RefreshRequest): Promise<RefreshResult> {
  return store.transaction().execute((transaction) => refreshWithin(transaction, request));
}

/** Does what `refreshSnapshots` does as a part of a transaction. */
export async function refreshWithin(
  transaction: Transaction<Database>,
  request: RefreshRequest,
): Promise<RefreshResult> {
  const { workspaceId, settings, now } = request;
  const rules: JourneyRules = {
    workspaceId,
    timeZone: settings.timeZone,
    currency: settings.currency,
    stages: settings.stages,
  };
  const weeks: WeekRules = {
    workspaceId,
    currency: settings.currency,
    weekStart: settings.weekStart,
    windows: settings.windows,
  };
  await sql`select pg_advisory_xact_lock(hashtext('concord-refresh'), ${workspaceId})`.execute(transaction);
  // Sums over millions of contributions belong in memory; compiling such queries costs more than it gives.
  await sql`set local work_mem = '192MB'`.execute(transaction);
  await sql`set local jit = off`.execute(transaction);
  if (await areRemote(transaction, workspaceId)) return moveRemoteWeeks(transaction, weeks);
  const made = await madeWith(transaction, rules, weeks);
  const rebuild = request.rebuild === true || made === null;
  const weeksMoved = made?.weeksMoved === true;
  const changes = await takeChanges(transaction, workspaceId);
  if (!rebuild && changes === 0 && !weeksMoved) return { kind: "unchanged", leads: 0, opportunities: 0 };
  const counts = rebuild
    ? await rebuildAll(transaction, rules)
    : await refreshChanged(transaction, rules, weeksMoved ? null : weeks, changes);
  if (rebuild || weeksMoved) await rebuildWeeks(transaction, weeks);
  await sql`drop table fact_changes_taken`.execute(transaction);
  await sql`
    insert into snapshot_states (workspace_id, time_zone, currency, stages, week_start, windows, refreshed_at)
    values (${workspaceId}, ${rules.timeZone}, ${rules.currency}, ${[...rules.stages]}::text[], ${weeks.weekStart},
      ${windowList(weeks)}::integer[], ${now})
    on conflict (workspace_id) do update set time_zone = excluded.time_zone, currency = excluded.currency,
      stages = excluded.stages, week_start = excluded.week_start, windows = excluded.windows,
      refreshed_at = excluded.refreshed_at`.execute(transaction);
  return { kind: rebuild ? "rebuilt" : "refreshed", ...counts };
}

/** Whether a source computes the snapshots where its data is. */
async function areRemote(store: Store, workspaceId: number): Promise<boolean> {
  const { rows } = await sql`
    select from snapshot_states where workspace_id = ${workspaceId} and remote_source is not null`.execute(
    store,
  );
  return rows.length > 0;
}

/** Makes the whole weeks of cells that a source computed anew, where the workspace counts its weeks otherwise now. */
async function moveRemoteWeeks(store: Store, weeks: WeekRules): Promise<RefreshResult> {
  const { workspaceId, weekStart } = weeks;
  const { numAffectedRows } = await sql`
    update snapshot_states set week_start = ${weekStart}, windows = ${windowList(weeks)}::integer[]
    where workspace_id = ${workspaceId}
      and (week_start, windows) is distinct from (${weekStart}::smallint, ${windowList(weeks)}::integer[])`.execute(
    store,
  );
  if (numAffectedRows) await rebuildWeeks(store, weeks);
  return { kind: numAffectedRows ? "refreshed" : "unchanged", leads: 0, opportunities: 0 };
}

/** Whether whole weeks would be others now; null when there are no snapshots, or all of them would be. */
async function madeWith(
  store: Store,
  rules: JourneyRules,
  weeks: WeekRules,
): Promise<{ readonly weeksMoved: boolean } | null> {
  const { rows } = await sql<{ weeksMoved: boolean }>`
    select (week_start, windows) is distinct from (${weeks.weekStart}::smallint, ${windowList(weeks)}::integer[])
      as "weeksMoved"
    from snapshot_states
    where workspace_id = ${rules.workspaceId} and time_zone = ${rules.timeZone} and currency = ${rules.currency}
      and stages = ${[...rules.stages]}::text[]`.execute(store);
  return rows[0] ?? null;
}

/** Takes the waiting changes; whatever an import adds meanwhile waits for the next refresh. */
async function takeChanges(store: Store, workspaceId: number): Promise<number> {
  await sql`create temporary table fact_changes_taken (entity text, id text) on commit drop`.execute(store);
  const { numAffectedRows } = await sql`
    with taken as (delete from fact_changes where workspace_id = ${workspaceId} returning entity, entity_id)
    insert into fact_changes_taken select distinct entity, entity_id from taken`.execute(store);
  return Number(numAffectedRows ?? 0n);
}

interface Counts {
  readonly leads: number;
  readonly opportunities: number;
}

async function rebuildAll(store: Transaction<Database>, rules: JourneyRules): Promise<Counts> {
  const { workspaceId } = rules;
  await sql`
    delete from stage_stays s where s.workspace_id = ${workspaceId} and not exists (
      select 1 from opportunity_journeys j
      where j.workspace_id = ${workspaceId} and j.opportunity_id = s.opportunity_id and j.sealed)`.execute(
    store,
  );
  for (const table of ["lead_journeys", "opportunity_journeys", "content_use_journeys"]) {
    await sql`delete from ${sql.table(table)} where workspace_id = ${workspaceId} and not sealed`.execute(
      store,
    );
  }
  for (const table of cellTables) {
    await sql`delete from ${sql.table(table)} where workspace_id = ${workspaceId}`.execute(store);
  }
  const counts = await storeJourneys(store, rules);
  const held = (table: string) =>
    sql`(select * from ${sql.table(table)} where workspace_id = ${workspaceId})`;
  await insertCells(
    store,
    workspaceId,
    allContributions(held("lead_journeys"), held("opportunity_journeys"), held("stage_stays"), "each"),
  );
  await insertRevenue(store, workspaceId, revenueContributions(held("opportunity_journeys"), "each"));
  await sql`insert into content_use_journeys ${contentUseJourneys(rules, "all")}`.execute(store);
  await insertContentDays(store, workspaceId);
  await sql`insert into asset_cells ${assetCells(rules)}`.execute(store);
  return counts;
}

async function storeJourneys(store: Store, rules: JourneyRules): Promise<Counts> {
  const storedLeads = await sql`insert into lead_journeys ${leadJourneys(rules, "all")}`.execute(store);
  const storedOpportunities = await sql`
    insert into opportunity_journeys ${opportunityJourneys(rules, "all")}`.execute(store);
  await sql`insert into stage_stays ${stageStays(rules, "all")}`.execute(store);
  return {
    leads: Number(storedLeads.numAffectedRows ?? 0n),
    opportunities: Number(storedOpportunities.numAffectedRows ?? 0n),
  };
}
