import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Fact, type FactKind, type FactShape, factShapes } from "../../src/funnel/facts.ts";
import { defaultSettings } from "../../src/funnel/settings.ts";
import { openStore, type Store } from "../../src/store/database.ts";
import { storeFacts } from "../../src/store/facts.ts";
import { mergeFactIds } from "../../src/store/facts-merging.ts";
import { factTable } from "../../src/store/facts-tables.ts";
import { refreshSnapshots } from "../../src/store/snapshots/refresh.ts";
import { addWorkspace } from "../../src/store/workspaces.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

let database: TestDatabase;
let store: Store;

beforeAll(async () => {
  database = await createTestDatabase();
  store = openStore({ connectionString: database.connectionString });
});
afterAll(async () => {
  await store.destroy();
  await database.drop();
});

const now = new Date("2026-06-01T00:00:00Z");
const kinds = ["leads", "opportunities", "stage-changes", "sales-touches", "visits"] as const;

/** Values that meet often, and the texts that are hard to carry. */
const texts = fc.constantFrom("1", "2", "3", "a\tb\\n\\N\nc\r\\", 'quo"te', "Πληρωμένη", "\ud800");
const moments = fc.constantFrom(
  { type: "local-day", iso: "2026-03-01" } as const,
  { type: "instant", iso: "2026-03-01T00:00:00Z" } as const,
  { type: "instant", iso: "2026-03-01T10:30:00.123456Z" } as const,
);

function valuesOf({ format, required }: FactShape["fields"][number]): fc.Arbitrary<Fact[string] | undefined> {
  const some = (() => {
    switch (format.type) {
      case "moment":
        return moments;
      case "day":
        return fc.constantFrom({ type: "local-day", iso: "2026-03-01" } as const);
      case "choice":
        return fc.constantFrom(...format.choices);
      case "amount":
      case "rate":
        return fc.constantFrom("100.5", "0.0001");
      case "count":
        return fc.constantFrom("7", "8");
      case "currency":
        return fc.constantFrom("EUR");
      case "text":
        return texts;
    }
  })();
  return required ? some : fc.oneof(some, fc.constantFrom(null, undefined));
}

function factOf(kind: (typeof kinds)[number]): fc.Arbitrary<Fact> {
  const shape: FactShape = factShapes[kind];
  const own = shape.ownId;
  const fields = shape.fields.map(({ name, ...field }) => [
    name,
    name === own ? texts : valuesOf({ name, ...field }),
  ]);
  return fc.record(Object.fromEntries(fields)).map((told) => {
    const { outcome, ...fact } = Object.fromEntries(
      Object.entries(told).filter(([, value]) => value !== undefined),
    ) as Record<string, Fact[string]>;
    // A closed one has a closing day; what a row alone may not say is refused before it is stored.
    return (outcome ?? "open") === "open" && fact.closed_at
      ? { ...fact, outcome: "won" }
      : { ...fact, ...(outcome === undefined ? {} : { outcome: fact.closed_at ? outcome : "open" }) };
  });
}

const step = fc.oneof(
  ...kinds.map((kind) =>
    fc.record({ kind: fc.constant(kind), facts: fc.array(factOf(kind), { minLength: 1, maxLength: 4 }) }),
  ),
  fc.record({
    kind: fc.constantFrom("merge" as const),
    of: fc.constantFrom("leads" as const, "opportunities" as const),
  }),
);

async function* streamed(facts: readonly Fact[]): AsyncGenerator<Fact> {
  yield* facts;
}

/** Everything that a kind's delivery may change, without what tells the two workspaces apart. */
async function everything(workspaceId: number): Promise<unknown> {
  const tables = [...kinds.map((kind) => factTable(kind).name), "fact_changes", "source_deliveries"];
  return Promise.all(
    tables.map(async (table) => {
      const { rows } = await sql<{ all: string | null }>`
        select json_agg(row order by row::text)::text as all
        from (select (to_jsonb(t) - 'workspace_id' - 'change_id') as row from ${sql.table(table)} t
          where workspace_id = ${workspaceId}) r`.execute(store);
      return [table, rows[0]?.all];
    }),
  );
}

let workspaces = 0;
async function workspace(isCounted: boolean): Promise<number> {
  const { workspaceId } = await addWorkspace(store, { name: `few ${++workspaces}` });
  if (isCounted) await refreshSnapshots(store, { workspaceId, settings: defaultSettings, now });
  return workspaceId;
}

it("stores few facts in one statement as temporary tables store many, whatever came before", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 6 }),
      fc.boolean(),
      async (steps, isCounted) => {
        const [few, many] = [await workspace(isCounted), await workspace(isCounted)];
        for (const told of steps) {
          if (told.kind === "merge") {
            for (const workspaceId of [few, many]) {
              await store
                .transaction()
                .execute((transaction) =>
                  mergeFactIds(transaction, workspaceId, { kind: told.of, from: "1", into: "2" }),
                );
            }
            continue;
          }
          const delivery = { source: "test", kind: told.kind as FactKind, now };
          const asFew = await storeFacts(store, { ...delivery, workspaceId: few, facts: told.facts });
          const asMany = await storeFacts(store, {
            ...delivery,
            workspaceId: many,
            facts: streamed(told.facts),
          });
          expect(asFew).toEqual(asMany);
        }
        expect(await everything(few)).toEqual(await everything(many));
      },
    ),
    { numRuns: 20 },
  );
});
