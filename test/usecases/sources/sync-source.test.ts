import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Fact } from "../../../src/funnel/facts.ts";
import { defaultSettings } from "../../../src/funnel/settings.ts";
import { secretBox } from "../../../src/secrets.ts";
import { openStore, type Store } from "../../../src/store/database.ts";
import { refreshSnapshots } from "../../../src/store/snapshots/refresh.ts";
import { changeSource, findStoredSource, insertSource } from "../../../src/store/sources.ts";
import { addWorkspace } from "../../../src/store/workspaces.ts";
import type { SourceParts } from "../../../src/usecases/sources/open-source.ts";
import { type SyncRequest, syncSource } from "../../../src/usecases/sources/sync-source.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";
import { dumpSnapshots } from "../../support/funnel-facts.ts";
import { listedSource, type Script } from "../../support/listed-source.ts";

let database: TestDatabase;
let store: Store;
let workspaceId: number;
let made = 0;
let script: Script;
let parts: SourceParts;
const now = new Date("2026-11-24T09:00:00Z");

beforeAll(async () => {
  database = await createTestDatabase();
  store = openStore({ connectionString: database.connectionString });
});
afterAll(async () => {
  await store.destroy();
  await database.drop();
});
beforeEach(async () => {
  workspaceId = (await addWorkspace(store, { name: `sources ${++made}` })).workspaceId;
  script = { batches: [], asked: [] };
  parts = {
    store,
    types: [listedSource(script)],
    secrets: () => secretBox([]),
    clock: () => now,
    log: () => {},
  };
  await insertSource(store, {
    workspaceId,
    name: "crm",
    type: "listed",
    mapping: "source: listed\n",
    secrets: {},
    everyMinutes: 15,
  });
});

const sync = (request: Partial<SyncRequest> = {}) =>
  syncSource(parts, { workspaceId, timeZone: "UTC", name: "crm", ...request });
const source = async () => (await findStoredSource(store, workspaceId, "crm")) ?? expect.fail("no source");
const day = (iso: string) => ({ type: "local-day", iso }) as const;
const lead = (id: string, created: string, fields: Fact = {}): Fact => ({
  lead_id: id,
  created_at: day(created),
  ...fields,
});
const deal = (id: string, created: string, fields: Fact = {}): Fact => ({
  opportunity_id: id,
  created_at: day(created),
  outcome: "open",
  closed_at: null,
  ...fields,
});
const leads = async () =>
  (
    await sql<{ id: string; created: string; mql: string | null }>`
      select lead_id as id, (created_at at time zone 'UTC')::date::text as created,
        (mql_at at time zone 'UTC')::date::text as mql
      from leads where workspace_id = ${workspaceId} order by 1`.execute(store)
  ).rows;
const ids = async () => (await leads()).map(({ id }) => id);

/** Refreshes, and gives the snapshots once they are seen to be what a rebuild gives. */
async function snapshots(): Promise<string> {
  const request = { workspaceId, settings: defaultSettings, now };
  await refreshSnapshots(store, request);
  const refreshed = await dumpSnapshots(store, workspaceId);
  await refreshSnapshots(store, { ...request, rebuild: true });
  expect(refreshed).toBe(await dumpSnapshots(store, workspaceId));
  return refreshed;
}

describe("a sync", () => {
  it("stores each batch with its cursor, and the next one goes on from there", async () => {
    script.batches = [
      { facts: { leads: [lead("1", "2026-03-01")] } },
      { facts: { leads: [lead("2", "2026-03-02")], opportunities: [deal("a", "2026-03-03")] } },
    ];
    expect(await sync()).toMatchObject({ full: true, read: 3, inserted: 3, updated: 0, rejected: 0 });
    script.batches = [
      ...script.batches,
      { facts: { leads: [lead("1", "2026-02-01"), lead("3", "2026-03-04")] } },
    ];
    expect(await sync()).toMatchObject({ full: false, read: 2, inserted: 1, updated: 1 });
    expect(await ids()).toEqual(["1", "2", "3"]);
    expect(script.asked).toMatchObject([
      { cursor: null, full: true },
      { cursor: { place: 2 }, full: false, lookBack: 3_600_000 },
    ]);
  });

  it("that breaks off has stored whole batches, and the next one goes on after them", async () => {
    let breaks = true;
    script.batches = [
      { facts: { leads: [lead("1", "2026-03-01")] } },
      () => {
        if (breaks) throw new Error("the line was cut");
      },
      { facts: { leads: [lead("2", "2026-03-02")] } },
    ];
    await expect(sync()).rejects.toThrow("the line was cut");
    expect(await ids()).toEqual(["1"]);
    expect(await source()).toMatchObject({
      cursor: { place: 1 },
      failures: 1,
      failingSince: now,
      error: { code: "failed", what: "the line was cut" },
    });
    breaks = false;
    expect(await sync()).toMatchObject({ full: true, inserted: 1 });
    expect(await ids()).toEqual(["1", "2"]);
    expect(script.asked[1]).toMatchObject({ cursor: { place: 1 }, full: true });
    expect(await source()).toMatchObject({ failures: 0, error: null, failingSince: null, finishedAt: now });
  });

  it("stores nothing of a batch that cannot be stored whole", async () => {
    script.batches = [
      { facts: { leads: [lead("1", "2026-03-01")] } },
      {
        facts: {
          leads: [lead("2", "2026-03-02")],
          visits: [{ day: day("2026-03-01"), acquisition_channel: "x", visitors: "many" }],
        },
      },
    ];
    await expect(sync()).rejects.toThrow(/bigint/);
    expect(await ids()).toEqual(["1"]);
    expect(await source()).toMatchObject({ cursor: { place: 1 } });
  });

  it("takes its turn: a second one of the same source says so", async () => {
    let second: unknown;
    script.batches = [
      async () => {
        second = await sync().catch((error: unknown) => error);
      },
      { facts: { leads: [lead("1", "2026-03-01")] } },
    ];
    await sync();
    expect(second).toMatchObject({ code: "sync-running" });
    expect(await source()).toMatchObject({ failures: 0 });
  });

  it("stops before a batch that belongs to a configuration which is no more", async () => {
    script.batches = [
      { facts: { leads: [lead("1", "2026-03-01")] } },
      () => changeSource(store, { workspaceId, name: "crm" }, { anew: true }),
      { facts: { leads: [lead("2", "2026-03-02")] } },
    ];
    await expect(sync()).rejects.toMatchObject({ code: "source-changed" });
    expect(await ids()).toEqual(["1"]);
    expect(await source()).toMatchObject({ cursor: null });
  });

  it("that is told to end early ends after a whole batch, and did not fail", async () => {
    const ending = new AbortController();
    script.batches = [
      () => ending.abort(),
      { facts: { leads: [lead("1", "2026-03-01")] } },
      { facts: { leads: [lead("2", "2026-03-02")] } },
    ];
    await expect(sync({ signal: ending.signal })).rejects.toMatchObject({ name: "AbortError" });
    expect(await ids()).toEqual(["1"]);
    expect(await source()).toMatchObject({ failures: 0, cursor: { place: 1 } });
  });

  it("records how fresh the source is, though it had nothing new", async () => {
    script.batches = [{ facts: { leads: [] } }];
    await sync();
    const { rows } = await sql`
      select source, kind, received_at, latest_fact_at from source_deliveries
      where workspace_id = ${workspaceId}`.execute(store);
    expect(rows).toEqual([{ source: "crm", kind: "leads", received_at: now, latest_fact_at: null }]);
  });

  it("counts refused rows by reason, and keeps nothing of them but an id", async () => {
    const refused = (row: string) => ({
      kind: "leads" as const,
      row,
      field: "created_at",
      reason: `"${row} of May" is not an ISO 8601 date`,
    });
    script.batches = [
      { facts: { leads: [lead("1", "2026-03-01")] }, rejected: [refused("7"), refused("8")] },
      { facts: { opportunities: [deal("a", "2026-03-01"), deal("a", "2026-03-02")] } },
    ];
    const report = await sync();
    expect(report).toMatchObject({ read: 5, inserted: 2, rejected: 3 });
    expect((await source()).rejected).toEqual([
      {
        kind: "leads",
        field: "created_at",
        row: "7",
        count: 2,
        reason: '"…" is not an ISO 8601 date',
      },
      expect.objectContaining({ kind: "opportunities", row: "a", count: 1 }),
    ]);
  });
});

describe("what a source no longer has", () => {
  it("leaves the snapshots with all that it meant", async () => {
    script.batches = [{ facts: { leads: [lead("1", "2026-03-01", { mql_at: day("2026-03-02") })] } }];
    await sync();
    const before = await snapshots();
    const touch = { touch_id: "t", lead_id: "2", touched_at: day("2026-03-05") };
    const use = {
      use_id: "u",
      asset_id: "x",
      used_at: day("2026-03-05"),
      used_by: "sales",
      opportunity_id: "a",
    };
    script.batches = [
      ...script.batches,
      {
        facts: {
          leads: [lead("2", "2026-03-01", { mql_at: day("2026-03-02") })],
          opportunities: [
            deal("a", "2026-03-03", {
              lead_id: "2",
              amount: "10",
              outcome: "won",
              closed_at: day("2026-03-09"),
            }),
          ],
          "stage-changes": [{ opportunity_id: "a", stage: "Demo", entered_at: day("2026-03-04") }],
          "sales-touches": [touch],
          content: [{ asset_id: "x", title: "Deck", published_at: day("2026-01-01") }],
          "content-uses": [use],
        },
      },
    ];
    await sync();
    expect(await snapshots()).not.toBe(before);
    script.batches = [
      ...script.batches,
      {
        facts: {},
        gone: [
          { kind: "leads", id: "2" },
          { kind: "opportunities", id: "a" },
          { kind: "content", id: "x" },
          { kind: "content-uses", id: "u" },
          { kind: "leads", id: "never known" },
        ],
      },
    ];
    expect(await sync()).toMatchObject({ removed: 4 });
    expect(await snapshots()).toBe(before);
  });

  it("is found by a full read, also one that was cut off and went on", async () => {
    const tells = (...told: string[]) => ({ facts: { leads: told.map((id) => lead(id, "2026-03-01")) } });
    script.batches = [tells("1", "2", "3"), { facts: {}, complete: ["leads"] }];
    await sync();
    await sql`insert into leads (workspace_id, lead_id, created_at, source) values (${workspaceId}, 'of a file', now(), 'file')`.execute(
      store,
    );
    let breaks = true;
    script.batches = [
      tells("1"),
      () => {
        if (breaks) throw new Error("cut");
      },
      tells("3"),
      { facts: {}, complete: ["leads"] },
    ];
    await expect(sync({ full: true })).rejects.toThrow("cut");
    breaks = false;
    expect(await sync()).toMatchObject({ full: true, removed: 1 });
    expect(await ids()).toEqual(["1", "3", "of a file"]);
    await snapshots();
    const { rows } = await sql`select from source_seen_facts`.execute(store);
    expect(rows).toEqual([]);
  });

  it("is not asked of an incremental read", async () => {
    script.batches = [{ facts: { leads: [lead("1", "2026-03-01")] } }];
    await sync();
    script.batches = [...script.batches, { facts: {}, complete: ["leads"] }];
    expect(await sync()).toMatchObject({ full: false, removed: 0 });
    expect(await ids()).toEqual(["1"]);
  });
});

describe("ids that were merged", () => {
  it("are one row with the earliest dates, whatever the source dates it later", async () => {
    script.batches = [
      {
        facts: {
          leads: [
            lead("old", "2026-02-01", { mql_at: day("2026-02-09") }),
            lead("new", "2026-03-01", { mql_at: null }),
          ],
          opportunities: [deal("a", "2026-03-03", { lead_id: "old" })],
          "sales-touches": [{ touch_id: "t", lead_id: "old", touched_at: day("2026-02-10") }],
        },
      },
    ];
    await sync();
    await snapshots();
    const one = { id: "new", created: "2026-02-01", mql: "2026-02-09" };
    script.batches = [
      ...script.batches,
      { facts: {}, merges: [{ kind: "leads", from: "old", into: "new" }] },
    ];
    expect(await sync()).toMatchObject({ merged: 1 });
    expect(await leads()).toEqual([one]);
    const dump = await snapshots();
    // Told again by the source, later and under either id.
    const again = {
      facts: {
        leads: [lead("new", "2026-03-01", { mql_at: day("2026-03-09") }), lead("old", "2026-02-01")],
        opportunities: [deal("a", "2026-03-03", { lead_id: "old" })],
      },
    };
    script.batches = [...script.batches, again];
    expect(await sync()).toMatchObject({ read: 3, inserted: 0, updated: 0, unchanged: 3 });
    expect(await leads()).toEqual([one]);
    expect(await snapshots()).toBe(dump);
  });

  it("may be merged before either is known, and in chains", async () => {
    script.batches = [
      {
        facts: {},
        merges: [
          { kind: "leads", from: "1", into: "2" },
          { kind: "leads", from: "2", into: "3" },
        ],
      },
      { facts: { leads: [lead("3", "2026-03-03"), lead("1", "2026-01-01", { mql_at: day("2026-01-02") })] } },
      { facts: { leads: [lead("3", "2026-03-03")] } },
    ];
    await sync();
    expect(await leads()).toEqual([{ id: "3", created: "2026-01-01", mql: "2026-01-02" }]);
    await snapshots();
  });

  it("take an opportunity's stage changes and content uses along", async () => {
    script.batches = [
      {
        facts: {
          opportunities: [deal("a", "2026-03-01", { account_id: "x" }), deal("b", "2026-03-05")],
          "stage-changes": [
            { opportunity_id: "a", stage: "Demo", entered_at: day("2026-03-06") },
            { opportunity_id: "b", stage: "Demo", entered_at: day("2026-03-06") },
            { opportunity_id: "a", stage: "Offer", entered_at: day("2026-03-08") },
          ],
          "content-uses": [{ use_id: "u", asset_id: "x", used_at: day("2026-03-07"), opportunity_id: "a" }],
        },
      },
      { facts: {}, merges: [{ kind: "opportunities", from: "a", into: "b" }] },
    ];
    await sync();
    const { rows } = await sql`
      select o.opportunity_id, account_id, (o.created_at at time zone 'UTC')::date::text as created,
        (select count(*)::integer from stage_changes s where s.workspace_id = o.workspace_id and s.opportunity_id = o.opportunity_id) as stages,
        (select count(*)::integer from content_uses u where u.workspace_id = o.workspace_id and u.opportunity_id = o.opportunity_id) as uses
      from opportunities o where workspace_id = ${workspaceId}`.execute(store);
    expect(rows).toEqual([
      { opportunity_id: "b", account_id: "x", created: "2026-03-01", stages: 2, uses: 1 },
    ]);
    await snapshots();
  });
});
