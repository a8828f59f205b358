import { sql } from "kysely";
import type { Store } from "./database.ts";
import { lockKinds } from "./facts.ts";
import { type RefreshRequest, refreshWithin } from "./snapshots/refresh.ts";

export interface DropRequest extends Omit<RefreshRequest, "rebuild"> {
  /** Facts are dropped when nothing happened from this instant on. */
  readonly before: Date;
}

/** How many facts of each kind were dropped. */
export interface DroppedFacts {
  readonly leads: number;
  readonly opportunities: number;
  readonly stageChanges: number;
  readonly salesTouches: number;
  readonly contentUses: number;
}

/**
 * Drops the facts of whatever is over: a lead goes with its opportunities, their stage changes and content uses, and
 * its sales touches, all at once, when none of them is open or dated `before` or later. Their journeys are sealed, so
 * that no reading changes. Content, visits and exchange rates stay. The snapshots take all facts in first, and imports
 * wait meanwhile.
 */
export async function dropFacts(store: Store, request: DropRequest): Promise<DroppedFacts> {
  return store.transaction().execute(async (transaction) => {
    await lockKinds(transaction, request.workspaceId, droppedKinds);
    await refreshWithin(transaction, request);
    return dropWhatIsOver(transaction, request);
  });
}

const droppedKinds = ["content-uses", "leads", "opportunities", "sales-touches", "stage-changes"] as const;

async function dropWhatIsOver(
  transaction: Store,
  { workspaceId, before }: DropRequest,
): Promise<DroppedFacts> {
  await nameWhatIsOver(transaction, workspaceId, before);
  const seal = async (journeys: string, key: string, over: string) => {
    await sql`
      update ${sql.table(journeys)} j set sealed = true from ${sql.table(over)} o
      where j.workspace_id = ${workspaceId} and ${sql.ref(`j.${key}`)} = o.id`.execute(transaction);
  };
  await seal("lead_journeys", "lead_id", "leads_over");
  await seal("opportunity_journeys", "opportunity_id", "opportunities_over");
  await seal("content_use_journeys", "use_id", "uses_over");
  const drop = async (facts: string, key: string, over: string): Promise<number> => {
    const { numAffectedRows } = await sql`
      delete from ${sql.table(facts)} f using ${sql.table(over)} o
      where f.workspace_id = ${workspaceId} and ${sql.ref(`f.${key}`)} = o.id`.execute(transaction);
    return Number(numAffectedRows ?? 0n);
  };
  const dropped = {
    leads: await drop("leads", "lead_id", "leads_over"),
    opportunities: await drop("opportunities", "opportunity_id", "opportunities_over"),
    stageChanges: await drop("stage_changes", "opportunity_id", "opportunities_over"),
    salesTouches: await drop("sales_touches", "lead_id", "leads_over"),
    contentUses: await drop("content_uses", "use_id", "uses_over"),
  };
  await sql`drop table leads_over, opportunities_over, uses_over, still_going, leads_going`.execute(
    transaction,
  );
  return dropped;
}

/** Late facts of what is sealed are over too: they were taken in and count for nothing. */
async function nameWhatIsOver(transaction: Store, workspaceId: number, before: Date): Promise<void> {
  const horizon = sql`${before.toISOString()}::timestamptz`;
  await sql`
    create temporary table still_going on commit drop as
    select o.opportunity_id as id, o.lead_id from opportunities o
    where o.workspace_id = ${workspaceId} and (
      o.outcome = 'open' or greatest(o.created_at, o.closed_at) >= ${horizon}
      or exists (select 1 from stage_changes s where s.workspace_id = ${workspaceId}
        and s.opportunity_id = o.opportunity_id and s.entered_at >= ${horizon})
      or exists (select 1 from content_uses u where u.workspace_id = ${workspaceId}
        and u.opportunity_id = o.opportunity_id and u.used_at >= ${horizon}))
      and not exists (select 1 from opportunity_journeys j where j.workspace_id = ${workspaceId}
        and j.opportunity_id = o.opportunity_id and j.sealed)`.execute(transaction);
  await sql`
    create temporary table leads_going on commit drop as
    select l.lead_id as id from leads l
    where l.workspace_id = ${workspaceId} and (
      greatest(l.created_at, l.mql_at, l.sql_at, l.disqualified_at) >= ${horizon}
      or exists (select 1 from still_going g where g.lead_id = l.lead_id)
      or exists (select 1 from sales_touches t where t.workspace_id = ${workspaceId}
        and t.lead_id = l.lead_id and t.touched_at >= ${horizon}))
      and not exists (select 1 from lead_journeys j where j.workspace_id = ${workspaceId}
        and j.lead_id = l.lead_id and j.sealed)`.execute(transaction);
  await sql`
    create temporary table leads_over on commit drop as
    select l.lead_id as id from leads l
    where l.workspace_id = ${workspaceId} and not exists (select 1 from leads_going g where g.id = l.lead_id)`.execute(
    transaction,
  );
  await sql`
    create temporary table opportunities_over on commit drop as
    select o.opportunity_id as id from opportunities o
    where o.workspace_id = ${workspaceId} and not exists (select 1 from still_going g where g.id = o.opportunity_id)
      and not exists (select 1 from leads_going g where g.id = o.lead_id)`.execute(transaction);
  await sql`
    create temporary table uses_over on commit drop as
    select u.use_id as id from content_uses u
    where u.workspace_id = ${workspaceId} and u.used_at < ${horizon} and (
      u.opportunity_id is null
      or not exists (select 1 from opportunities o
        where o.workspace_id = ${workspaceId} and o.opportunity_id = u.opportunity_id)
      or exists (select 1 from opportunities_over o where o.id = u.opportunity_id))`.execute(transaction);
}
