import { sql } from "kysely";
import type { Funnel } from "./server.ts";
import { asOf } from "./server.ts";

/** Gives how many facts a funnel has. */
export async function countFacts({ store, workspaceId }: Funnel): Promise<number> {
  const { rows } = await sql<{ facts: string }>`
    select (select count(*) from leads where workspace_id = ${workspaceId})
      + (select count(*) from opportunities where workspace_id = ${workspaceId})
      + (select count(*) from stage_changes where workspace_id = ${workspaceId})
      + (select count(*) from content_uses where workspace_id = ${workspaceId}) as facts`.execute(store);
  return Number(rows[0]?.facts ?? 0);
}

/**
 * Changes so many facts as a day does, and notes them as an import does: of a hundred, 45 are new leads of the last
 * day, 25 are leads of the last month that become MQL, 10 are MQLs that get an opportunity, 10 are opportunities that
 * close, and 10 correct the acquisition channel of a lead from anywhere in the three years. `run` tells one day
 * from the next. Gives how many were changed.
 */
export async function changeFacts(
  { store, workspaceId, leads }: Funnel,
  { facts, run }: { readonly facts: number; readonly run: number },
): Promise<number> {
  const share = (percent: number) => Math.max(1, Math.round((facts * percent) / 100));
  const day = sql`to_timestamp(${asOf * 86_400}::float8 - 43200)`;
  const note = (entity: string) => sql`
    insert into fact_changes (workspace_id, entity, entity_id)
    select ${workspaceId}, ${sql.lit(entity)}, id from changed`;
  const uniform = sql`((hashint8extended(i, ${run}) & 1048575)::float8 / 1048576)`;
  const anyLead = (percent: number, from: number) => sql`
    select 'L' || (${from}::bigint + floor(${uniform} * ${leads - from}))::bigint as id
    from generate_series(1, ${share(percent)}) i`;
  const lastMonth = Math.round(leads * (1 - 30 / (3 * 365)));
  const lastQuarter = Math.round(leads * (1 - 91 / (3 * 365)));
  const statements = [
    sql`with changed as (
      insert into leads (workspace_id, lead_id, created_at, acquisition_channel, segment, source)
      select ${workspaceId}, 'N' || ${run} || '-' || i, ${day},
        (array['Paid search', 'Organic search', 'Webinar', 'Partner', 'Events', 'Outbound'])[1 + i % 6],
        (array['EMEA', 'APAC', 'North America', 'LATAM', 'Other'])[1 + i % 5], 'bench'
      from generate_series(1, ${share(45)}) i
      returning lead_id as id) ${note("lead")}`,
    sql`with changed as (
      update leads set mql_at = ${day} where workspace_id = ${workspaceId} and mql_at is null
        and lead_id in (${anyLead(25, lastMonth)})
      returning lead_id as id) ${note("lead")}`,
    sql`with changed as (
      insert into opportunities (workspace_id, opportunity_id, created_at, lead_id, account_id, amount, currency, source)
      select ${workspaceId}, 'N' || ${run} || '-' || l.lead_id, ${day}, l.lead_id, 'A' || ${run}, 7000, 'EUR', 'bench'
      from leads l where l.workspace_id = ${workspaceId} and l.mql_at is not null
        and l.lead_id in (${anyLead(30, lastQuarter)})
      returning opportunity_id as id) ${note("opportunity")}`,
    sql`with changed as (
      update opportunities set closed_at = ${day}, outcome = case when hashtext(opportunity_id) % 4 = 0 then 'won' else 'lost' end
      where workspace_id = ${workspaceId} and outcome = 'open' and opportunity_id in (
        select opportunity_id from opportunities
        where workspace_id = ${workspaceId} and outcome = 'open' and created_at < ${day} limit ${share(10)})
      returning opportunity_id as id) ${note("opportunity")}`,
    sql`with changed as (
      update leads set acquisition_channel = 'Referral' where workspace_id = ${workspaceId}
        and lead_id in (${anyLead(10, 1)})
      returning lead_id as id) ${note("lead")}`,
  ];
  let changed = 0;
  for (const statement of statements) {
    const { numAffectedRows } = await statement.execute(store);
    changed += Number(numAffectedRows ?? 0n);
  }
  return changed;
}
