import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { defaultSettings, type Settings } from "../../src/funnel/settings.ts";
import { secretBox } from "../../src/secrets.ts";
import { sourceTypes } from "../../src/sources/index.ts";
import { openStore, type Store } from "../../src/store/database.ts";
import { addWorkspace } from "../../src/store/workspaces.ts";
import { refresh } from "../../src/usecases/refresh.ts";
import { addSource } from "../../src/usecases/sources/manage-sources.ts";
import type { SourceParts } from "../../src/usecases/sources/open-source.ts";
import { syncSource } from "../../src/usecases/sources/sync-source.ts";
import { dumpCells } from "../support/cell-dump.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { changes } from "../support/random-funnel.ts";
import { type WarehouseWords, warehouseMapping, warehouseStatements } from "../support/warehouse.ts";
import { type ClickHouseEngine, startClickHouse } from "./engine.ts";

let database: TestDatabase;
let store: Store;
let engine: ClickHouseEngine;
let parts: SourceParts;
let made = 0;
const now = new Date("2026-11-24T09:00:00Z");

const words: WarehouseWords = {
  table: (name, columns) =>
    `drop table if exists ${name}; create table ${name} (${Object.entries(columns)
      .map(
        ([column, type]) =>
          `${column} Nullable(${{ text: "String", time: "DateTime64(3, 'Asia/Tokyo')", day: "Date", amount: "Decimal(20, 4)" }[type]})`,
      )
      .join(", ")}) engine = Memory;`,
  text: (value) => (value === null ? "null" : `'${value}'`),
  time: (iso) => (iso === null ? "null" : `parseDateTime64BestEffort('${iso}', 3)`),
  day: (iso) => (iso === null ? "null" : `toDate('${iso}')`),
};

beforeAll(async () => {
  engine = await startClickHouse();
  database = await createTestDatabase();
  store = openStore({ connectionString: database.connectionString });
  const box = secretBox([new Uint8Array(32).fill(3)]);
  parts = { store, types: sourceTypes, secrets: () => box, clock: () => now, log: () => {} };
});
afterAll(async () => {
  await store.destroy();
  await database.drop();
  await engine.close();
});

function fill(statements: readonly string[]): void {
  for (const statement of statements.flatMap((each) => each.split(";"))) {
    if (statement.trim() !== "") engine.execute(statement);
  }
}

async function add(mapping: string, settings: Settings = defaultSettings) {
  const workspace = await addWorkspace(store, { name: `clickhouse ${++made}`, settings });
  const where = { workspaceId: workspace.workspaceId, name: "warehouse", timeZone: settings.timeZone };
  await addSource(parts, { ...where, mapping, secrets: { url: engine.url } });
  return { workspace, where };
}

async function cellsBy(compute: "facts" | "cells", settings: Settings) {
  const { workspace, where } = await add(warehouseMapping("clickhouse", compute), settings);
  await syncSource(parts, where);
  await refresh(store, workspace, now);
  return dumpCells(store, workspace.workspaceId);
}

describe("ClickHouse", () => {
  it("computes the very cells that are made of the facts which are imported from it", async () => {
    const settings = fc.record({
      timeZone: fc.constantFrom("Europe/Athens", "America/Los_Angeles", "UTC"),
      stages: fc.constantFrom<string[]>([], ["Demo", "Offer", "Talks"], ["Talks", "Demo"]),
    });
    await fc.assert(
      fc.asyncProperty(changes, settings, async (history, chosen) => {
        fill(warehouseStatements(history, words));
        const here = await cellsBy("facts", { ...defaultSettings, ...chosen });
        expect(await cellsBy("cells", { ...defaultSettings, ...chosen })).toBe(here);
      }),
      { numRuns: Number(process.env.RUNS ?? 8), endOnFailure: true },
    );
  });

  it("is read on from the cursor, with a look back, and gives exact values", async () => {
    fill([
      "drop table if exists visits; create table visits (day Date, channel LowCardinality(String), n UInt64, at DateTime('Asia/Tokyo')) engine = MergeTree order by day;",
      "insert into visits values ('2026-03-01', 'x', 5, toDateTime('2026-03-01 10:00:00', 'UTC')), ('2026-03-02', 'x', 18446744073709, toDateTime('2026-03-02 10:00:00', 'UTC'));",
    ]);
    const { where } = await add(`
source: clickhouse
look_back: 1 hour
facts:
  visits: { query: select * from visits, cursor: at, fields: { acquisition_channel: channel, visitors: n } }`);
    expect(await syncSource(parts, where)).toMatchObject({ read: 2, inserted: 2 });
    fill([
      "insert into visits values ('2026-03-03', 'x', 7, toDateTime('2026-03-02 09:30:00', 'UTC')), ('2026-03-04', 'x', 8, toDateTime('2026-03-02 08:00:00', 'UTC'));",
    ]);
    expect(await syncSource(parts, where)).toMatchObject({ read: 2, inserted: 1, unchanged: 1 });
    expect(await syncSource(parts, { ...where, full: true })).toMatchObject({ read: 4, inserted: 1 });
    const rows = await store
      .selectFrom("visits")
      .select("visitors")
      .where("workspace_id", "=", where.workspaceId)
      .orderBy("day")
      .execute();
    expect(rows.map(({ visitors }) => visitors)).toEqual(["5", "18446744073709", "7", "8"]);
    expect(engine.asked.at(-1)).toContain("order by");
  });

  it("says what is wrong with a query", async () => {
    await expect(add("source: clickhouse\nfacts: { leads: { query: select nope } }")).rejects.toMatchObject({
      code: "bad-query",
      message: expect.stringContaining("nope"),
    });
  });
});
