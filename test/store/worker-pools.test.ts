import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openStore, type Store } from "../../src/store/database.ts";
import { addJobs, putOff, queueDepth } from "../../src/store/jobs.ts";
import { beat, freeJobsOf, freeLostJobs } from "../../src/store/worker-pools.ts";
import { createTestDatabase, type TestDatabase } from "../support/database.ts";

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
beforeEach(async () => {
  await sql`delete from graphile_worker._private_jobs`.execute(store);
});

/** Takes a job as the worker of a pool does. */
async function take(pool: string): Promise<void> {
  await addJobs(store, [{ task: "deliver", payload: {}, key: "deliver:1" }]);
  await sql`
    update graphile_worker._private_jobs set locked_by = ${pool}, locked_at = clock_timestamp(), attempts = 1
    where key = 'deliver:1'`.execute(store);
}

test("a job whose holder has died is taken up by others", async () => {
  await take("dead");
  await freeJobsOf(store, ["dead"]);
  expect(await queueDepth(store)).toEqual({ waiting: 1, running: 0, later: 0 });
});

test("work that was put off by a holder that died then is in the queue once, and nothing stays for ever", async () => {
  await take("dead");
  await addJobs(store, [{ task: "deliver", payload: {}, key: "deliver:1", delay: 1000 }]);
  expect(await queueDepth(store)).toEqual({ waiting: 0, running: 1, later: 1 });
  await freeJobsOf(store, ["dead"]);
  expect(await queueDepth(store)).toEqual({ waiting: 0, running: 0, later: 1 });
});

test("work that a holder puts off after it was taken for dead outlives the end of the old job", async () => {
  await take("slow");
  const { rows } = await sql<{ id: string }>`select id from graphile_worker.jobs`.execute(store);
  await freeJobsOf(store, ["slow"]);
  await putOff(store, { task: "deliver", payload: {}, key: "deliver:1" });
  // What the slow one's queue does when its work has ended.
  await sql`delete from graphile_worker._private_jobs where id = ${rows[0]?.id}`.execute(store);
  expect(await queueDepth(store)).toEqual({ waiting: 1, running: 0, later: 0 });
});

test("the jobs of pools that live stay theirs", async () => {
  await beat(store, "alive");
  await take("alive");
  expect(await freeLostJobs(store, 10_000)).toBe(0);
  expect(await queueDepth(store)).toEqual({ waiting: 0, running: 1, later: 0 });
});
