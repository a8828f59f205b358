import { sql } from "kysely";
import type { Funnel } from "./server.ts";
import { asOf } from "./server.ts";

/** The tables of facts that snapshots are made from. */
const factTables = [
  "leads",
  "opportunities",
  "stage_changes",
  "content",
  "content_uses",
  "sales_touches",
] as const;

/** Gives how many facts a funnel has. */
export async function countFacts({ store, workspaceId }: Funnel): Promise<number> {
  const counts = factTables.map(
    (table) => sql`(select count(*) from ${sql.table(table)} where workspace_id = ${workspaceId})`,
  );
  const { rows } = await sql<{ facts: string }>`select ${sql.join(counts, sql` + `)} as facts`.execute(store);
  return Number(rows[0]?.facts ?? 0);
}

/**
 * Changes so many facts as a day does, and notes them as an import does: of a hundred, 36 are new leads of the last
 * day, 18 are leads of the last month that become MQL, 8 are MQLs that get an opportunity, 8 are opportunities that
 * close, 10 are stage changes of open opportunities, 6 are content uses on them, 4 are touches of leads of the last
 * month, 10 correct the acquisition channel of a lead from anywhere in the three years; and one
 * asset is published. `run`
 * tells one day from the next. Gives how many were changed.
 */
export async function changeFacts(
  { store, workspaceId, leads }: Funnel,
  { facts, run }: { readonly facts: number; readonly run: number },
): Promise<number> {
  const share = (percent: number) => Math.max(1, Math.round((facts * percent) / 100));
  const day = sql`to_timestamp(${asOf * 86_400}::float8 - 43200)`;
  const note = (entity: "lead" | "opportunity" | "content-use" | "asset") => sql`
    insert into fact_changes (workspace_id, entity, entity_id)
    select ${workspaceId}, ${sql.lit(entity)}, id from changed`;
  const uniform = sql`((hashint8extended(i, ${run}) & 1048575)::float8 / 1048576)`;
  const anyLead = (percent: number, from: number) => sql`
    select 'L' || (${from}::bigint + floor(${uniform} * ${leads - from}))::bigint as id
    from generate_series(1, ${share(percent)}) i`;
  const anyOpen = (percent: number) => sql`
    select opportunity_id, row_number() over () as i from (
      select opportunity_id from opportunities
      where workspace_id = ${workspaceId} and outcome = 'open' and created_at < ${day}
      order by hashtextextended(opportunity_id, ${run}) limit ${share(percent)}) opportunity`;
  const lastMonth = Math.round(leads * (1 - 30 / (3 * 365)));
  const lastQuarter = Math.round(leads * (1 - 91 / (3 * 365)));
  const statements = [
    sql`with changed as (
      insert into leads (workspace_id, lead_id, created_at, acquisition_channel, segment, source)
      select ${workspaceId}, 'N' || ${run} || '-' || i, ${day},
        (array['Paid search', 'Organic search', 'Webinar', 'Partner', 'Events', 'Outbound'])[1 + i % 6],
        (array['EMEA', 'APAC', 'North America', 'LATAM', 'Other'])[1 + i % 5], 'bench'
      from generate_series(1, ${share(36)}) i
      returning lead_id as id) ${note("lead")}`,
    sql`with changed as (
      update leads set mql_at = ${day} where workspace_id = ${workspaceId} and mql_at is null
        and lead_id in (${anyLead(26, lastMonth)})
      returning lead_id as id) ${note("lead")}`,
    sql`with changed as (
      insert into opportunities (workspace_id, opportunity_id, created_at, lead_id, account_id, amount, currency, source)
      select ${workspaceId}, 'N' || ${run} || '-' || l.lead_id, ${day}, l.lead_id, 'A' || ${run}, 7000, 'EUR', 'bench'
      from leads l where l.workspace_id = ${workspaceId} and l.mql_at is not null
        and l.lead_id in (${anyLead(26, lastQuarter)})
      returning opportunity_id as id) ${note("opportunity")}`,
    sql`with changed as (
      update opportunities set closed_at = ${day}, outcome = case when hashtext(opportunity_id) % 4 = 0 then 'won' else 'lost' end
      where workspace_id = ${workspaceId} and opportunity_id in (select opportunity_id from (${anyOpen(8)}) o)
      returning opportunity_id as id) ${note("opportunity")}`,
    sql`with changed as (
      insert into stage_changes (workspace_id, opportunity_id, entered_at, stage, source)
      select ${workspaceId}, o.opportunity_id, ${day}, (array['Demo', 'Proposal', 'Negotiation'])[1 + o.i % 3], 'bench'
      from (${anyOpen(10)}) o
      on conflict do nothing returning opportunity_id as id) ${note("opportunity")}`,
    sql`with changed as (
      insert into content_uses (workspace_id, use_id, asset_id, used_at, used_by, opportunity_id, source)
      select ${workspaceId}, 'N' || ${run} || '-' || o.opportunity_id, 'C' || (1 + o.i % 200), ${day}, 'sales',
        o.opportunity_id, 'bench'
      from (${anyOpen(6)}) o
      returning use_id as id) ${note("content-use")}`,
    sql`with changed as (
      insert into sales_touches (workspace_id, touch_id, lead_id, touched_at, kind, source)
      select ${workspaceId}, 'N' || ${run} || '-' || l.id, l.id, ${day}, 'call', 'bench'
      from (select distinct id from (${anyLead(4, lastMonth)}) leads) l
      returning lead_id as id) ${note("lead")}`,
    sql`with changed as (
      update leads set acquisition_channel = 'Referral' where workspace_id = ${workspaceId}
        and lead_id in (${anyLead(10, 1)})
      returning lead_id as id) ${note("lead")}`,
    sql`with changed as (
      insert into content (workspace_id, asset_id, title, published_at, journey_stage, source)
      values (${workspaceId}, 'N' || ${run}, 'Asset of day ' || ${run}, ${day}, 'decision', 'bench')
      returning asset_id as id) ${note("asset")}`,
  ];
  let changed = 0;
  for (const statement of statements) {
    const { numAffectedRows } = await statement.execute(store);
    changed += Number(numAffectedRows ?? 0n);
  }
  return changed;
}
