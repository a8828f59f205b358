import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { localDay } from "../../../src/funnel/calendar.ts";
import { defaultSettings, type Settings } from "../../../src/funnel/settings.ts";
import { openStore, type Store } from "../../../src/store/database.ts";
import { storeFacts } from "../../../src/store/facts.ts";
import { refreshSnapshots } from "../../../src/store/snapshots/refresh.ts";
import { addWorkspace } from "../../../src/store/workspaces.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";
import { dumpSnapshots, putFact } from "../../support/funnel-facts.ts";
import { changes } from "../../support/random-funnel.ts";

const now = new Date("2026-11-24T09:00:00Z");
const zones = Intl.supportedValuesOf("timeZone");

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

const freshWorkspace = async () => (await addWorkspace(store, { name: `workspace ${++made}` })).workspaceId;
const refresh = (workspaceId: number, settings: Settings) =>
  refreshSnapshots(store, { workspaceId, settings, now });

/** What the snapshots hold, whatever the workspace and whatever the numbers that assets were given. */
async function cells(workspaceId: number): Promise<string> {
  return (await dumpSnapshots(store, workspaceId)).replaceAll(new RegExp(`^\\(${workspaceId},`, "gm"), "(W,");
}

describe("the database's local days", () => {
  const others = async (years: readonly number[]) => {
    const instants = years.flatMap((year) =>
      Array.from({ length: 182 }, (_, place) => Date.UTC(year, 0, 1 + 2 * place, (place * 7) % 24, 30)),
    );
    const { rows } = await sql<{ zone: string; days: readonly number[] }>`
      select zone, array_agg((to_timestamp(at) at time zone zone)::date - date '1970-01-01' order by place) as days
      from unnest(${[...zones]}::text[]) as z (zone)
      cross join unnest(${instants.map((at) => at / 1000)}::float8[]) with ordinality as i (at, place)
      group by zone`.execute(store);
    expect(rows).toHaveLength(zones.length);
    return rows.filter(({ zone, days }) =>
      days.some((day, place) => day !== localDay(instants[place] ?? 0, zone)),
    );
  };

  test("are those of the core, in every IANA zone, through both clock changes of years past", async () => {
    expect((await others([2011, 2025])).map(({ zone }) => zone)).toEqual([]);
  });

  test("are so for years to come where governments left the rules alone between two releases of the zones", async () => {
    expect((await others([2027])).length).toBeLessThan(zones.length / 50);
  });
});

describe("a changed time zone", () => {
  const oneLead = async (workspaceId: number, at: string) => {
    const lead = {
      lead_id: "L1",
      created_at: { type: "instant", iso: at } as const,
      mql_at: { type: "local-day", iso: "2026-03-05" } as const,
    };
    await storeFacts(store, { workspaceId, source: "test", kind: "leads", facts: [lead], now });
  };

  test("moves instants to the days that they have there, and leaves calendar days alone", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...zones),
        fc.constantFrom(...zones),
        fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2026, 11, 31) }),
        async (from, to, instant) => {
          const workspaceId = await freshWorkspace();
          await oneLead(workspaceId, new Date(instant).toISOString());
          await refresh(workspaceId, { ...defaultSettings, timeZone: from });
          await refresh(workspaceId, { ...defaultSettings, timeZone: to });
          const { rows } = await sql<{ created: number; mql: number }>`
            select created_day as created, mql_day as mql from lead_journeys
            where workspace_id = ${workspaceId}`.execute(store);
          expect(rows).toEqual([
            { created: localDay(instant, to), mql: localDay(Date.UTC(2026, 2, 5), "UTC") },
          ]);
        },
      ),
      { numRuns: 12 },
    );
  }, 60_000);
});

describe("a changed start of the week", () => {
  test("gives the very cells of a workspace that always began its weeks so", async () => {
    const sunday = { ...defaultSettings, weekStart: 7 };
    const wins = changes.filter((sequence) =>
      sequence.some(
        (change) => change.put === "opportunity" && change.fact.outcome === "won" && change.fact.account,
      ),
    );
    await fc.assert(
      fc.asyncProperty(wins, async (all) => {
        const sequence = all.filter(({ put }) => put === "lead" || put === "opportunity");
        const [moved, always] = [await freshWorkspace(), await freshWorkspace()];
        for (const change of sequence) {
          await putFact(store, moved, change);
          await putFact(store, always, change);
        }
        await refresh(moved, defaultSettings);
        const before = await cells(moved);
        expect((await refresh(moved, sunday)).kind).toBe("refreshed");
        await refresh(always, sunday);
        expect(await cells(moved)).toBe(await cells(always));
        await refresh(moved, defaultSettings);
        expect(await cells(moved)).toBe(before);
      }),
      { numRuns: 6 },
    );
  }, 60_000);
});

describe("a changed age limit", () => {
  test("gives the very cells of a workspace that always counted with it", async () => {
    const short = {
      ...defaultSettings,
      windows: { leadToMql: 3, mqlToWorked: 2, mqlToOpportunity: 5, opportunityToCustomer: 4, endToEnd: 9 },
    };
    await fc.assert(
      fc.asyncProperty(changes, async (sequence) => {
        const [moved, always] = [await freshWorkspace(), await freshWorkspace()];
        for (const change of sequence.filter(({ put }) => put === "lead" || put === "opportunity")) {
          await putFact(store, moved, change);
          await putFact(store, always, change);
        }
        await refresh(moved, defaultSettings);
        await refresh(moved, short);
        await refresh(always, short);
        expect(await cells(moved)).toBe(await cells(always));
      }),
      { numRuns: 6 },
    );
  }, 60_000);
});
