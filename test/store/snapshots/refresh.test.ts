import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dimensions } from "../../../src/funnel/cells.ts";
import type { Period } from "../../../src/funnel/period.ts";
import { type KpiName, kpiNames, type Mode, modes, type Reading } from "../../../src/funnel/readings.ts";
import { defaultSettings } from "../../../src/funnel/settings.ts";
import type { ContentUsedDetail } from "../../../src/kpis/content-used.ts";
import type { CycleTimeDetail } from "../../../src/kpis/cycle-time.ts";
import type { RevenueMixDetail } from "../../../src/kpis/revenue-mix.ts";
import type { RevenuePerAccountDetail } from "../../../src/kpis/revenue-per-account.ts";
import { openStore, type Store } from "../../../src/store/database.ts";
import { storeFacts } from "../../../src/store/facts.ts";
import { refreshSnapshots } from "../../../src/store/snapshots/refresh.ts";
import { addWorkspace } from "../../../src/store/workspaces.ts";
import { readKpis } from "../../../src/usecases/read-kpis.ts";
import { createTestDatabase, type TestDatabase } from "../../support/database.ts";
import { type Change, dumpSnapshots, type Facts, factsAfter, putFact } from "../../support/funnel-facts.ts";
import * as oracle from "../../support/oracle.ts";
import { changes, firstDay, lastDay } from "../../support/random-funnel.ts";

const settings = {
  ...defaultSettings,
  windows: {
    ...defaultSettings.windows,
    leadToMql: 10,
    mqlToOpportunity: 15,
    opportunityToCustomer: 12,
    endToEnd: 30,
  },
};
const now = new Date("2026-11-24T09:00:00Z");

let database: TestDatabase;
let store: Store;
let made = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  store = openStore({ connectionString: database.connectionString });
});

afterAll(async () => {
  await store.destroy();
  await database.drop();
});

async function freshWorkspace(): Promise<number> {
  return (await addWorkspace(store, { name: `workspace ${++made}` })).workspaceId;
}

const refresh = (workspaceId: number, rebuild = false) =>
  refreshSnapshots(store, { workspaceId, settings, now, rebuild });

/** A sequence of changes, with refreshes after those that `cuts` name. */
const histories = fc.record({ changes, cuts: fc.array(fc.integer({ min: 0, max: 29 }), { maxLength: 4 }) });

async function play(
  workspaceId: number,
  sequence: readonly Change[],
  cuts: readonly number[],
): Promise<void> {
  for (const [index, change] of sequence.entries()) {
    await putFact(store, workspaceId, change);
    if (cuts.includes(index)) await refresh(workspaceId);
  }
  await refresh(workspaceId);
}

describe("a refresh", () => {
  test("gives the very rows that a rebuild gives, whatever changed, in whatever order", async () => {
    await fc.assert(
      fc.asyncProperty(histories, async ({ changes, cuts }) => {
        const workspaceId = await freshWorkspace();
        await play(workspaceId, changes, cuts);
        const refreshed = await dumpSnapshots(store, workspaceId);
        await refresh(workspaceId, true);
        expect(refreshed).toBe(await dumpSnapshots(store, workspaceId));
      }),
      { numRuns: 40 },
    );
  }, 120_000);

  test("gives every reading of every as-of day that a rebuild gives", async () => {
    const everyReading = async (workspaceId: number, mode: Mode) => {
      const readings: (readonly Reading[])[] = [];
      for (let asOf = firstDay; asOf <= lastDay + 45; asOf++) {
        const range = { from: firstDay, to: lastDay + 14 };
        readings.push(
          await readKpis(store, { workspaceId, settings, names: kpiNames, range, grain: "week", mode, asOf }),
        );
      }
      return readings;
    };
    await fc.assert(
      fc.asyncProperty(histories, fc.constantFrom(...modes), async ({ changes, cuts }, mode) => {
        const workspaceId = await freshWorkspace();
        await play(workspaceId, changes, cuts);
        const refreshed = await everyReading(workspaceId, mode);
        await refresh(workspaceId, true);
        expect(refreshed).toEqual(await everyReading(workspaceId, mode));
      }),
      { numRuns: 2 },
    );
  }, 120_000);

  test("keeps whole weeks that say what their days say, of every as-of day", async () => {
    const windows = {
      leadToMql: 1,
      mqlToWorked: 1,
      mqlToOpportunity: 2,
      opportunityToCustomer: 3,
      endToEnd: 5,
    };
    const short = { ...settings, windows };
    const asked = fc.record({
      mode: fc.constantFrom(...modes, "cohort", "cohort"),
      by: fc.constantFrom(undefined, ...dimensions),
      start: fc.integer({ min: 0, max: 9 }),
    });
    await fc.assert(
      fc.asyncProperty(histories, asked, async ({ changes, cuts }, { mode, by, start }) => {
        const workspaceId = await freshWorkspace();
        await play(workspaceId, changes, cuts);
        // Short age limits, so that conversions stand on both sides of them and on them.
        await refreshSnapshots(store, { workspaceId, settings: short, now });
        const everyReading = async () => {
          const readings: (readonly Reading[])[] = [];
          for (let asOf = firstDay + start; asOf <= lastDay + 45; asOf += 10) {
            const range = { from: firstDay - 3, to: lastDay + 14 };
            const request = { workspaceId, settings: short, names: kpiNames, range, mode, asOf };
            readings.push(await readKpis(store, { ...request, grain: "week", ...(by ? { by } : {}) }));
          }
          return readings;
        };
        const fromWeeks = await everyReading();
        // As if the weeks had been counted with other age limits: then days are read.
        await sql`update snapshot_states set windows = '{1,1,1,1,1}' where workspace_id = ${workspaceId}`.execute(
          store,
        );
        expect(fromWeeks).toEqual(await everyReading());
      }),
      { numRuns: 25 },
    );
  }, 120_000);

  test("keeps an asset among a day's only while sales used it, whoever else did", async () => {
    const workspaceId = await freshWorkspace();
    const asset: Change = {
      put: "asset",
      fact: { id: "C1", published: firstDay, retired: null, journeyStage: null },
    };
    const use = (id: string, by: "sales" | "marketing"): Change => ({
      put: "use",
      fact: { id, asset: "C1", day: firstDay + 1, by, opportunity: null },
    });
    await play(workspaceId, [asset, use("U1", "marketing"), use("U2", "sales"), use("U2", "marketing")], [2]);
    const refreshed = await dumpSnapshots(store, workspaceId);
    expect(refreshed).toMatch(/content_day_cells\n\n/);
    await refresh(workspaceId, true);
    expect(refreshed).toBe(await dumpSnapshots(store, workspaceId));
  });

  test("lets go of a content use that moved to another opportunity, though its asset is not known", async () => {
    const workspaceId = await freshWorkspace();
    const opportunity = (id: string): Change => ({
      put: "opportunity",
      fact: {
        id,
        created: firstDay,
        lead: null,
        account: null,
        channel: null,
        amount: "1",
        closed: firstDay + 9,
        outcome: "won",
      },
    });
    const use = (on: string): Change => ({
      put: "use",
      fact: { id: "U", asset: "unknown", day: firstDay + 1, by: "sales", opportunity: on },
    });
    await play(workspaceId, [opportunity("O1"), opportunity("O2"), use("O1"), use("O2")], [2]);
    const refreshed = await dumpSnapshots(store, workspaceId);
    await refresh(workspaceId, true);
    expect(refreshed).toBe(await dumpSnapshots(store, workspaceId));
  });

  test("takes what many facts, streamed after the last one, add and change", async () => {
    const workspaceId = await freshWorkspace();
    const told = async function* (from: number, to: number, acquisition_channel: string) {
      for (let number = from; number < to; number++) {
        const created_at = { type: "local-day", iso: "2026-03-02" } as const;
        yield { lead_id: `L${number}`, created_at, acquisition_channel };
      }
    };
    const deliver = (from: number, to: number, channel: string) =>
      storeFacts(store, { workspaceId, source: "test", kind: "leads", facts: told(from, to, channel), now });
    await deliver(0, 3, "Webinar");
    await refresh(workspaceId);
    expect(await deliver(2, 9, "Partner")).toMatchObject({ inserted: 6, updated: 1 });
    expect(await refresh(workspaceId)).toMatchObject({ kind: "refreshed", leads: 7 });
    const refreshed = await dumpSnapshots(store, workspaceId);
    await refresh(workspaceId, true);
    expect(refreshed).toBe(await dumpSnapshots(store, workspaceId));
  });

  test("does nothing when nothing changed", async () => {
    const workspaceId = await freshWorkspace();
    await refresh(workspaceId);
    expect(await refresh(workspaceId)).toEqual({ kind: "unchanged", leads: 0, opportunities: 0 });
  });

  test("rebuilds when the workspace's time zone changed", async () => {
    const workspaceId = await freshWorkspace();
    await refresh(workspaceId);
    const moved = { ...settings, timeZone: "Pacific/Auckland" };
    expect((await refreshSnapshots(store, { workspaceId, settings: moved, now })).kind).toBe("rebuilt");
  });
});

const close = (value: number | null) => (value === null ? null : expect.closeTo(value, 9));

describe("readings from cells", () => {
  const asOfDays = fc.integer({ min: firstDay, max: lastDay + 45 });
  const ranges = fc
    .tuple(fc.integer({ min: firstDay, max: lastDay }), fc.integer({ min: 1, max: 40 }))
    .map(([from, length]): Period => ({ from, to: from + length }));

  async function readingsOf(workspaceId: number, range: Period, asOf: number, mode: Mode) {
    const readings = await readKpis(store, {
      workspaceId,
      settings,
      names: [
        "end-to-end",
        "cycle-time",
        "mql-to-opportunity",
        "opportunity-to-customer",
        "revenue-mix",
        "content-used",
        "revenue-per-account",
      ],
      range,
      grain: "none",
      mode,
      asOf,
    });
    return <Detail extends object>(name: KpiName) => {
      const reading = readings.find(({ kpi }) => kpi === name);
      if (!reading) throw new Error(`no reading of ${name}`);
      return reading as Reading<Detail>;
    };
  }

  function expectConversions(
    facts: Facts,
    range: Period,
    asOf: number,
    reading: Awaited<ReturnType<typeof readingsOf>>,
    expected: typeof oracle.cohort,
  ) {
    const { windows } = settings;
    expect({
      endToEnd: reading("end-to-end").value,
      mqlToOpportunity: reading("mql-to-opportunity").value,
      opportunityToCustomer: reading("opportunity-to-customer").value,
    }).toEqual({
      endToEnd: close(expected(facts, "lead-to-customer", range, asOf, windows.endToEnd)),
      mqlToOpportunity: close(expected(facts, "mql-to-opportunity", range, asOf, windows.mqlToOpportunity)),
      opportunityToCustomer: close(
        expected(facts, "opportunity-to-customer", range, asOf, windows.opportunityToCustomer),
      ),
    });
  }

  test("agree with the definitions applied to the facts, for any period and as-of day", async () => {
    await fc.assert(
      fc.asyncProperty(changes, ranges, asOfDays, async (sequence, range, asOf) => {
        const workspaceId = await freshWorkspace();
        await play(workspaceId, sequence, []);
        const facts = factsAfter(sequence);

        const reading = await readingsOf(workspaceId, range, asOf, "cohort");
        expectConversions(facts, range, asOf, reading, oracle.cohort);
        expectConversions(
          facts,
          range,
          asOf,
          await readingsOf(workspaceId, range, asOf, "pace"),
          oracle.pace,
        );

        const cycle = reading<CycleTimeDetail>("cycle-time");
        const expectedCycle = oracle.cycleTime(facts, range, asOf);
        expect([cycle.value, cycle.detail.p80, cycle.denominator]).toEqual([
          expectedCycle.median,
          close(expectedCycle.p80),
          expectedCycle.count,
        ]);
        for (const stage of ["Demo", "Offer", "Talks"]) {
          const expected = oracle.stage(facts, stage, range, asOf);
          const found = cycle.detail.stages.find((detail) => detail.stage === stage);
          expect([found?.median ?? null, found?.count ?? 0]).toEqual([expected.median, expected.count]);
        }

        const mix = reading<RevenueMixDetail>("revenue-mix");
        expect(mix.value).toEqual(close(oracle.effectiveChannels(facts, range, asOf)));
        const revenue = oracle.revenueByChannel(facts, range, asOf);
        for (const channel of mix.detail.acquisitionChannels) {
          expect(channel.revenue).toBe((revenue.get(channel.acquisitionChannel) ?? 0) / 10_000);
        }

        const accounts = reading<RevenuePerAccountDetail>("revenue-per-account");
        const expectedAccounts = oracle.revenuePerAccount(facts, range, asOf);
        expect([
          accounts.value,
          accounts.detail.median,
          accounts.denominator,
          accounts.detail.winsWithoutAccount,
        ]).toEqual([
          close(expectedAccounts.value),
          close(expectedAccounts.median),
          expectedAccounts.accounts,
          expectedAccounts.withoutAccount,
        ]);

        const content = reading<ContentUsedDetail>("content-used");
        const expectedContent = oracle.contentUsed(facts, range, asOf);
        expect([content.denominator, content.numerator, content.detail.inOpportunity.numerator]).toEqual([
          expectedContent.active,
          expectedContent.used,
          expectedContent.inOpportunity,
        ]);
      }),
      { numRuns: 80 },
    );
  }, 180_000);
});
