import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import { from as copyFrom } from "pg-copy-streams";
import { openStore } from "../../src/store/database.ts";
import { findWorkspace } from "../../src/store/workspaces.ts";
import { importFacts } from "../../src/usecases/import-facts.ts";

/** Brings one file of leads into an empty table, as an import or as bare COPY, and prints how long it took. */
const [work, connectionString = "", file = ""] = process.argv.slice(2);

const client = new pg.Client({ connectionString });
await client.connect();
let ms: number;
if (work === "copy") {
  await client.query("drop table if exists bare_leads");
  await client.query(`create table bare_leads (lead_id text, created_at timestamptz, acquisition_channel text,
    account_id text, segment text, mql_at timestamptz, updated_at timestamptz)`);
  const started = performance.now();
  await pipeline(
    createReadStream(file, { highWaterMark: 256 * 1024 }),
    client.query(copyFrom("copy bare_leads from stdin (format csv, header)")),
  );
  ms = performance.now() - started;
} else {
  await client.query("truncate leads, fact_changes, source_deliveries");
  const store = openStore({ connectionString });
  const { workspaceId } = await findWorkspace(store);
  const started = performance.now();
  const { inserted, read } = await importFacts(store, {
    workspaceId,
    kind: "leads",
    file,
    timeZone: "Europe/Athens",
    source: "bench",
    now: new Date("2026-11-24T09:00:00Z"),
  });
  ms = performance.now() - started;
  if (inserted !== read) throw new Error(`${inserted} of ${read} rows were stored`);
  await store.destroy();
}
await client.end();
process.stdout.write(
  JSON.stringify({ ms, peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024) }),
);
