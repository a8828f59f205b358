import type { Kysely } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { down, up } from "../../../migrations/0025_told_weeks.ts";
import { dayOf, formatDay } from "../../../src/funnel/calendar.ts";
import { kpiNames } from "../../../src/funnel/readings.ts";
import { defaultSettings as settings } from "../../../src/funnel/settings.ts";
import { openStore, type Store } from "../../../src/store/database.ts";
import { refreshSnapshots } from "../../../src/store/snapshots/refresh.ts";
import { addWorkspace } from "../../../src/store/workspaces.ts";
import { readKpis } from "../../../src/usecases/read-kpis.ts";
import { generateFunnel } from "../../bench/generated-funnel.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";
import { dumpSnapshots } from "../../support/funnel-facts.ts";

const asOf = dayOf(2026, 11, 24);
const now = new Date("2026-11-24T09:00:00Z");

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

test("a database of the version before answers from days, until its next refresh has made the weeks", async () => {
  const { workspaceId } = await addWorkspace(store, { name: "since long" });
  await generateFunnel(store, { workspaceId, leads: 3000, days: 400, endDay: formatDay(asOf) });
  const refresh = () => refreshSnapshots(store, { workspaceId, settings, now });
  const range = { from: asOf - 1 - 30 * 7, to: asOf - 1 };
  const readings = () =>
    readKpis(store, { workspaceId, settings, names: kpiNames, range, grain: "week", mode: "cohort", asOf });
  await refresh();
  const snapshots = await dumpSnapshots(store, workspaceId);
  const answered = await readings();
  const schema = store as unknown as Kysely<unknown>;
  await down(schema);
  await up(schema);
  expect(await dumpSnapshots(store, workspaceId)).not.toBe(snapshots);
  expect(await readings()).toEqual(answered);
  expect((await refresh()).kind).toBe("refreshed");
  expect(await dumpSnapshots(store, workspaceId)).toBe(snapshots);
  expect(await readings()).toEqual(answered);
});
