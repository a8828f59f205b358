import pg from "pg";
import { formatDay } from "../../src/funnel/calendar.ts";
import type { Period } from "../../src/funnel/period.ts";
import type { KpiName } from "../../src/funnel/readings.ts";
import type { Funnel } from "./server.ts";

/** Values by KPI and the day on which the week begins. */
export type RawReadings = ReadonlyMap<KpiName, ReadonlyMap<number, number>>;

export interface RawSql {
  read(): Promise<RawReadings>;
  close(): Promise<void>;
}

/**
 * What a team would write for itself: one query for each KPI that gives all 52 weeks, over the fact tables, with the
 * indexes that help it (covering ones, so that most reads need no heap), ample memory for sorting, parallel workers,
 * and fresh statistics. It does less than our side: headline values only, without intervals, breakdowns, stages,
 * contents of the detail, and without weeks that are too young.
 */
export async function openRawSql(
  { connectionString, workspaceId }: Funnel,
  { from, to }: Period,
  say: (text: string) => void,
): Promise<RawSql> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  say("Making the indexes that raw SQL wants");
  for (const index of indexes) await client.query(index);
  await client.query("vacuum analyze leads, opportunities, content, content_uses");
  await client.query("set work_mem = '256MB'");
  await client.query("set max_parallel_workers_per_gather = 4");
  await client.query("set random_page_cost = 1.1");
  const parameters = [workspaceId, formatDay(from), formatDay(to)];
  return {
    async read() {
      const readings = new Map<KpiName, ReadonlyMap<number, number>>();
      for (const [kpi, text] of Object.entries(queries) as [KpiName, string][]) {
        const { rows } = await client.query<{ week: number; value: number | null }>({
          name: kpi,
          text,
          values: parameters,
        });
        readings.set(
          kpi,
          new Map(rows.flatMap(({ week, value }) => (value === null ? [] : [[week, Number(value)]]))),
        );
      }
      return readings;
    },
    close: () => client.end(),
  };
}

const indexes = [
  `create index if not exists raw_leads_created on leads (workspace_id, created_at) include (lead_id, acquisition_channel)`,
  `create index if not exists raw_leads_mql on leads (workspace_id, mql_at) include (lead_id) where mql_at is not null`,
  `create index if not exists raw_opportunities_created on opportunities (workspace_id, created_at)
    include (lead_id, closed_at, outcome)`,
  `create index if not exists raw_opportunities_won on opportunities (workspace_id, closed_at)
    include (lead_id, created_at, amount, account_id, acquisition_channel) where outcome = 'won'`,
  `create index if not exists raw_uses on content_uses (workspace_id, used_at) include (asset_id)
    where used_by = 'sales'`,
];

const week = (column: string) => `date_trunc('week', ${column} at time zone 'UTC')::date - date '1970-01-01'`;
const day = (column: string) => `(${column} at time zone 'UTC')::date`;
const within = (column: string) => `${column} >= $2::date::timestamptz and ${column} < $3::date::timestamptz`;

/** $1: the workspace, $2 and $3: the year, as days. All times are UTC here. */
const queries: Readonly<Record<KpiName, string>> = {
  "end-to-end": `
    with won as (
      select lead_id, min(closed_at) as won_at from opportunities
      where workspace_id = $1 and outcome = 'won' and closed_at >= $2::date::timestamptz and lead_id is not null
      group by lead_id
    )
    select ${week("l.created_at")} as week,
      (count(*) filter (where ${day("won.won_at")} - ${day("l.created_at")} <= 180))::float8 / count(*) as value
    from leads l left join won using (lead_id)
    where l.workspace_id = $1 and ${within("l.created_at")} group by 1`,
  "cycle-time": `
    select ${week("closed_at")} as week,
      percentile_cont(0.5) within group (order by greatest(${day("closed_at")} - ${day("created_at")}, 0)) as value
    from opportunities
    where workspace_id = $1 and outcome = 'won' and ${within("closed_at")} group by 1`,
  "mql-to-opportunity": `
    with first as (
      select lead_id, min(created_at) as created_at from opportunities
      where workspace_id = $1 and lead_id is not null and created_at >= $2::date::timestamptz - interval '400 days'
      group by lead_id
    )
    select ${week("l.mql_at")} as week,
      (count(*) filter (where ${day("first.created_at")} - ${day("l.mql_at")} <= 60))::float8 / count(*) as value
    from leads l left join first using (lead_id)
    where l.workspace_id = $1 and ${within("l.mql_at")} group by 1`,
  "opportunity-to-customer": `
    select ${week("created_at")} as week,
      (count(*) filter (where outcome = 'won' and ${day("closed_at")} - ${day("created_at")} <= 90))::float8
        / count(*) as value
    from opportunities
    where workspace_id = $1 and ${within("created_at")} group by 1`,
  "revenue-mix": `
    with revenue as (
      select ${week("o.closed_at")} as week,
        coalesce(o.acquisition_channel, l.acquisition_channel, 'unknown') as channel, sum(o.amount) as amount
      from opportunities o left join leads l on l.workspace_id = o.workspace_id and l.lead_id = o.lead_id
      where o.workspace_id = $1 and o.outcome = 'won' and ${within("o.closed_at")} group by 1, 2
    ), shares as (
      select week, amount / sum(amount) over (partition by week) as share from revenue
    )
    select week, (1 / sum(share * share))::float8 as value from shares group by week`,
  "content-used": `
    with used as (
      select ${week("used_at")} as week, count(distinct asset_id) as assets from content_uses
      where workspace_id = $1 and used_by = 'sales' and ${within("used_at")} group by 1
    )
    select used.week, used.assets::float8 / (
      select count(*) from content c
      where c.workspace_id = $1 and ${day("c.published_at")} - date '1970-01-01' < used.week + 7
        and (c.retired_at is null or ${day("c.retired_at")} - date '1970-01-01' >= used.week)) as value
    from used`,
  "revenue-per-account": `
    select ${week("closed_at")} as week, (sum(amount) / count(distinct account_id))::float8 as value
    from opportunities
    where workspace_id = $1 and outcome = 'won' and account_id is not null and ${within("closed_at")} group by 1`,
};
