import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cellsOf } from "../../../src/funnel/cells.ts";
import type { Fact, FactKind } from "../../../src/funnel/facts.ts";
import { defaultSettings } from "../../../src/funnel/settings.ts";
import { openStore, type Store } from "../../../src/store/database.ts";
import { storeFacts } from "../../../src/store/facts.ts";
import { loadSnapshots } from "../../../src/store/snapshots/load.ts";
import { refreshSnapshots } from "../../../src/store/snapshots/refresh.ts";
import { addWorkspace } from "../../../src/store/workspaces.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";
import { dumpSnapshots } from "../../support/funnel-facts.ts";
import { changes } from "../../support/random-funnel.ts";
import { localDay, told } from "../../support/told-facts.ts";

const settings = defaultSettings;
const now = new Date("2026-11-24T09:00:00Z");

/** Stores of their own, as instances on several machines have. */
let instances: readonly Store[];
let database: TestDatabase;
let made = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  instances = Array.from({ length: 4 }, () => openStore({ ...database, connections: 3 }));
});

afterAll(async () => {
  for (const store of instances) await store.destroy();
  await database.drop();
});

async function freshWorkspace(): Promise<number> {
  const [store] = instances;
  if (!store) throw new Error("no instance was opened");
  return (await addWorkspace(store, { name: `workspace ${++made}` })).workspaceId;
}

const deliver = (store: Store, workspaceId: number, [kind, fact]: readonly [FactKind, Fact]) =>
  storeFacts(store, { workspaceId, source: "test", kind, facts: [fact], now });

const refresh = (store: Store, workspaceId: number, rebuild = false) =>
  refreshSnapshots(store, { workspaceId, settings, now, rebuild });

describe("several instances at once", () => {
  test("lose no change and count none twice, whoever imports, corrects and refreshes when", async () => {
    await fc.assert(
      fc.asyncProperty(changes, async (sequence) => {
        const workspaceId = await freshWorkspace();
        await Promise.all(
          instances.map(async (store, instance) => {
            const mine = sequence.filter((_, place) => place % instances.length === instance);
            for (const [index, change] of mine.entries()) {
              await deliver(store, workspaceId, told(change, index * instances.length + instance));
              if (index % 2 === instance % 2) await refresh(store, workspaceId);
            }
          }),
        );
        const [store] = instances;
        if (!store) throw new Error("no instance was opened");
        await refresh(store, workspaceId);
        const refreshed = await dumpSnapshots(store, workspaceId);
        await refresh(store, workspaceId, true);
        expect(refreshed).toBe(await dumpSnapshots(store, workspaceId));
      }),
      { numRuns: 6 },
    );
  }, 120_000);

  test("agree on what stands, in whatever order leads and opportunities arrive", async () => {
    const updatable = changes.map((all) => all.filter(({ put }) => put === "lead" || put === "opportunity"));
    await fc.assert(
      fc.asyncProperty(updatable, fc.infiniteStream(fc.nat()), async (sequence, keys) => {
        const [store] = instances;
        if (!store) throw new Error("no instance was opened");
        const facts = sequence.map((change, place) => told(change, place));
        const order = facts
          .map((fact) => ({ fact, key: keys.next().value ?? 0 }))
          .toSorted((a, b) => a.key - b.key);
        const [inOrder, shuffled] = [await freshWorkspace(), await freshWorkspace()];
        for (const fact of facts) await deliver(store, inOrder, fact);
        for (const { fact, key } of order) {
          await deliver(store, shuffled, fact);
          if (key % 5 === 0) await refresh(store, shuffled);
        }
        await refresh(store, inOrder);
        await refresh(store, shuffled);
        const dump = async (workspaceId: number) =>
          (await dumpSnapshots(store, workspaceId)).replaceAll(`(${workspaceId},`, "(W,");
        expect(await dump(shuffled)).toBe(await dump(inOrder));
      }),
      { numRuns: 6 },
    );
  }, 120_000);

  test("read one state of the snapshots, whatever is refreshed meanwhile", async () => {
    const workspaceId = await freshWorkspace();
    const [writer, reader] = instances;
    if (!writer || !reader) throw new Error("no instance was opened");
    let writing = true;
    const write = async () => {
      for (let day = 20_000; day < 20_020; day++) {
        const lead = {
          lead_id: `L${day}`,
          created_at: localDay(day),
          mql_at: localDay(day),
          acquisition_channel: day % 2 === 0 ? "Webinar" : "Partner",
        };
        await deliver(writer, workspaceId, ["leads", lead]);
        await refresh(writer, workspaceId);
      }
      writing = false;
    };
    const seen: number[] = [];
    const read = async () => {
      while (writing) {
        const needs = (["lead-to-mql", "mql-to-opportunity"] as const).map((measure) => ({
          table: "cells" as const,
          measure,
          from: 0,
          to: 30_000,
        }));
        const loads = [{ slices: "total" as const, needs }];
        const [[whole] = []] = await loadSnapshots(reader, { workspaceId, asOf: 30_000, loads });
        const count = (measure: (typeof needs)[number]["measure"]) =>
          (whole ? cellsOf(whole, measure) : []).reduce((sum, { entered }) => sum + entered, 0);
        expect(count("lead-to-mql")).toBe(count("mql-to-opportunity"));
        seen.push(count("lead-to-mql"));
      }
    };
    await Promise.all([write(), read(), read()]);
    expect(seen.length).toBeGreaterThan(5);
    expect(Math.max(...seen)).toBeGreaterThan(Math.min(...seen));
  });
});
