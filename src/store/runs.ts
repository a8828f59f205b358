import { type RawBuilder, sql } from "kysely";
import type { Store } from "./database.ts";
import type { SubscriptionRef } from "./subscriptions.ts";

/**
 * What became of a due time. `delivered` on time, `late` after it; `missed`: nobody was there for it; `skipped` on
 * purpose; `failed`: Slack refused it; `pending`: not yet known.
 */
export const runStates = ["pending", "delivered", "late", "missed", "skipped", "failed"] as const;
export type RunState = (typeof runStates)[number];

export interface RunRef extends SubscriptionRef {
  readonly dueAt: Date;
}

export interface Run extends RunRef {
  readonly state: RunState;
  /** Why it was skipped, missed or failed; while it is pending, why it is not there yet. */
  readonly reason: string | null;
  readonly messageTs: string | null;
  readonly attempts: number;
}

interface Row {
  readonly workspace_id: number;
  readonly subscription_id: string;
  readonly due_at: Date;
  readonly state: RunState;
  readonly reason: string | null;
  readonly message_ts: string | null;
  readonly attempts: number;
}

const columns = sql`workspace_id, subscription_id, due_at, state, reason, message_ts, attempts`;

function runOf(row: Row): Run {
  return {
    workspaceId: row.workspace_id,
    subscriptionId: row.subscription_id,
    dueAt: row.due_at,
    state: row.state,
    reason: row.reason,
    messageTs: row.message_ts,
    attempts: row.attempts,
  };
}

/** Adds runs; gives those that were not there before. */
export async function insertRuns(
  store: Store,
  runs: readonly (RunRef & Pick<Run, "state" | "reason">)[],
): Promise<readonly Run[]> {
  if (runs.length === 0) return [];
  const values = sql.join(
    runs.map(
      (run) =>
        sql`(${run.workspaceId}::integer, ${run.subscriptionId}, ${run.dueAt}::timestamptz, ${run.state},
          ${run.reason}, ${run.state === "pending" ? null : run.dueAt}::timestamptz)`,
    ),
  );
  const { rows } = await sql<Row>`
    insert into runs (workspace_id, subscription_id, due_at, state, reason, finished_at) values ${values}
    on conflict (workspace_id, subscription_id, due_at) do nothing returning ${columns}`.execute(store);
  return rows.map(runOf);
}

export async function findRun(store: Store, ref: RunRef): Promise<Run | null> {
  const { rows } = await sql<Row>`select ${columns} from runs where ${is(ref)}`.execute(store);
  return rows[0] ? runOf(rows[0]) : null;
}

/** Gives a subscription's runs, the newest first. */
export async function runsOf(
  store: Store,
  { workspaceId, subscriptionId }: SubscriptionRef,
  most: number,
): Promise<readonly Run[]> {
  const { rows } = await sql<Row>`
    select ${columns} from runs where workspace_id = ${workspaceId} and subscription_id = ${subscriptionId}
    order by due_at desc limit ${most}`.execute(store);
  return rows.map(runOf);
}

/** Gives the newest run of every subscription of a workspace. */
export async function latestRuns(store: Store, workspaceId: number): Promise<readonly Run[]> {
  const { rows } = await sql<Row>`
    select distinct on (subscription_id) ${columns} from runs where workspace_id = ${workspaceId}
    order by subscription_id, due_at desc`.execute(store);
  return rows.map(runOf);
}

/** Counts one more attempt. */
export async function recordRunAttempt(store: Store, ref: RunRef): Promise<void> {
  await sql`update runs set attempts = attempts + 1 where ${is(ref)}`.execute(store);
}

/** Says why a run is not there yet. */
export async function recordRunWaits(store: Store, ref: RunRef, reason: string): Promise<void> {
  await sql`update runs set reason = ${reason} where ${is(ref)} and state = 'pending'`.execute(store);
}

export interface RunEnd {
  readonly state: Exclude<RunState, "pending">;
  readonly reason: string | null;
  readonly messageTs: string | null;
  readonly at: Date;
}

/** Ends a pending run; false when it had ended already, which stays as it is. */
export async function endRun(store: Store, ref: RunRef, end: RunEnd): Promise<boolean> {
  const { rows } = await sql`
    update runs set state = ${end.state}, reason = ${end.reason}, message_ts = ${end.messageTs},
      finished_at = ${end.at}
    where ${is(ref)} and state = 'pending' returning due_at`.execute(store);
  return rows.length === 1;
}

/** Takes up a failed run again; false when it did not fail. */
export async function reopenRun(store: Store, ref: RunRef): Promise<boolean> {
  const { rows } = await sql`
    update runs set state = 'pending', reason = null, finished_at = null
    where ${is(ref)} and state = 'failed' returning due_at`.execute(store);
  return rows.length === 1;
}

/** Whether a later due time of the same subscription has come. */
export async function hasLaterRun(store: Store, ref: RunRef): Promise<boolean> {
  const { rows } = await sql`
    select 1 from runs where workspace_id = ${ref.workspaceId} and subscription_id = ${ref.subscriptionId}
      and due_at > ${ref.dueAt} limit 1`.execute(store);
  return rows.length === 1;
}

function is({ workspaceId, subscriptionId, dueAt }: RunRef): RawBuilder<boolean> {
  return sql`workspace_id = ${workspaceId} and subscription_id = ${subscriptionId} and due_at = ${dueAt}`;
}
