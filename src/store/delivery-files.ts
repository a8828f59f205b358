import { type RawBuilder, sql } from "kysely";
import type { Store } from "./database.ts";
import { type DeliveryRef, type HeldDelivery, HoldLost, holdEnd, isHeld } from "./delivery-hold.ts";
import { addedJob, type Job } from "./jobs.ts";

/** A file that Slack gave an id for, whatever became of its upload. */
export interface GrantedFile {
  /** The chart's. */
  readonly name: string;
  readonly id: string;
}

/**
 * Records a file before its upload, or that it is wanted after all. None is forgotten until a message shows it or it is
 * surely gone: a call may be carried out long after whoever made it has died. Throws `HoldLost`.
 */
export async function recordGrant(
  store: Store,
  held: HeldDelivery,
  { name, id }: GrantedFile,
): Promise<void> {
  const { numAffectedRows } = await sql`
    with held as (
      update deliveries set held_until = ${holdEnd(held)}
      where workspace_id = ${held.workspaceId} and ${isHeld(held)} returning workspace_id, delivery_key
    )
    insert into delivery_files (workspace_id, delivery_key, file_id, chart_name)
    select workspace_id, delivery_key, ${id}, ${name} from held
    on conflict (workspace_id, delivery_key, file_id) do update set unused_since = null`.execute(store);
  if (numAffectedRows !== 1n) throw new HoldLost(held);
}

/** Forgets files of a delivery: a message shows them, or Slack has them no more. */
export async function forgetFiles(store: Store, ref: DeliveryRef, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await sql`delete from delivery_files where workspace_id = ${ref.workspaceId} and ${isOf(ref, ids)}`.execute(
    store,
  );
}

/** Records that no message will show a delivery's files, and has them removed: by the job, where there are any. */
export async function releaseFiles(store: Store, ref: DeliveryRef, clearing: Job): Promise<void> {
  await sql`with ${released(ref, clearing)} select from clearing`.execute(store);
}

/** The parts of a statement that do what `releaseFiles` says, to be named by the rest of it: `clearing`. */
export function released(ref: DeliveryRef, clearing: Job, condition = sql`true`): RawBuilder<unknown> {
  return sql`unused as (
      update delivery_files set unused_since = coalesce(unused_since, clock_timestamp())
      where workspace_id = ${ref.workspaceId} and delivery_key = ${ref.deliveryKey} and ${condition} returning 1
    ), clearing as (
      select ${addedJob(clearing)} from (select from unused limit 1) as any_of_them
    )`;
}

export interface UnusedFile {
  readonly id: string;
  /** Whether a call that would complete its upload has surely arrived by now. */
  readonly isSettled: boolean;
}

/** Gives a delivery's files that no message will show. A call is given so many milliseconds on its way. */
export async function unusedFiles(
  store: Store,
  { workspaceId, deliveryKey }: DeliveryRef,
  onItsWay: number,
): Promise<readonly UnusedFile[]> {
  const { rows } = await sql<{ file_id: string; is_settled: boolean }>`
    select file_id, unused_since <= clock_timestamp() - make_interval(secs => ${onItsWay / 1000}::double precision)
      as is_settled
    from delivery_files
    where workspace_id = ${workspaceId} and delivery_key = ${deliveryKey} and unused_since is not null
    order by granted_at`.execute(store);
  return rows.map((row) => ({ id: row.file_id, isSettled: row.is_settled }));
}

/**
 * Gives a channel's deliveries that still have files which no message will show: of those that Slack refused and that
 * were planned before then (`isGivenUp`) nobody has said so yet.
 */
export async function unclearedDeliveries(
  store: Store,
  where: { readonly workspaceId: number; readonly channelId: string; readonly before: Date },
): Promise<readonly (DeliveryRef & { readonly isGivenUp: boolean })[]> {
  const { rows } = await sql<{ delivery_key: string; is_given_up: boolean }>`
    select delivery_key, bool_or(unused_since is null) as is_given_up
    from delivery_files as file join deliveries as delivery using (workspace_id, delivery_key)
    where file.workspace_id = ${where.workspaceId} and delivery.channel_id = ${where.channelId}
      and (
        unused_since is not null
        or step <> 'done' and stopped_reason is not null and attempted_part is null
          and delivery.created_at < ${where.before}
      )
    group by delivery_key`.execute(store);
  return rows.map((row) => ({
    workspaceId: where.workspaceId,
    deliveryKey: row.delivery_key,
    isGivenUp: row.is_given_up,
  }));
}

/** The condition, of a workspace's files, of being one of these of the delivery. */
export function isOf({ deliveryKey }: DeliveryRef, ids: readonly string[]): RawBuilder<boolean> {
  return sql`delivery_key = ${deliveryKey} and file_id = any(${[...ids]}::text[])`;
}
