import { type RawBuilder, sql } from "kysely";
import type { Store } from "./database.ts";

/** Work for the queue. */
export interface Job {
  readonly task: string;
  readonly payload: object;
  /** At most one job of a key waits; a later one takes its place. */
  readonly key: string;
  /** Milliseconds to wait before it runs. Left out: none. */
  readonly delay?: number;
}

/** A job ends when its work is done, and comes again in its own time until then; this only bounds crashes. */
const mostAttempts = 1000;

/** Adds jobs to the queue, in the transaction of the store that is given. */
export async function addJobs(store: Store, jobs: readonly Job[]): Promise<void> {
  if (jobs.length === 0) return;
  await sql`
    select graphile_worker.add_job(task, payload::json, run_at => now() + make_interval(secs => delay), job_key => key,
      max_attempts => ${mostAttempts})
    from unnest(${jobs.map(({ task }) => task)}::text[], ${jobs.map(({ payload }) => JSON.stringify(payload))}::text[],
      ${jobs.map(({ key }) => key)}::text[], ${jobs.map(({ delay = 0 }) => delay / 1000)}::double precision[])
      as job (task, payload, key, delay)`.execute(store);
}

/**
 * Adds the job again from which this is called, as a row of its own: whoever was slow to stop, or was taken for dead,
 * holds the old one no more, and removes it by its id all the same when it has ended.
 */
export async function putOff(store: Store, job: Job): Promise<void> {
  await store.transaction().execute(async (transaction) => {
    await sql`select graphile_worker.remove_job(${job.key}::text)`.execute(transaction);
    await addJobs(transaction, [job]);
  });
}

/** A call, within a statement, that adds a job. */
export function addedJob({ task, payload, key, delay = 0 }: Job): RawBuilder<unknown> {
  return sql`graphile_worker.add_job(${task}::text, ${JSON.stringify(payload)}::json,
    run_at => now() + make_interval(secs => ${delay / 1000}::double precision), job_key => ${key}::text,
    max_attempts => ${mostAttempts}::integer)`;
}

/** How full the queue is. */
export interface QueueDepth {
  /** Could run now. */
  readonly waiting: number;
  readonly running: number;
  /** Are to run later. */
  readonly later: number;
}

export async function queueDepth(store: Store): Promise<QueueDepth> {
  const { rows } = await sql<QueueDepth>`
    select count(*) filter (where locked_at is null and run_at <= now())::integer as waiting,
      count(*) filter (where locked_at is not null)::integer as running,
      count(*) filter (where locked_at is null and run_at > now())::integer as later
    from graphile_worker.jobs`.execute(store);
  return rows[0] ?? { waiting: 0, running: 0, later: 0 };
}
