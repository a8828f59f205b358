import { sql } from "kysely";
import type { Store } from "./database.ts";

/** Work for the queue. */
export interface Job {
  readonly task: string;
  readonly payload: object;
  /** At most one job of a key waits; a later one takes its place. */
  readonly key: string;
  /** Left out: at once. */
  readonly runAt?: Date;
}

/** A job ends when its work is done, and comes again in its own time until then; this only bounds crashes. */
const mostAttempts = 1000;

/** Adds jobs to the queue, in the transaction of the store that is given. */
export async function addJobs(store: Store, jobs: readonly Job[]): Promise<void> {
  if (jobs.length === 0) return;
  await sql`
    select graphile_worker.add_job(task, payload::json, run_at => coalesce(run_at, now()), job_key => key,
      max_attempts => ${mostAttempts})
    from unnest(${jobs.map(({ task }) => task)}::text[], ${jobs.map(({ payload }) => JSON.stringify(payload))}::text[],
      ${jobs.map(({ key }) => key)}::text[], ${jobs.map(({ runAt }) => runAt ?? null)}::timestamptz[])
      as job (task, payload, key, run_at)`.execute(store);
}

/** Gives how many jobs wait that could run now. */
export async function countWaitingJobs(store: Store): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from graphile_worker.jobs
    where locked_at is null and run_at <= now() and attempts < max_attempts`.execute(store);
  return rows[0]?.count ?? 0;
}
