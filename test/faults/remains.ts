import { setTimeout as pause } from "node:timers/promises";
import { sql } from "kysely";
import type { Store } from "../../src/store/database.ts";

const longest = 60_000;

/** Waits until nothing is under way any more, and says what is left all the same: each piece is one too many. */
export async function remainsOf(store: Store): Promise<readonly string[]> {
  const deadline = Date.now() + longest;
  for (;;) {
    const left = await look(store);
    if (left.length === 0 || Date.now() > deadline) return left;
    await pause(200);
  }
}

/** Work that ought to have ended, in the queue, in the rows of runs and deliveries, and of files. */
async function look(store: Store): Promise<readonly string[]> {
  const { rows } = await sql<{ readonly what: string }>`
    select format('a job %s waits (%s, attempt %s, %s)', task_identifier, key, attempts, last_error) as what
    from graphile_worker.jobs
    union all
    select format('the run of %s is pending (%s)', due_at, reason) from runs where state = 'pending'
    union all
    select format('the delivery %s is %s (%s)', delivery_key, step, stopped_reason) from deliveries
    where step <> 'done'
    union all
    select format('the delivery %s is held', delivery_key) from deliveries where held_until > clock_timestamp()
    union all
    select format('the file %s of %s is on record', file_id, delivery_key) from delivery_files`.execute(
    store,
  );
  return rows.map(({ what }) => what);
}
