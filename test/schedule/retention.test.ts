import { sql } from "kysely";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { kpiNames } from "../../src/funnel/readings.ts";
import { defaultSettings } from "../../src/funnel/settings.ts";
import { createLog } from "../../src/log.ts";
import { startSchedule } from "../../src/schedule/start.ts";
import { openStore, type Store } from "../../src/store/database.ts";
import { addWorkspace, saveSettings } from "../../src/store/workspaces.ts";
import { readKpis } from "../../src/usecases/read-kpis.ts";
import { refresh } from "../../src/usecases/refresh.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { storeSmallFunnel } from "../support/small-funnel.ts";

let database: TestDatabase;
let store: Store;

beforeAll(async () => {
  database = await createTestDatabase();
  store = openStore(database);
});
afterAll(async () => {
  await store.destroy();
  await database.drop();
});

async function leadsOf(workspaceId: number): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::integer as n from leads where workspace_id = ${workspaceId}`.execute(store);
  return rows[0]?.n ?? 0;
}

test("each day the facts go that a workspace no longer keeps, with no command, and its readings stay", async () => {
  const now = new Date("2030-05-06T09:00:00Z");
  const workspace = async (name: string, keepFactsMonths: number | null) => {
    const { workspaceId } = await addWorkspace(store, { name });
    const settings = { ...defaultSettings, keepFactsMonths };
    await saveSettings(store, workspaceId, settings);
    await storeSmallFunnel(store, workspaceId, 20_600, now);
    await refresh(store, { workspaceId, settings }, now);
    return { workspaceId, settings };
  };
  const [forGood, forAYear] = [await workspace("for good", null), await workspace("for a year", 13)];
  const readings = () => {
    const range = { from: 20_000, to: 22_000 };
    return readKpis(store, {
      ...forAYear,
      names: kpiNames,
      range,
      grain: "quarter",
      mode: "cohort",
      asOf: 22_040,
    });
  };
  const before = await readings();
  expect(before.some(({ denominator }) => (denominator ?? 0) > 0)).toBe(true);
  const schedule = await startSchedule({
    ...database,
    clientOf: async () => null,
    renderer: { render: () => Promise.reject(new Error("nothing is drawn here")) },
    log: createLog({ level: "silent" }),
    now: () => now,
  });
  try {
    await vi.waitFor(async () => expect(await leadsOf(forAYear.workspaceId)).toBeLessThan(100), 20_000);
  } finally {
    await schedule.stop();
  }
  expect(await leadsOf(forGood.workspaceId)).toBe(600);
  expect(await readings()).toEqual(before);
}, 60_000);
