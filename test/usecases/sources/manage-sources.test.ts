import { inspect } from "node:util";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { secretBox } from "../../../src/secrets.ts";
import { sourceTypes } from "../../../src/sources/index.ts";
import { openStore, type Store } from "../../../src/store/database.ts";
import { addWorkspace, workspaceById } from "../../../src/store/workspaces.ts";
import { kpiFeeds } from "../../../src/usecases/sources/kpi-feeds.ts";
import { listSources } from "../../../src/usecases/sources/list-sources.ts";
import {
  addSource,
  checkSource,
  pauseSource,
  remapSource,
  removeSource,
  replaceSecrets,
} from "../../../src/usecases/sources/manage-sources.ts";
import type { SourceParts } from "../../../src/usecases/sources/open-source.ts";
import { sourceFindingsOf } from "../../../src/usecases/sources/source-findings.ts";
import { type SyncOutcome, startDueSyncs } from "../../../src/usecases/sources/sync-due.ts";
import { syncSource } from "../../../src/usecases/sources/sync-source.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";
import { createRemotePostgres, type RemotePostgres } from "../../support/remote-postgres.ts";

let database: TestDatabase;
let store: Store;
let remote: RemotePostgres;
let workspaceId: number;
let parts: SourceParts;
let made = 0;
let now = new Date("2026-11-24T09:00:00Z");
const key = new Uint8Array(32).fill(7);
const running = new AbortController().signal;

beforeAll(async () => {
  database = await createTestDatabase();
  store = openStore({ connectionString: database.connectionString });
  remote = await createRemotePostgres();
});
afterAll(async () => {
  await remote.drop();
  await store.destroy();
  await database.drop();
});
beforeEach(async () => {
  workspaceId = (await addWorkspace(store, { name: `managed ${++made}` })).workspaceId;
  now = new Date("2026-11-24T09:00:00Z");
  parts = { store, types: sourceTypes, secrets: () => secretBox([key]), clock: () => now, log: () => {} };
  await sql`update sources set paused = true`.execute(store);
  await remote.execute(`
    drop schema public cascade;
    create schema public;
    create table people (lead_id text, created_at date, mql_at date, updated_at timestamptz, email text, phone text, name text);
    create table deals (opportunity_id text, created_at date, lead_id text, stage text, amount numeric, closed_at date, outcome text, owner text);
    insert into people values ('1', '2026-03-01', '2026-03-04', '2026-03-04Z', 'maria@example.com', '+30 210 1234567', 'Maria Pappa');
    insert into deals values ('a', '2026-03-05', '1', 'Demo', 1200.5, '2026-04-01', 'Closed Won', 'Nikos Ioannou');`);
});

const mapping = `
source: postgres
every: 30 minutes
stages: [Demo, Offer]
facts:
  leads: { query: select * from people, cursor: updated_at }
  opportunities:
    query: select * from deals
    values: { outcome: { Closed Won: won } }
`;
const named = { name: "warehouse", timeZone: "UTC" };
const add = (change: Partial<Parameters<typeof addSource>[1]> = {}) =>
  addSource(parts, { ...named, workspaceId, mapping, secrets: { url: remote.url }, ...change });
const where = () => ({ ...named, workspaceId });
const sources = () => listSources(store, workspaceId);

describe("adding a source", () => {
  it("asks it first, and tells which KPIs it can feed", async () => {
    const { kinds } = await add();
    const feeds = Object.fromEntries(
      kpiFeeds(kinds).map(({ kpi, feeds: enough, missing }) => [kpi, enough || missing]),
    );
    expect(feeds).toEqual({
      "end-to-end": true,
      "cycle-time": true,
      "mql-to-opportunity": true,
      "opportunity-to-customer": true,
      "revenue-mix": ["leads.acquisition_channel or opportunities.acquisition_channel"],
      "content-used": ["content.published_at", "content-uses.used_at", "content-uses.used_by"],
      "revenue-per-account": ["opportunities.account_id"],
    });
    expect(await sources()).toMatchObject([
      { name: "warehouse", state: "new", everyMinutes: 30, checked: kinds },
    ]);
  });

  it("keeps its secrets encrypted, and bound to it", async () => {
    await add();
    const { rows } = await sql<{
      row: string;
    }>`select t::text as row from sources t where workspace_id = ${workspaceId}`.execute(store);
    expect(rows[0]?.row).not.toContain("postgres://");
    expect(rows[0]?.row).toContain("v1.");
    await sql`update sources set name = 'moved' where workspace_id = ${workspaceId}`.execute(store);
    await expect(checkSource(parts, { ...where(), name: "moved" })).rejects.toThrow();
  });

  it("teaches the workspace its stages, unless it knows some", async () => {
    await add();
    expect((await workspaceById(store, workspaceId))?.settings.stages).toEqual(["Demo", "Offer"]);
    await remapSource(parts, { ...where(), mapping: mapping.replace("[Demo, Offer]", "[Other]") });
    expect((await workspaceById(store, workspaceId))?.settings.stages).toEqual(["Demo", "Offer"]);
  });

  it.each<[string, Partial<Parameters<typeof addSource>[1]>, string]>([
    ["that does not answer", { secrets: { url: "postgres://a:b@127.0.0.1:1/x" } }, "source-unreachable"],
    ["without its secret", { secrets: {} }, "secret-missing"],
    ["with a secret that it does not have", { secrets: { url: "x", token: "y" } }, "unknown-secret"],
    ["with a name that is none", { name: "Our Warehouse" }, "bad-source-name"],
    ["whose mapping is wrong", { mapping: "source: postgres\n" }, "bad-mapping"],
    ["whose query is wrong", { mapping: mapping.replace("from people", "from persons") }, "bad-query"],
  ])("is refused with nothing stored: one %s", async (_, change, code) => {
    await expect(add(change)).rejects.toMatchObject({ code });
    expect(await sources()).toEqual([]);
  });

  it("needs a key for its secrets", async () => {
    parts = { ...parts, secrets: () => secretBox([]) };
    await expect(add()).rejects.toMatchObject({
      name: "UserError",
      message: expect.stringContaining("CONCORD_SECRET_KEY"),
    });
    expect(await sources()).toEqual([]);
  });

  it("is refused twice under one name", async () => {
    await add();
    await expect(add()).rejects.toMatchObject({ code: "source-exists" });
  });
});

describe("a source", () => {
  it("that gets another mapping is read anew", async () => {
    await add();
    expect(await syncSource(parts, where())).toMatchObject({ full: true, read: 2, inserted: 2 });
    expect(await syncSource(parts, where())).toMatchObject({ full: false, read: 2, unchanged: 2 });
    await remapSource(parts, {
      ...where(),
      mapping: mapping
        .replace("[Demo, Offer]\nfacts:", "[]\nfacts:")
        .replace("cursor: updated_at }", "cursor: updated_at, constants: { segment: EMEA } }"),
    });
    expect(await syncSource(parts, where())).toMatchObject({ updated: 1, unchanged: 1 });
  });

  it("can be given another secret, and be removed; its facts stay", async () => {
    await add();
    await syncSource(parts, where());
    await replaceSecrets(parts, where(), { url: "postgres://a:b@127.0.0.1:1/x" });
    await expect(syncSource(parts, where())).rejects.toMatchObject({ code: "source-unreachable" });
    await removeSource(parts, where());
    expect(await sources()).toEqual([]);
    await expect(removeSource(parts, where())).rejects.toMatchObject({ code: "unknown-source" });
    const { rows } = await sql`select lead_id from leads where workspace_id = ${workspaceId}`.execute(store);
    expect(rows).toEqual([{ lead_id: "1" }]);
  });

  it("keeps nothing personal, whatever its queries give", async () => {
    await add({
      mapping: mapping
        .replace(
          "outcome: { Closed Won: won } }",
          "outcome: { Closed Won: won } }\n    fields: { account_id: owner_mail }",
        )
        .replace("select * from deals", "select *, 'nikos@example.com' as owner_mail from deals"),
    });
    await remote.execute(
      "insert into people values ('eleni@example.com', '2026-03-01', null, now(), null, null, null), ('+30 6912345678', '2026-03-01', null, now(), null, null, null)",
    );
    expect(await syncSource(parts, where())).toMatchObject({ read: 4, inserted: 1, rejected: 3 });
    const { rows: tables } = await sql<{ name: string }>`
      select table_name as name from information_schema.tables where table_schema = 'public'`.execute(store);
    for (const { name } of tables) {
      const { rows } = await sql<{ row: string }>`select t::text as row from ${sql.table(name)} t`.execute(
        store,
      );
      const stored = rows
        .map(({ row }) => row)
        .join("\n")
        .replaceAll(/nikos@example\.com' as owner_mail/g, "");
      expect(stored, name).not.toMatch(/@example\.com|Maria|Pappa|Nikos|1234567|6912345678/);
    }
  });
});

describe("the doctor", () => {
  const said = async () =>
    (await sourceFindingsOf(store, { workspaceId, name: "ours" })).map(
      ({ state, what, next }) => `${state}: ${what}${next ? ` ${next}` : ""}`,
    );

  it("says nothing where there is no source", async () => {
    expect(await said()).toEqual([]);
  });

  it("says which KPIs the sources can feed together, and what is missing for the others", async () => {
    await add();
    await syncSource(parts, where());
    expect(await said()).toEqual([
      "ok: warehouse (postgres) of ours is fresh.",
      "warning: The sources of ours can feed end-to-end, cycle-time, mql-to-opportunity, opportunity-to-customer. " +
        "revenue-mix lacks leads.acquisition_channel or opportunities.acquisition_channel; " +
        "content-used lacks content.published_at and content-uses.used_at and content-uses.used_by; " +
        "revenue-per-account lacks opportunities.account_id. " +
        "Map what is missing (source map), or bring it from elsewhere: another source, HTTP, files.",
    ]);
    await add({
      name: "second",
      mapping:
        "source: postgres\nfacts:\n  content: { query: \"select 'a' as asset_id, 'A' as title, now() as published_at\" }\n" +
        "  content-uses: { query: \"select 'a' as asset_id, now() as used_at, 'sales' as used_by\" }\n" +
        "  leads: { query: \"select *, 'Web' as acquisition_channel from people\" }\n" +
        "  opportunities: { query: \"select *, 'x' as account_id from deals\", values: { outcome: { Closed Won: won } } }\n",
    });
    const [, , together] = await said();
    expect(together).toMatch(/^ok: The sources of ours can feed end-to-end, .*revenue-per-account\.$/);
    expect(await said()).toContain(
      "warning: second (postgres) of ours was never read. Read it: npm run -s concord -- source sync second",
    );
  });

  it("says what fails and since when, and what was rejected", async () => {
    await add();
    await remote.execute("insert into people values (null, '2026-03-01'), ('9', null)");
    await syncSource(parts, where());
    expect((await said())[0]).toMatch(/^warning: warehouse .* told 2 rows that were rejected; leads: /);
    await remote.execute("drop table deals");
    await expect(syncSource(parts, where())).rejects.toThrow();
    expect((await said())[0]).toMatch(
      /^problem: warehouse \(postgres\) of ours cannot be read since 2026-11-24T09:00Z: .*deals/,
    );
  });
});

describe("late edits", () => {
  it("are found as far back as the mapping looks, and beyond that by a full sync", async () => {
    await add({ mapping: mapping.replace("every: 30 minutes", "every: 30 minutes\nlook_back: 1 hour") });
    await remote.execute("insert into people values ('2', '2026-03-02', null, '2026-03-04 12:00Z')");
    await syncSource(parts, where());
    await remote.execute(`
      insert into people values ('late', '2026-03-02', null, '2026-03-04 11:30Z'), ('later', '2026-03-02', null, '2026-03-04 10:30Z')`);
    expect(await syncSource(parts, where())).toMatchObject({ full: false, inserted: 1 });
    expect(await syncSource(parts, { ...where(), full: true })).toMatchObject({ full: true, inserted: 1 });
  });
});

describe("a failure that quotes a row", () => {
  it("is kept without it", async () => {
    await remote.execute("update people set name = '2026'");
    await add({
      mapping: mapping.replace(
        "select * from people",
        "\"select lead_id, created_at, updated_at, to_date(name, 'YYYY') as mql_at from people\"",
      ),
    });
    await remote.execute("update people set name = 'Maria Pappa'");
    const failed = await syncSource(parts, where()).catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: "bad-query" });
    expect(`${inspect(failed)} ${JSON.stringify(await sources())}`).not.toMatch(/Mari|Pappa/);
  });
});

describe("a schedule", () => {
  const due = async () => {
    const outcomes: SyncOutcome[] = [];
    const syncs = startDueSyncs(parts, { signal: running, onOutcome: (outcome) => outcomes.push(outcome) });
    await syncs.look();
    await syncs.ended();
    return outcomes;
  };

  it("reads what is due, in its time, and brings the snapshots up to it", async () => {
    await add();
    expect(await due()).toMatchObject([
      { kind: "synced", workspaceId, report: { source: "warehouse", inserted: 2 } },
    ]);
    const { rows } =
      await sql`select count(*)::int as cells from cells where workspace_id = ${workspaceId}`.execute(store);
    expect(rows).not.toEqual([{ cells: 0 }]);
    now = new Date("2026-11-24T09:29:00Z");
    expect(await due()).toEqual([]);
    now = new Date("2026-11-24T09:30:00Z");
    expect(await due()).toMatchObject([{ kind: "synced", report: { unchanged: 2, full: false } }]);
    expect(await sources()).toMatchObject([
      { state: "fresh", rows: 2, nextSync: new Date("2026-11-24T10:00:00Z") },
    ]);
  });

  it("tries a failing source again, later with each failure, and says since when it fails", async () => {
    await add();
    await remote.execute("drop table deals");
    const attempts: string[] = [];
    for (let minute = 0; minute <= 60; minute++) {
      now = new Date(Date.parse("2026-11-24T09:00:00Z") + minute * 60_000);
      if ((await due()).some(({ kind }) => kind === "failed")) attempts.push(now.toISOString().slice(11, 16));
    }
    expect(attempts).toEqual(["09:00", "09:05", "09:15", "09:35"]);
    expect(await sources()).toMatchObject([
      {
        state: "failing",
        failingSince: new Date("2026-11-24T09:00:00Z"),
        error: { code: "bad-query" },
        lastSuccess: null,
      },
    ]);
    await remote.execute("create table deals (opportunity_id text, created_at date)");
    now = new Date("2026-11-24T11:00:00Z");
    expect(await due()).toMatchObject([{ kind: "synced" }]);
    expect(await sources()).toMatchObject([{ state: "fresh", error: null, failingSince: null }]);
  });

  it("holds no source up for another, and leaves a paused one alone", async () => {
    await add();
    await add({ name: "broken" });
    await replaceSecrets(parts, { workspaceId, name: "broken" }, { url: "postgres://a:b@127.0.0.1:1/x" });
    await add({ name: "paused" });
    await pauseSource(parts, { workspaceId, name: "paused" }, true);
    expect((await due()).map(({ kind }) => kind).sort()).toEqual(["failed", "synced"]);
    expect((await sources()).map(({ name, state }) => [name, state])).toEqual([
      ["broken", "failing"],
      ["paused", "paused"],
      ["warehouse", "fresh"],
    ]);
  });
});
