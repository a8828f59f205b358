import { createWriteStream } from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import type { Period } from "../../../src/funnel/period.ts";
import { readKpis } from "../../../src/usecases/read-kpis.ts";
import { type DuckDb, openDuckDb } from "../duckdb.ts";
import type { BenchContext, BenchRow } from "../row.ts";
import { asOf, type Funnel } from "../server.ts";
import { side, timed } from "../timing.ts";

const year: Period = { from: asOf - 1 - 52 * 7, to: asOf - 1 };

export const duckdbRow: BenchRow = {
  name: "duckdb",
  about: "Weekly MQL to opportunity by acquisition channel from snapshots, beside DuckDB over Parquet",

  async *run(context) {
    const { server, sizes, runs, say } = context;
    const leads = sizes.at(-1);
    if (leads === undefined) return;
    const funnel = await server.funnel(leads);
    const duckdb = await openDuckDb(say);
    await exportFacts(funnel, duckdb, context);
    say(`Asking DuckDB about ${leads.toLocaleString("en")} leads`);
    const ours = () =>
      readKpis(funnel.store, {
        ...funnel,
        names: ["mql-to-opportunity"],
        range: year,
        grain: "week",
        by: "acquisition-channel",
        mode: "cohort",
        asOf,
      });
    const theirs = () => duckdb.rows(query(context.folder));
    const shares = new Map(
      (await theirs()).map(([week, channel, value]) => [`${week} ${channel}`, Number(value)]),
    );
    for (const { period, slice, value, mature } of await ours()) {
      const share = slice.dimension === "total" ? undefined : shares.get(`${period.from} ${slice.member}`);
      if (!mature || share === undefined) continue;
      if (value === null || Math.abs(value - share) > 1e-9) {
        throw new Error(`Week ${period.from}: ${value} from snapshots, ${share} by DuckDB`);
      }
    }
    const measured = {
      ours: side("snapshots", await timed(runs * 3, ours)),
      theirs: side("DuckDB", await timed(runs, theirs)),
    };
    const ratio = measured.theirs.median / measured.ours.median;
    yield {
      what: `${leads.toLocaleString("en")} leads`,
      unit: "ms",
      ...measured,
      ratio,
      goal: "faster",
      reached: ratio > 1,
    };
  },
};

/** Facts as Parquet, sorted as the query reads them: leads by the day on which they became MQL. */
async function exportFacts(
  { connectionString, workspaceId }: Funnel,
  duckdb: DuckDb,
  { folder, say }: BenchContext,
): Promise<void> {
  say("Writing the facts as Parquet");
  const client = new pg.Client({ connectionString });
  await client.connect();
  const tables = {
    leads: "lead_id, acquisition_channel, mql_at",
    opportunities: "lead_id, created_at",
  };
  for (const [table, columns] of Object.entries(tables)) {
    const csv = path.join(folder, `${table}.csv`);
    const query = `select ${columns} from ${table} where workspace_id = ${workspaceId}`;
    await pipeline(
      client.query(copyTo(`copy (${query}) to stdout (format csv, header)`)),
      createWriteStream(csv),
    );
    const order = table === "leads" ? "order by mql_at" : "order by lead_id";
    await duckdb.rows(
      `copy (select * from read_csv('${csv}') ${order}) to '${path.join(folder, `${table}.parquet`)}' (format parquet)`,
    );
  }
  await client.end();
}

function query(folder: string): string {
  const [from, to] = [year.from, year.to].map((day) => `date '1970-01-01' + ${day}`);
  return `
    with mqls as (
      select lead_id, acquisition_channel, mql_at::date as day from '${folder}/leads.parquet'
      where mql_at::date >= ${from} and mql_at::date < ${to}
    ), first as (
      select lead_id, min(created_at)::date as day from '${folder}/opportunities.parquet'
      where lead_id in (select lead_id from mqls) group by lead_id
    )
    select (date_trunc('week', mqls.day)::date - date '1970-01-01')::integer, acquisition_channel,
      count(*) filter (where first.day - mqls.day <= 60)::double / count(*)
    from mqls left join first using (lead_id) group by all`;
}
