import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Day, formatDay } from "../../src/funnel/calendar.ts";
import { kpiNames, modes } from "../../src/funnel/readings.ts";
import { defaultSettings } from "../../src/funnel/settings.ts";
import { openStore, type Store } from "../../src/store/database.ts";
import { dropFacts } from "../../src/store/drop-facts.ts";
import { refreshSnapshots } from "../../src/store/snapshots/refresh.ts";
import { addWorkspace } from "../../src/store/workspaces.ts";
import { dropOldFacts } from "../../src/usecases/drop-old-facts.ts";
import { readKpis } from "../../src/usecases/read-kpis.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { type Change, dumpSnapshots, putFact } from "../support/funnel-facts.ts";
import { changes, firstDay, lastDay } from "../support/random-funnel.ts";

const settings = defaultSettings;
const now = new Date("2026-11-24T09:00:00Z");

let database: TestDatabase;
let store: Store;
let made = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  store = openStore(database);
});

afterAll(async () => {
  await store.destroy();
  await database.drop();
});

const freshWorkspace = async () => (await addWorkspace(store, { name: `workspace ${++made}` })).workspaceId;
const refresh = (workspaceId: number, rebuild = false) =>
  refreshSnapshots(store, { workspaceId, settings, now, rebuild });
const drop = (workspaceId: number, day: Day) =>
  dropFacts(store, { workspaceId, settings, now, before: new Date(`${formatDay(day)}T00:00:00Z`) });

async function put(workspaceId: number, sequence: readonly Change[]): Promise<void> {
  for (const change of sequence) await putFact(store, workspaceId, change);
}

/** All cells, without the mark of what is sealed. */
async function cells(workspaceId: number): Promise<string> {
  return (await dumpSnapshots(store, workspaceId)).replaceAll(/,[tf]\)$/gm, ")");
}

async function countFacts(workspaceId: number): Promise<number> {
  const tables = ["leads", "opportunities", "stage_changes", "content_uses", "sales_touches"];
  const counts = await Promise.all(
    tables.map((table) =>
      sql<{ n: number }>`
        select count(*)::integer as n from ${sql.table(table)} where workspace_id = ${workspaceId}`.execute(
        store,
      ),
    ),
  );
  return counts.reduce((sum, { rows }) => sum + (rows[0]?.n ?? 0), 0);
}

const lead = (id: string, created: Day, mql: Day | null = null): Change => ({
  put: "lead",
  fact: { id, created, channel: "Webinar", segment: null, mql, sql: null, disqualified: null },
});
const opportunity = (id: string, of: string | null, created: Day, won: Day | null): Change => ({
  put: "opportunity",
  fact: {
    id,
    created,
    lead: of,
    account: "A1",
    channel: null,
    amount: "100",
    closed: won,
    outcome: won === null ? "open" : "won",
  },
});

describe("dropping old facts", () => {
  test("changes no cell, not even through a rebuild, whatever is there and whatever the day", async () => {
    await fc.assert(
      fc.asyncProperty(changes, fc.integer({ min: firstDay, max: lastDay + 50 }), async (sequence, day) => {
        const workspaceId = await freshWorkspace();
        await put(workspaceId, sequence);
        await refresh(workspaceId);
        const before = await cells(workspaceId);
        await drop(workspaceId, day);
        expect(await cells(workspaceId)).toBe(before);
        await refresh(workspaceId, true);
        expect(await cells(workspaceId)).toBe(before);
      }),
      { numRuns: 20 },
    );
  }, 120_000);

  test("leaves refresh and rebuild equal, whatever comes after", async () => {
    await fc.assert(
      fc.asyncProperty(changes, changes, async (sequence, later) => {
        const workspaceId = await freshWorkspace();
        await put(workspaceId, sequence);
        await drop(workspaceId, firstDay + 40);
        await put(workspaceId, later);
        await refresh(workspaceId);
        const refreshed = await dumpSnapshots(store, workspaceId);
        await refresh(workspaceId, true);
        expect(refreshed).toBe(await dumpSnapshots(store, workspaceId));
      }),
      { numRuns: 15 },
    );
  }, 120_000);

  test("keeps a lead as long as one of its opportunities goes on", async () => {
    const workspaceId = await freshWorkspace();
    await put(workspaceId, [
      lead("over", firstDay),
      lead("going", firstDay),
      opportunity("won", "over", firstDay + 1, firstDay + 2),
      opportunity("lost long ago", "going", firstDay + 1, firstDay + 2),
      opportunity("open", "going", firstDay + 1, null),
    ]);
    expect(await drop(workspaceId, firstDay + 30)).toMatchObject({ leads: 1, opportunities: 1 });
    expect(await countFacts(workspaceId)).toBe(3);
  });

  test("lets late facts of what was dropped change nothing, and drops them the next time", async () => {
    const workspaceId = await freshWorkspace();
    await put(workspaceId, [lead("L1", firstDay)]);
    await drop(workspaceId, firstDay + 30);
    const before = await cells(workspaceId);
    await put(workspaceId, [lead("L1", firstDay, firstDay + 5)]);
    await refresh(workspaceId);
    expect(await cells(workspaceId)).toBe(before);
    expect(await countFacts(workspaceId)).toBe(1);
    await drop(workspaceId, firstDay + 30);
    expect(await countFacts(workspaceId)).toBe(0);
  });

  test("lets a new opportunity keep what it has from a lead whose facts are gone", async () => {
    const workspaceId = await freshWorkspace();
    await put(workspaceId, [lead("L1", firstDay, firstDay + 1)]);
    await drop(workspaceId, firstDay + 30);
    await put(workspaceId, [opportunity("O1", "L1", firstDay + 40, firstDay + 50)]);
    await refresh(workspaceId);
    const { rows } = await sql`
      select acquisition_channel as channel, lead_created_day as created, lead_mql_day as mql
      from opportunity_journeys where workspace_id = ${workspaceId}`.execute(store);
    expect(rows).toEqual([{ channel: "Webinar", created: firstDay, mql: firstDay + 1 }]);
  });
});

describe("the workspace's setting", () => {
  test("keeps facts for good unless it names months", async () => {
    const workspaceId = await freshWorkspace();
    await put(workspaceId, [lead("L1", firstDay)]);
    expect(await dropOldFacts(store, { workspaceId, settings }, now)).toBeNull();
    expect(await countFacts(workspaceId)).toBe(1);
  });

  test("drops what was over before the month that lies so many months back, and readings stay", async () => {
    const workspaceId = await freshWorkspace();
    const old = lead("old", firstDay);
    const fresh = lead("fresh", 20_700, 20_705);
    await put(workspaceId, [old, opportunity("won", "old", firstDay + 3, firstDay + 9), fresh]);
    await refresh(workspaceId);
    const readings = () =>
      Promise.all(
        modes.map((mode) =>
          readKpis(store, {
            workspaceId,
            settings,
            names: kpiNames,
            range: { from: firstDay - 7, to: firstDay + 100 },
            grain: "week",
            mode,
            asOf: 20_780,
          }),
        ),
      );
    const before = await readings();
    const kept = { ...settings, keepFactsMonths: 13 };
    const dropped = await dropOldFacts(store, { workspaceId, settings: kept }, now);
    expect(dropped && formatDay(dropped.keptFrom)).toBe("2025-10-01");
    expect(dropped).toMatchObject({ leads: 1, opportunities: 1 });
    expect(await readings()).toEqual(before);
  });
});
