import { sql } from "kysely";
import type { Store } from "../../src/store/database.ts";

export interface GeneratedFunnel {
  readonly workspaceId: number;
  readonly leads: number;
  /** Days of history, ending on the last day before `endDay` (an ISO day). */
  readonly days: number;
  readonly endDay: string;
}

/**
 * Fills a workspace with a plausible funnel, made inside the database: 30% of leads become MQL, 22% of those (and as
 * many that never were an MQL as make 6.5% of leads in all) opportunities, a quarter of which are won. Six acquisition
 * channels, five segments. The same request gives the same facts.
 */
export async function generateFunnel(store: Store, request: GeneratedFunnel): Promise<void> {
  const { workspaceId, leads, days, endDay } = request;
  // A fixed hash of the row number and a salt, uniform on [0, 1): repeatable, unlike random() over parallel workers.
  const uniform = (salt: string, key = sql`i`) =>
    sql`((hashint8extended(${key}, ${sql.lit(salt.length * 7919 + salt.charCodeAt(0))}) & 1048575)::float8 / 1048576)`;
  const exponential = (salt: string, mean: number) => sql`(-ln(1 - ${uniform(salt)}) * ${sql.lit(mean)})`;
  const end = sql`${endDay}::timestamptz`;
  await sql`
    insert into leads (workspace_id, lead_id, created_at, acquisition_channel, account_id, segment, mql_at, sql_at,
      disqualified_at, updated_at, source)
    select ${workspaceId}::integer, 'L' || i, created, channel, 'A' || (i % (${leads}::bigint / 12 + 1)), segment,
      case when mql < ${end} then mql end, null,
      case when lost < ${end} then lost end, created, 'bench'
    from (
      select i, created,
        (array['Paid search', 'Organic search', 'Webinar', 'Partner', 'Events', 'Outbound'])[1 + (${uniform("channel")} * 6)::int % 6] as channel,
        (array['EMEA', 'APAC', 'North America', 'LATAM', 'Other'])[1 + (${uniform("segment")} * 5)::int % 5] as segment,
        case when ${uniform("mql")} < 0.3 then created + make_interval(mins => (${exponential("mqldelay", 5 * 1440)})::int) end as mql,
        case when ${uniform("lost")} < 0.2 then created + make_interval(mins => (${exponential("lostdelay", 20 * 1440)})::int) end as lost
      from (
        select i, ${end} - make_interval(secs => (${leads}::bigint - i + 1)::float8 * ${days}::float8 * 86400 / ${leads}::float8) as created
        from generate_series(1, ${leads}::bigint) i
      ) created
    ) lead`.execute(store);
  await sql`
    insert into opportunities (workspace_id, opportunity_id, created_at, lead_id, account_id, stage, amount, currency,
      closed_at, outcome, updated_at, source)
    select ${workspaceId}::integer, 'O' || i, created, 'L' || i, account, 'Proposal', amount, 'EUR',
      case when closed < ${end} then closed end,
      case when closed < ${end} then outcome else 'open' end, created, 'bench'
    from (
      select i, created, account, (3000 + ${exponential("amount", 9000)})::numeric(20, 2) as amount,
        created + make_interval(mins => (${exponential("closing", 40 * 1440)})::int) as closed,
        case when ${uniform("won")} < 0.26 then 'won' else 'lost' end as outcome
      from (
        select i, 'A' || (i % (${leads}::bigint / 12 + 1)) as account,
          coalesce(l.mql_at, l.created_at) + make_interval(mins => (${exponential("opportunity", 14 * 1440)})::int) as created
        from generate_series(1, ${leads}::bigint) i
        join leads l on l.workspace_id = ${workspaceId} and l.lead_id = 'L' || i
        where ${uniform("opp")} < case when l.mql_at is null then 0.004 else 0.21 end
      ) opportunity
      where created < ${end}
    ) closed`.execute(store);
  await sql`
    insert into stage_changes (workspace_id, opportunity_id, entered_at, stage, source)
    select ${workspaceId}::integer, o.opportunity_id,
      o.created_at + (coalesce(o.closed_at, ${end}) - o.created_at) * (s.place / 4.0), s.stage, 'bench'
    from opportunities o
    cross join (values (0, 'Discovery'), (1, 'Demo'), (2, 'Proposal'), (3, 'Negotiation')) s (place, stage)
    where o.workspace_id = ${workspaceId}`.execute(store);
  await sql`
    insert into content (workspace_id, asset_id, title, published_at, journey_stage, source)
    select ${workspaceId}::integer, 'C' || i, 'Asset ' || i, ${end} - make_interval(days => ${days}::int), 
      (array['awareness', 'consideration', 'decision'])[1 + i % 3], 'bench'
    from generate_series(1, 200) i`.execute(store);
  await sql`
    insert into content_uses (workspace_id, use_id, asset_id, used_at, used_by, opportunity_id, source)
    select ${workspaceId}::integer, 'U' || o.opportunity_id, 'C' || (1 + abs(hashtext(o.opportunity_id)) % 120),
      o.created_at + interval '2 days', 'sales', o.opportunity_id, 'bench'
    from opportunities o
    where o.workspace_id = ${workspaceId} and o.created_at + interval '2 days' < ${end}`.execute(store);
  await sql`vacuum analyze leads, opportunities, stage_changes, content_uses`.execute(store);
}
