import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Settings } from "../../../src/funnel/settings.ts";
import { defaultSettings } from "../../../src/funnel/settings.ts";
import { secretBox } from "../../../src/secrets.ts";
import { sourceTypes } from "../../../src/sources/index.ts";
import { sqlConfig } from "../../../src/sources/sql/config.ts";
import { postgresSource } from "../../../src/sources/sql/index.ts";
import { openStore, type Store } from "../../../src/store/database.ts";
import { addWorkspace } from "../../../src/store/workspaces.ts";
import { rebuild, refresh } from "../../../src/usecases/refresh.ts";
import { addSource, removeSource } from "../../../src/usecases/sources/manage-sources.ts";
import type { SourceParts } from "../../../src/usecases/sources/open-source.ts";
import { syncSource } from "../../../src/usecases/sources/sync-source.ts";
import { dumpCells } from "../../support/cell-dump.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";
import { changes } from "../../support/random-funnel.ts";
import { createRemotePostgres, type RemotePostgres } from "../../support/remote-postgres.ts";
import { postgresWords, warehouseMapping, warehouseStatements } from "../../support/warehouse.ts";

let database: TestDatabase;
let store: Store;
let remote: RemotePostgres;
let parts: SourceParts;
let made = 0;
const now = new Date("2026-11-24T09:00:00Z");

beforeAll(async () => {
  database = await createTestDatabase();
  store = openStore({ connectionString: database.connectionString });
  remote = await createRemotePostgres();
  const box = secretBox([new Uint8Array(32).fill(3)]);
  parts = { store, types: sourceTypes, secrets: () => box, clock: () => now, log: () => {} };
});
afterAll(async () => {
  await remote.drop();
  await store.destroy();
  await database.drop();
});

/** The cells of the warehouse, either way. */
async function cellsBy(compute: "facts" | "cells", settings: Settings) {
  const workspace = await addWorkspace(store, { name: `cells ${++made}`, settings });
  const where = { workspaceId: workspace.workspaceId, name: "warehouse", timeZone: settings.timeZone };
  await addSource(parts, {
    ...where,
    mapping: warehouseMapping("postgres", compute),
    secrets: { url: remote.url },
  });
  const report = await syncSource(parts, where);
  await refresh(store, workspace, now);
  return { workspace, where, report, dump: await dumpCells(store, workspace.workspaceId) };
}

describe("cells that PostgreSQL computes where the data is", () => {
  it("are the very cells that are made of imported facts, whatever the history", async () => {
    const settings = fc.record({
      timeZone: fc.constantFrom("Europe/Athens", "America/Los_Angeles", "UTC"),
      stages: fc.constantFrom<string[]>([], ["Demo", "Offer", "Talks"], ["Talks", "Demo"]),
    });
    await fc.assert(
      fc.asyncProperty(changes, settings, async (history, chosen) => {
        await remote.execute(warehouseStatements(history, postgresWords).join("\n"));
        const here = await cellsBy("facts", { ...defaultSettings, ...chosen });
        const there = await cellsBy("cells", { ...defaultSettings, ...chosen });
        expect(here.report.rejections.filter(({ field }) => field !== "lead_id")).toEqual([]);
        expect(there.report.read).toBe(0);
        expect(there.dump).toBe(here.dump);
      }),
      { numRuns: 10 },
    );
  }, 180_000);

  it("stay when facts change here, until the source is removed", async () => {
    const lead = {
      id: "L1",
      created: 20_000,
      channel: "Webinar",
      segment: null,
      mql: 20_003,
      sql: null,
      disqualified: null,
    };
    await remote.execute(warehouseStatements([{ put: "lead", fact: lead }], postgresWords).join("\n"));
    const { workspace, where, dump } = await cellsBy("cells", defaultSettings);
    await rebuild(store, workspace, now);
    expect(await dumpCells(store, workspace.workspaceId)).toBe(dump);
    expect(dump).toContain("created-leads:warehouse");
    await removeSource(parts, where);
    await refresh(store, workspace, now);
    expect((await dumpCells(store, workspace.workspaceId)).trim()).toBe("");
  });

  it("are of one moment, though the database changes while they are read", async () => {
    await remote.execute(`
      drop table if exists bids;
      create table bids (opportunity_id text, created_at timestamptz, closed_at timestamptz, outcome text, amount numeric);
      insert into bids values ('O1', '2026-03-01Z', '2026-03-05Z', 'won', 100)`);
    const source = postgresSource.open(
      sqlConfig.parse({ compute: "cells", facts: { opportunities: { query: "select * from bids" } } }),
      { secrets: { url: remote.url }, timeZone: "UTC", clock: () => now, log: () => {} },
    );
    const cells = await source.cells?.({ source: "bids", timeZone: "UTC", currency: "EUR", stages: [] });
    for await (const _ of cells?.cells() ?? []);
    await remote.execute("insert into bids values ('O2', '2026-03-02Z', '2026-03-06Z', 'won', 50)");
    const wins: number[] = [];
    for await (const some of cells?.wins() ?? []) wins.push(...some.map((win) => win.wins));
    await source.close();
    expect(wins).toEqual([1]);
  });

  it("need real dates: a text is not guessed", async () => {
    const workspace = await addWorkspace(store, { name: `cells ${++made}` });
    await remote.execute(
      "create table texts (lead_id text, created_at text); insert into texts values ('1', '2026-03-01')",
    );
    await addSource(parts, {
      workspaceId: workspace.workspaceId,
      name: "texts",
      timeZone: "UTC",
      mapping: "source: postgres\ncompute: cells\nfacts: { leads: { query: select * from texts } }",
      secrets: { url: remote.url },
    });
    await expect(
      syncSource(parts, { workspaceId: workspace.workspaceId, name: "texts", timeZone: "UTC" }),
    ).rejects.toMatchObject({ code: "bad-mapping", message: expect.stringContaining("Cast it") });
  });
});
