import { spawn } from "node:child_process";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { Kysely, PostgresDialect, sql } from "kysely";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Fact, FactKind } from "../../../src/funnel/facts.ts";
import { defaultSettings } from "../../../src/funnel/settings.ts";
import { openStore, type Store } from "../../../src/store/database.ts";
import { storeFacts } from "../../../src/store/facts.ts";
import type { Database } from "../../../src/store/schema.ts";
import { refreshSnapshots } from "../../../src/store/snapshots/refresh.ts";
import { addWorkspace } from "../../../src/store/workspaces.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";
import { dumpSnapshots } from "../../support/funnel-facts.ts";
import { changes } from "../../support/random-funnel.ts";
import { told } from "../../support/told-facts.ts";

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

async function freshWorkspace(): Promise<number> {
  return (await addWorkspace(store, { name: `workspace ${++made}` })).workspaceId;
}

const deliver = (workspaceId: number, [kind, fact]: readonly [FactKind, Fact]) =>
  storeFacts(store, { workspaceId, source: "test", kind, facts: [fact], now });

const refresh = (workspaceId: number, { rebuild = false, by = store } = {}) =>
  refreshSnapshots(by, { workspaceId, settings, now, rebuild });

/** Facts of every kind, some of which correct others: the same in every run. */
const facts = fc
  .sample(changes, { numRuns: 12, seed: 7 })
  .flat()
  .map((change, place) => told(change, place));

/** Which changes wait for a refresh. */
async function waiting(workspaceId: number): Promise<readonly unknown[]> {
  const { rows } = await sql`
    select entity, entity_id from fact_changes where workspace_id = ${workspaceId} order by 1, 2`.execute(
    store,
  );
  return rows;
}

/** A store of one connection that the server ends before the given statement, counted from 0. */
function storeThatEndsBefore(statement: number): Store {
  let count = 0;
  class EndingClient extends pg.Client {
    // biome-ignore lint/suspicious/noExplicitAny: pg's query has a dozen signatures; this passes them all on
    override query(...parameters: any[]): any {
      const pass = () => (super.query as (...all: unknown[]) => Promise<unknown>)(...parameters);
      if (count++ !== statement) return pass();
      const { processID } = this as unknown as { readonly processID: number };
      return sql`select pg_terminate_backend(${processID}, 5000)`.execute(store).then(pass);
    }
  }
  const pool = new pg.Pool({ connectionString: database.connectionString, Client: EndingClient, max: 1 });
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
}

describe("a refresh that is cut off", () => {
  test("before any of its statements changes nothing, and leaves what waited to the next", async () => {
    const workspaceId = await freshWorkspace();
    const [first, second] = [facts.slice(0, 150), facts.slice(150)];
    for (const fact of first) await deliver(workspaceId, fact);
    await refresh(workspaceId);
    for (const fact of second) await deliver(workspaceId, fact);
    const before = [await dumpSnapshots(store, workspaceId), await waiting(workspaceId)];
    expect(before[1]?.length).toBeGreaterThan(0);
    let cuts = 0;
    for (; ; cuts++) {
      const ending = storeThatEndsBefore(cuts);
      const outcome = await refresh(workspaceId, { by: ending }).then(
        () => "done",
        () => "cut off",
      );
      await ending.destroy();
      if (outcome === "done") break;
      // Whatever a cut left would still be there some cuts later.
      if (cuts % 8 !== 0) continue;
      expect([await dumpSnapshots(store, workspaceId), await waiting(workspaceId)]).toEqual(before);
    }
    expect(cuts).toBeGreaterThan(40);
    const refreshed = await dumpSnapshots(store, workspaceId);
    expect(refreshed).not.toBe(before[0]);
    await refresh(workspaceId, { rebuild: true });
    expect(refreshed).toBe(await dumpSnapshots(store, workspaceId));
  }, 120_000);
});

interface Instance {
  /** Its process on the server. */
  readonly serverProcess: number;
  kill(): Promise<void>;
}

/** Starts a process that refreshes on and on. */
async function startRefreshing(workspaceId: number): Promise<Instance> {
  const program = path.join(import.meta.dirname, "../../support/refresh-on.ts");
  const child = spawn(process.execPath, [program, database.connectionString, String(workspaceId)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const closed = new Promise((resolve) => child.once("close", resolve));
  const told = await new Promise<string>((resolve) => {
    child.stdout.once("data", (text: Buffer) => resolve(text.toString()));
  });
  return {
    serverProcess: Number(told),
    kill: async () => {
      child.kill("SIGKILL");
      await closed;
    },
  };
}

/** Gives the server's process that waits until it may write to a table. */
async function whoWaitsFor(table: string): Promise<number> {
  for (;;) {
    const { rows } = await sql<{ pid: number }>`
      select pid from pg_locks where relation = ${table}::regclass and not granted`.execute(store);
    if (rows[0]) return rows[0].pid;
    await sleep(5);
  }
}

/** Tables that every refresh writes to, in its order. */
const written = [
  "lead_journeys",
  "opportunity_journeys",
  "stage_stays",
  "content_use_journeys",
  "revenue_cells",
  "asset_cells",
  "snapshot_states",
];

describe("two instances that refresh amid imports and are killed in the middle", () => {
  test("leave what a rebuild gives", async () => {
    const workspaceId = await freshWorkspace();
    await refresh(workspaceId);
    const instances = [await startRefreshing(workspaceId), await startRefreshing(workspaceId)];
    const together = Math.ceil(facts.length / written.length);
    for (const [turn, table] of written.entries()) {
      const mine = facts.slice(turn * together, (turn + 1) * together);
      const imports = await store.transaction().execute(async (transaction) => {
        await sql`lock table ${sql.table(table)} in share mode`.execute(transaction);
        const delivered = Promise.all(mine.map((fact) => deliver(workspaceId, fact)));
        const waiting = await whoWaitsFor(table);
        const killed = instances.findIndex(({ serverProcess }) => serverProcess === waiting);
        expect(killed).not.toBe(-1);
        await instances[killed]?.kill();
        instances[killed] = await startRefreshing(workspaceId);
        return { delivered };
      });
      await imports.delivered;
    }
    for (const instance of instances) await instance.kill();
    await refresh(workspaceId);
    expect(await waiting(workspaceId)).toEqual([]);
    const refreshed = await dumpSnapshots(store, workspaceId);
    await refresh(workspaceId, { rebuild: true });
    expect(refreshed).toBe(await dumpSnapshots(store, workspaceId));
  }, 120_000);
});
