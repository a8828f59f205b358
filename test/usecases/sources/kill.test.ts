import { spawn } from "node:child_process";
import path from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defaultSettings } from "../../../src/funnel/settings.ts";
import { secretBox } from "../../../src/secrets.ts";
import { sourceTypes } from "../../../src/sources/index.ts";
import { openStore, type Store } from "../../../src/store/database.ts";
import { refreshSnapshots } from "../../../src/store/snapshots/refresh.ts";
import { addWorkspace } from "../../../src/store/workspaces.ts";
import { addSource } from "../../../src/usecases/sources/manage-sources.ts";
import { syncSource } from "../../../src/usecases/sources/sync-source.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";
import { createRemotePostgres, type RemotePostgres } from "../../support/remote-postgres.ts";

let database: TestDatabase;
let store: Store;
let remote: RemotePostgres;
let made = 0;
const key = "ab".repeat(32);
const box = secretBox([new Uint8Array(Buffer.from(key, "hex"))]);
const now = new Date("2026-11-24T09:00:00Z");
const rows = 2000;

beforeAll(async () => {
  database = await createTestDatabase();
  store = openStore({ connectionString: database.connectionString });
  remote = await createRemotePostgres();
  await remote.execute(`
    create table people as
      select 'L' || n as lead_id, timestamptz '2026-01-01Z' + n * interval '7 minutes' as created_at,
        (array['Webinar', 'Partner'])[1 + n % 2] as acquisition_channel,
        timestamptz '2026-06-01Z' + n * interval '1 second' as updated_at
      from generate_series(1, ${rows}) n;
    create table deals as
      select 'O' || n as opportunity_id, timestamptz '2026-02-01Z' + n * interval '9 minutes' as created_at, 'L' || n as lead_id
      from generate_series(1, ${rows / 2}) n;`);
});
afterAll(async () => {
  await remote.drop();
  await store.destroy();
  await database.drop();
});

async function added(): Promise<number> {
  const { workspaceId } = await addWorkspace(store, { name: `killed ${++made}` });
  const parts = { store, types: sourceTypes, secrets: () => box, clock: () => now, log: () => {} };
  await addSource(parts, {
    workspaceId,
    name: "warehouse",
    timeZone: "UTC",
    mapping: `
source: postgres
batch: 100
facts:
  leads: { query: select * from people, cursor: updated_at }
  opportunities: { query: select * from deals }`,
    secrets: { url: remote.url },
  });
  return workspaceId;
}

/** Syncs in another process and kills it once it told `after` batches; gives whether it was done before. */
async function syncAndKill(workspaceId: number, after: number, full = false): Promise<boolean> {
  const program = path.join(import.meta.dirname, "../../support/kill-sync.ts");
  const child = spawn(
    process.execPath,
    [program, database.connectionString, String(workspaceId), "warehouse", key, ...(full ? ["full"] : [])],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  let told = "";
  child.stdout.on("data", (text: Buffer) => {
    told += text.toString();
    if (told.split("\n").length > after) child.kill("SIGKILL");
  });
  await new Promise((resolve) => child.once("close", resolve));
  return told.includes("done");
}

const facts = async (workspaceId: number) => {
  const { rows: told } = await sql<{ row: string }>`
    select (lead_id, created_at, acquisition_channel, updated_at, source)::text as row from leads where workspace_id = ${workspaceId}
    union all select (opportunity_id, created_at, lead_id, outcome, source)::text from opportunities where workspace_id = ${workspaceId}
    order by 1`.execute(store);
  return told.map(({ row }) => row);
};

describe("a sync that is killed again and again", () => {
  it("leaves the facts that an undisturbed one leaves", async () => {
    const undisturbed = await added();
    const parts = { store, types: sourceTypes, secrets: () => box, clock: () => now, log: () => {} };
    await syncSource(parts, { workspaceId: undisturbed, timeZone: "UTC", name: "warehouse" });

    const killed = await added();
    // There are snapshots, so that changes are noted for them.
    await refreshSnapshots(store, { workspaceId: killed, settings: defaultSettings, now });
    let kills = 0;
    for (const after of [1, 4, 9, 2]) {
      if (await syncAndKill(killed, after)) break;
      kills++;
      const stored = (await facts(killed)).length;
      expect(stored).toBeLessThanOrEqual(rows * 1.5);
    }
    expect(kills).toBeGreaterThanOrEqual(3);
    while (!(await syncAndKill(killed, Number.POSITIVE_INFINITY)));
    expect(await facts(killed)).toEqual(await facts(undisturbed));
    // Each fact's first telling, and nothing else, is noted for the snapshots.
    const { rows: noted } = await sql`
      select count(*)::int as n, count(distinct (entity, entity_id))::int as entities from fact_changes
      where workspace_id = ${killed}`.execute(store);
    expect(noted).toEqual([{ n: rows * 1.5, entities: rows * 1.5 }]);
  }, 120_000);

  it("finds in a full read what is gone, however often it is cut off", async () => {
    const workspaceId = await added();
    while (!(await syncAndKill(workspaceId, Number.POSITIVE_INFINITY)));
    await remote.execute(
      "delete from people where lead_id in ('L7', 'L1900'); delete from deals where opportunity_id = 'O3'",
    );
    expect(await syncAndKill(workspaceId, 3, true)).toBe(false);
    expect(await syncAndKill(workspaceId, 9)).toBe(false);
    while (!(await syncAndKill(workspaceId, Number.POSITIVE_INFINITY)));
    const ids = (await facts(workspaceId)).join("\n");
    expect(ids).not.toMatch(/\((L7|L1900|O3),/);
    expect((await facts(workspaceId)).length).toBe(rows * 1.5 - 3);
  }, 120_000);
});
