import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Fact, FactKind } from "../../src/funnel/facts.ts";
import { defaultSettings } from "../../src/funnel/settings.ts";
import { openStore, type Store } from "../../src/store/database.ts";
import { storeFacts } from "../../src/store/facts.ts";
import { refreshSnapshots } from "../../src/store/snapshots/refresh.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

let database: TestDatabase;
let store: Store;
let workspaceId: number;
let workspaces = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  store = openStore({ connectionString: database.connectionString });
});
afterAll(async () => {
  await store.destroy();
  await database.drop();
});
beforeEach(async () => {
  const row = await store
    .insertInto("workspaces")
    .values({ name: `w${++workspaces}`, settings: "{}" })
    .returning("workspace_id")
    .executeTakeFirstOrThrow();
  workspaceId = row.workspace_id;
  // Changes are noted once there are snapshots that they change.
  await refreshSnapshots(store, { workspaceId, settings: defaultSettings, now });
});

const now = new Date("2026-06-01T00:00:00Z");
const day = (iso: string) => ({ type: "local-day", iso }) as const;
const instant = (iso: string) => ({ type: "instant", iso }) as const;
const lead = (id: string, fields: Fact = {}): Fact => ({
  lead_id: id,
  created_at: day("2026-03-01"),
  ...fields,
});
const deal = (id: string, fields: Fact = {}): Fact => ({
  opportunity_id: id,
  created_at: day("2026-03-01"),
  ...fields,
});

async function put(kind: FactKind, facts: Iterable<Fact> | AsyncIterable<Fact>, source = "file") {
  const { told, inserted, updated, unchanged, ...problems } = await storeFacts(store, {
    workspaceId,
    source,
    kind,
    facts,
    now,
  });
  return { counts: [inserted, updated, unchanged], told, ...problems };
}

async function changes(): Promise<readonly string[]> {
  const { rows } = await sql<{ change: string }>`
    delete from fact_changes where workspace_id = ${workspaceId} returning entity || ' ' || entity_id as change`.execute(
    store,
  );
  return rows.map(({ change }) => change).sort();
}

const leadRow = (id: string) =>
  store
    .selectFrom("leads")
    .selectAll()
    .where("workspace_id", "=", workspaceId)
    .where("lead_id", "=", id)
    .executeTakeFirst();

describe("storing facts", () => {
  it("inserts new facts and leaves the same facts unchanged", async () => {
    const facts = [lead("1"), lead("2", { segment: "mid" })];
    expect((await put("leads", facts)).counts).toEqual([2, 0, 0]);
    expect((await put("leads", facts)).counts).toEqual([0, 0, 2]);
  });

  it("keeps what a fact does not tell, and empties what it tells as null", async () => {
    await put("leads", [lead("1", { segment: "mid", account_id: "a" })]);
    expect((await put("leads", [lead("1", { account_id: null })])).counts).toEqual([0, 1, 0]);
    expect(await leadRow("1")).toMatchObject({ segment: "mid", account_id: null });
  });

  it("never lets an older update overwrite a newer one, in whatever order they come", async () => {
    const older = lead("1", { segment: "old", updated_at: instant("2026-03-01T10:00:00Z") });
    const newer = lead("1", { segment: "new", updated_at: instant("2026-03-01T11:00:00Z") });
    await put("leads", [newer]);
    expect((await put("leads", [older])).counts).toEqual([0, 0, 1]);
    expect(await leadRow("1")).toMatchObject({ segment: "new" });
  });

  it("tells local days from instants, and turns one into the other", async () => {
    await put("leads", [lead("1", { mql_at: instant("2026-03-02T00:00:00Z") })]);
    expect(await leadRow("1")).toMatchObject({ local_days: 1 });
    expect((await put("leads", [lead("1", { mql_at: day("2026-03-02") })])).counts).toEqual([0, 1, 0]);
    expect(await leadRow("1")).toMatchObject({ local_days: 3, mql_at: new Date("2026-03-02T00:00:00Z") });
    await put("leads", [lead("1", { mql_at: null })]);
    expect(await leadRow("1")).toMatchObject({ local_days: 1, mql_at: null });
  });

  it("keeps texts with tabs, backslashes and line breaks as they are", async () => {
    const segment = "a\tb\\n\\N\nc\r\\";
    await put("leads", [lead("1", { segment })]);
    expect(await leadRow("1")).toMatchObject({ segment });
    expect((await put("leads", [lead("1", { segment })])).counts).toEqual([0, 0, 1]);
  });

  it("stores nothing when the facts break off", async () => {
    async function* broken() {
      for (let id = 0; id < 5000; id++) yield lead(String(id));
      throw new Error("the line went dead");
    }
    await expect(put("leads", broken())).rejects.toThrow("the line went dead");
    expect(await leadRow("1")).toBeUndefined();
    expect((await put("leads", [lead("1")])).counts).toEqual([1, 0, 0]);
  });

  it("keeps workspaces apart", async () => {
    await put("leads", [lead("1", { segment: "ours" })]);
    const ours = workspaceId;
    const other = await store
      .insertInto("workspaces")
      .values({ name: `w${++workspaces}`, settings: "{}" })
      .returning("workspace_id")
      .executeTakeFirstOrThrow();
    workspaceId = other.workspace_id;
    expect((await put("leads", [lead("1", { segment: "theirs" })])).counts).toEqual([1, 0, 0]);
    workspaceId = ours;
    expect(await leadRow("1")).toMatchObject({ segment: "ours" });
  });

  it("takes overlapping deliveries at the same time, in opposite orders", async () => {
    const ids = Array.from({ length: 2000 }, (_, index) => String(index));
    const results = await Promise.all([
      put(
        "leads",
        ids.map((id) => lead(id, { segment: "a" })),
      ),
      put(
        "leads",
        ids.toReversed().map((id) => lead(id, { segment: "b" })),
      ),
      put(
        "leads",
        ids.map((id) => lead(id, { segment: "c" })),
      ),
    ]);
    const inserted = results.map(({ counts }) => counts[0]).sort();
    expect(inserted).toEqual([0, 0, 2000]);
  });
});

describe("facts with a time of update", () => {
  it("end the same in whatever order and deliveries they come", async () => {
    const told = fc.uniqueArray(
      fc.record({
        id: fc.constantFrom("1", "2", "3"),
        minute: fc.nat(59),
        segment: fc.option(fc.constantFrom("a", "b")),
      }),
      { minLength: 1, maxLength: 12, selector: ({ id, minute }) => `${id} ${minute}` },
    );
    await fc.assert(
      fc.asyncProperty(told, fc.nat(12), async (updates, cut) => {
        await store.deleteFrom("leads").where("workspace_id", "=", workspaceId).execute();
        const facts = updates.map(({ id, minute, segment }) =>
          lead(id, { segment, updated_at: instant(`2026-03-01T10:${String(minute).padStart(2, "0")}:00Z`) }),
        );
        await put("leads", facts.slice(0, cut));
        await put("leads", facts.slice(cut));
        for (const id of new Set(updates.map((update) => update.id))) {
          const newest = updates.filter((update) => update.id === id).sort((a, b) => b.minute - a.minute)[0];
          expect(await leadRow(id)).toMatchObject({ segment: newest?.segment });
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe("facts that repeat an id within one delivery", () => {
  it("counts the same fact as unchanged", async () => {
    expect((await put("leads", [lead("1"), lead("1"), lead("2")])).counts).toEqual([2, 0, 1]);
  });

  it("takes the one updated last", async () => {
    const told = ["10", "12", "11"].map((hour) =>
      lead("1", { segment: hour, updated_at: instant(`2026-03-01T${hour}:00:00Z`) }),
    );
    expect(await put("leads", told)).toMatchObject({ counts: [1, 0, 2], contradictions: [] });
    expect(await leadRow("1")).toMatchObject({ segment: "12" });
  });

  it("keeps the first and gives back what contradicts it", async () => {
    const told = [
      lead("1", { segment: "a" }),
      lead("2"),
      lead("1", { segment: "b" }),
      lead("1", { segment: "a" }),
    ];
    expect(await put("leads", told)).toMatchObject({
      counts: [2, 0, 1],
      contradictions: [{ line: 3, keptLine: 1 }],
    });
    expect(await leadRow("1")).toMatchObject({ segment: "a" });
  });

  it("cannot choose between different facts of the same update", async () => {
    const updated_at = instant("2026-03-01T10:00:00Z");
    const told = [lead("1", { segment: "a", updated_at }), lead("1", { segment: "b", updated_at })];
    expect(await put("leads", told)).toMatchObject({ contradictions: [{ line: 2, keptLine: 1 }] });
  });
});

describe("an opportunity's outcome beside what is stored", () => {
  it("is open for a new one that tells none, and stays as stored for a known one", async () => {
    await put("opportunities", [deal("1")]);
    await put("opportunities", [deal("1", { outcome: "won", closed_at: day("2026-04-01") })]);
    expect((await put("opportunities", [deal("1", { stage: "Done" })])).counts).toEqual([0, 1, 0]);
    expect(
      await store
        .selectFrom("opportunities")
        .select("outcome")
        .where("workspace_id", "=", workspaceId)
        .execute(),
    ).toEqual([{ outcome: "won" }]);
  });

  it("may be won without telling the day again, but not without any", async () => {
    await put("opportunities", [deal("1", { outcome: "won", closed_at: day("2026-04-01") })]);
    expect(
      await put("opportunities", [deal("1", { outcome: "won" }), deal("2", { outcome: "won" })]),
    ).toMatchObject({
      counts: [0, 0, 1],
      outcomeConflicts: [{ line: 2, conflict: "outcome-without-closing" }],
    });
  });

  it("must be known where only a closing day is told", async () => {
    await put("opportunities", [deal("1", { outcome: "lost", closed_at: day("2026-04-01") })]);
    const closed_at = day("2026-04-02");
    expect(await put("opportunities", [deal("1", { closed_at }), deal("2", { closed_at })])).toMatchObject({
      counts: [0, 1, 0],
      outcomeConflicts: [{ line: 2, conflict: "closed-without-outcome" }],
    });
  });
});

describe("what a refresh is told", () => {
  it("names each fact that really changed, once", async () => {
    await put("leads", [lead("1"), lead("2")]);
    expect(await changes()).toEqual(["lead 1", "lead 2"]);
    await put("leads", [lead("1"), lead("2", { segment: "x" })]);
    expect(await changes()).toEqual(["lead 2"]);
  });

  it.each<[FactKind, readonly Fact[], readonly string[]]>([
    ["opportunities", [deal("o")], ["opportunity o"]],
    [
      "stage-changes",
      ["a", "b"].map((stage) => ({ opportunity_id: "o", stage, entered_at: day("2026-03-01") })),
      ["opportunity o"],
    ],
    ["content", [{ asset_id: "c", title: "C", published_at: day("2026-03-01") }], ["asset c"]],
    ["content-uses", [{ use_id: "u", asset_id: "c", used_at: day("2026-03-01") }], ["content-use u"]],
    ["visits", [{ day: day("2026-03-01"), acquisition_channel: "web", visitors: "5" }], []],
    ["exchange-rates", [{ currency: "USD", day: day("2026-03-01"), rate: "0.9" }], []],
  ])("of %s", async (kind, facts, expected) => {
    expect((await put(kind, facts)).counts).toEqual([facts.length, 0, 0]);
    expect(await changes()).toEqual(expected);
    expect((await put(kind, facts)).counts).toEqual([0, 0, facts.length]);
    expect(await changes()).toEqual([]);
  });

  it("names both leads of a touch that moves", async () => {
    const touch = (lead_id: string) => ({ touch_id: "t", lead_id, touched_at: day("2026-03-01") });
    await put("sales-touches", [touch("a")]);
    await changes();
    await put("sales-touches", [touch("b")]);
    expect(await changes()).toEqual(["lead a", "lead b"]);
  });
});

describe("a source's freshness", () => {
  it("is when it delivered last, and the latest moment it told that is not in the future", async () => {
    await put(
      "content",
      [
        { asset_id: "c", title: "C", published_at: day("2026-03-01"), retired_at: day("2030-01-01") },
        { asset_id: "d", title: "D", published_at: day("2026-05-01") },
      ],
      "cms",
    );
    expect(
      await store
        .selectFrom("source_deliveries")
        .selectAll()
        .where("workspace_id", "=", workspaceId)
        .execute(),
    ).toEqual([
      {
        workspace_id: workspaceId,
        source: "cms",
        kind: "content",
        received_at: now,
        latest_fact_at: new Date("2026-05-01T00:00:00Z"),
        rows_read: "2",
      },
    ]);
  });
});

describe("a workspace without snapshots", () => {
  it("notes no change, as its first refresh counts every fact", async () => {
    const [row] = await store
      .insertInto("workspaces")
      .values({ name: "uncounted", settings: "{}" })
      .returning("workspace_id")
      .execute();
    const uncounted = row?.workspace_id ?? 0;
    await storeFacts(store, {
      workspaceId: uncounted,
      source: "test",
      kind: "leads",
      facts: [{ lead_id: "1", created_at: { type: "local-day", iso: "2026-03-01" } }],
      now,
    });
    const noted = await store
      .selectFrom("fact_changes")
      .selectAll()
      .where("workspace_id", "=", uncounted)
      .execute();
    expect(noted).toEqual([]);
    const refreshed = await refreshSnapshots(store, {
      workspaceId: uncounted,
      settings: defaultSettings,
      now,
    });
    expect(refreshed).toEqual({ kind: "rebuilt", leads: 1, opportunities: 0 });
  });
});
