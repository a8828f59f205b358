import { sql } from "kysely";
import type { Store } from "./database.ts";

/** Says that a pool of workers is alive. */
export async function beat(store: Store, poolId: string): Promise<void> {
  await sql`
    insert into worker_pools (pool_id) values (${poolId})
    on conflict (pool_id) do update set seen_at = clock_timestamp()`.execute(store);
}

/** Frees the jobs of pools that were not seen for so long, and of pools that nobody knows. Gives how many pools. */
export async function freeLostJobs(store: Store, deadAfterMs: number): Promise<number> {
  const age = sql`clock_timestamp() - make_interval(secs => ${deadAfterMs / 1000}::double precision)`;
  const { rows } = await sql<{ pool_id: string }>`
    delete from worker_pools where seen_at < ${age} returning pool_id`.execute(store);
  const { rows: unknown } = await sql<{ pool_id: string }>`
    select distinct locked_by as pool_id from graphile_worker.jobs
    where locked_by is not null and locked_at < ${age}
      and locked_by not in (select pool_id from worker_pools)`.execute(store);
  const lost = [...new Set([...rows, ...unknown].map(({ pool_id }) => pool_id))];
  await freeJobsOf(store, lost);
  return lost.length;
}

/**
 * Frees the jobs that these pools hold: others take them up. A job in whose place another of its key has come while it
 * was held is over: it has lost its key, nobody would take it, and it would stay for ever.
 */
export async function freeJobsOf(store: Store, poolIds: readonly string[]): Promise<void> {
  if (poolIds.length === 0) return;
  await store.transaction().execute(async (transaction) => {
    await sql`select graphile_worker.force_unlock_workers(${[...poolIds]}::text[])`.execute(transaction);
    await sql`
      select graphile_worker.complete_jobs(array(
        select id from graphile_worker.jobs where key is null and locked_at is null and attempts >= max_attempts
      ))`.execute(transaction);
    await sql`delete from worker_pools where pool_id = any(${[...poolIds]}::text[])`.execute(transaction);
  });
}

/** Whether an instance that carries out jobs was seen within a minute. */
export async function isWorkerSeen(store: Store): Promise<boolean> {
  const { rows } = await sql`
    select 1 from worker_pools where seen_at > clock_timestamp() - interval '1 minute' limit 1`.execute(
    store,
  );
  return rows.length > 0;
}
