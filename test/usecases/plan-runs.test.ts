import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DayName } from "../../src/funnel/schedule.ts";
import { openStore, type Store } from "../../src/store/database.ts";
import { addWorkspace } from "../../src/store/workspaces.ts";
import { planDueRuns, worthwhile } from "../../src/usecases/plan-runs.ts";
import { saveSubscription } from "../../src/usecases/subscriptions.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";
import { independentRuns, zones } from "../support/independent-calendar.ts";

let database: TestDatabase;
let store: Store;

beforeAll(async () => {
  database = await createTestDatabase();
  store = openStore(database);
});
afterAll(async () => {
  await store.destroy();
  await database.drop();
});

const hour = 3_600_000;
const start = Date.parse("2026-01-01T00:00:00Z");
const end = Date.parse("2027-01-01T00:00:00Z");
/** Hours: mostly the app is there, sometimes it is not, for hours or for days. */
const jumps = [0.02, 1, 5, 6.5, 11, 12, 12, 23, 24, 25, 12, 49, 3, 80];

/** The days and times of a zone's subscriptions: nights in which clocks change, and a working day. */
const wishes: readonly { readonly days: DayName[]; readonly minute: number }[] = [
  { days: ["sun", "fri"], minute: 150 },
  { days: ["mon"], minute: 540 },
];

describe("two instances whose clocks jump through a year in all these zones", () => {
  test("make each due time of an independent calendar one run, and of each outage at most the last goes out", {
    timeout: 120_000,
  }, async () => {
    const subscriptions = new Map<string, ReturnType<typeof independentRuns>>();
    for (const [index, timeZone] of zones.entries()) {
      const { workspaceId } = await addWorkspace(store, { name: timeZone });
      for (const [number, wish] of wishes.entries()) {
        const { subscriptionId } = await saveSubscription(store, {
          workspaceId,
          now: new Date(start - 1),
          wish: {
            channelId: `C${String(index * 10 + number).padStart(9, "0")}`,
            timeZone,
            kpis: [],
            ...wish,
          },
        });
        subscriptions.set(subscriptionId, independentRuns({ ...wish, timeZone }, start, end));
      }
    }
    const looks: number[] = [];
    for (let at = start, jump = 0; at < end; jump += 1) {
      at = Math.min(end, at + (jumps[jump % jumps.length] ?? 1) * hour);
      looks.push(at);
      await Promise.all([planDueRuns(store, new Date(at)), planDueRuns(store, new Date(at))]);
    }

    const { rows } = await sql<{ id: string; due_at: Date; state: string }>`
      select subscription_id as id, due_at, state from runs order by due_at`.execute(store);
    const planned = new Map<string, { readonly at: number; readonly state: string }[]>();
    for (const { id, due_at, state } of rows) {
      planned.set(id, [...(planned.get(id) ?? []), { at: due_at.getTime(), state }]);
    }
    for (const [id, due] of subscriptions) {
      expect(planned.get(id)).toEqual(
        due.map(({ at }, index) => {
          const seen = looks.find((look) => look >= at) ?? end;
          const isLast = (due[index + 1]?.at ?? Number.POSITIVE_INFINITY) > seen;
          return { at, state: isLast && seen - at < worthwhile ? "pending" : "missed" };
        }),
      );
    }
    expect(rows.length).toBeGreaterThan(zones.length * 150);
    const { rows: jobs } = await sql<{ count: number }>`
      select count(*)::integer as count from graphile_worker.jobs where task_identifier = 'run-digest'`.execute(
      store,
    );
    expect(jobs[0]?.count).toBe(rows.filter(({ state }) => state === "pending").length);
  });
});
