import { afterAll, beforeAll, expect, it } from "vitest";
import { secretBox } from "../../../src/secrets.ts";
import type { SourceType } from "../../../src/sources/source.ts";
import { openStore, type Store } from "../../../src/store/database.ts";
import { findStoredSource } from "../../../src/store/sources.ts";
import { addWorkspace } from "../../../src/store/workspaces.ts";
import { addSource } from "../../../src/usecases/sources/manage-sources.ts";
import type { SourceParts } from "../../../src/usecases/sources/open-source.ts";
import { startDueSyncs } from "../../../src/usecases/sources/sync-due.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";
import { listedSource } from "../../support/listed-source.ts";

let database: TestDatabase;
let store: Store;
let now = new Date("2026-11-24T09:00:00Z");

beforeAll(async () => {
  database = await createTestDatabase();
  store = openStore({ connectionString: database.connectionString });
});
afterAll(async () => {
  await store.destroy();
  await database.drop();
});

/** Sources that wait for a word, and sources that do not. */
function makeTypes() {
  const word = Promise.withResolvers<void>();
  const asked = { long: [], short: [] };
  const facts = { leads: [{ lead_id: "1", created_at: { type: "local-day" as const, iso: "2026-11-02" } }] };
  const types: readonly SourceType[] = [
    { ...listedSource({ batches: [() => word.promise, { facts }], asked: asked.long }), type: "long" },
    { ...listedSource({ batches: [{ facts }], asked: asked.short }), type: "short" },
  ];
  return { types, asked, word };
}

it("reads others while one workspace's first load takes its time, and no source of that one twice", async () => {
  const { types, asked, word } = makeTypes();
  const parts: SourceParts = {
    store,
    types,
    secrets: () => secretBox([new Uint8Array(32)]),
    clock: () => now,
    log: () => {},
  };
  const add = async (name: string, type: string) => {
    const { workspaceId } = await addWorkspace(store, { name });
    await addSource(parts, { workspaceId, name, mapping: `source: ${type}`, secrets: {}, timeZone: "UTC" });
    return workspaceId;
  };
  await add("big", "long");
  await add("bigger", "long");
  const small = await add("small", "short");
  const smaller = await add("smaller", "short");
  const read: string[] = [];
  const syncs = startDueSyncs(parts, {
    signal: new AbortController().signal,
    onOutcome: (outcome) => read.push(outcome.kind === "synced" ? outcome.report.source : "failed"),
  });

  await syncs.look();
  await expect.poll(() => read, { timeout: 20_000 }).toEqual(["small", "smaller"]);
  now = new Date("2026-11-24T10:00:00Z");
  await syncs.look();
  await expect.poll(() => read, { timeout: 20_000 }).toEqual(["small", "smaller", "small", "smaller"]);
  expect(asked.long).toHaveLength(2);

  word.resolve();
  await syncs.ended();
  expect(read.slice(4).sort()).toEqual(["big", "bigger"]);
  for (const [workspaceId, name] of [
    [small, "small"],
    [smaller, "smaller"],
  ] as const) {
    expect(await findStoredSource(store, workspaceId, name)).toMatchObject({ finishedAt: now, failures: 0 });
  }
});
