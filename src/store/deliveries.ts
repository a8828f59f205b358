import { type RawBuilder, sql } from "kysely";
import type { Store } from "./database.ts";
import { type GrantedFile, isOf, released } from "./delivery-files.ts";
import { type DeliveryRef, type HeldDelivery, HoldLost, holdEnd, isHeld } from "./delivery-hold.ts";
import type { Job } from "./jobs.ts";

/** How far one message, with its thread replies, has come on its way to Slack. */
export interface Delivery {
  readonly deliveryId: string;
  readonly channelId: string;
  /** As it was handed over first. */
  readonly content: unknown;
  readonly step: "planned" | "done";
  /** Files that were asked for and that no message is known to show, the newest first. */
  readonly files: readonly GrantedFile[];
  /** Of the charts that its messages show, by name. */
  readonly fileIds: Readonly<Record<string, string>>;
  /** By part: 0 is the channel message, the others its thread replies. */
  readonly messageTs: Readonly<Record<string, string>>;
  /** A part whose posting was begun, and first so at that time, and whose outcome is not known. */
  readonly attempt: { readonly part: number; readonly at: Date } | null;
  /** Whether it says that it comes late; null: not chosen yet. */
  readonly late: boolean | null;
}

interface Row {
  readonly delivery_id: string;
  readonly channel_id: string;
  readonly content: unknown;
  readonly step: Delivery["step"];
  readonly files: readonly GrantedFile[];
  readonly file_ids: Record<string, string>;
  readonly message_ts: Record<string, string>;
  readonly attempted_part: number | null;
  readonly attempted_at: Date | null;
  readonly late: boolean | null;
}

/**
 * Plans a delivery, with the content, unless there is one of that key already; true when this call did. Calling it in
 * a transaction stores other things along with it.
 */
export async function planDelivery(
  store: Store,
  { workspaceId, deliveryKey }: DeliveryRef,
  plan: { readonly channelId: string; readonly content: object },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into deliveries (workspace_id, delivery_key, channel_id, content)
    values (${workspaceId}, ${deliveryKey}, ${plan.channelId}, ${JSON.stringify(plan.content)}::jsonb)
    on conflict (workspace_id, delivery_key) do nothing`.execute(store);
  return numAffectedRows === 1n;
}

/** Gives the delivery of that key as it stands, or null. */
export async function findDelivery(
  store: Store,
  { workspaceId, deliveryKey }: DeliveryRef,
): Promise<Delivery | null> {
  const { rows } = await sql<Row>`
    select delivery_id, channel_id, content, step, file_ids, message_ts, attempted_part, attempted_at, late,
      (
        select coalesce(jsonb_agg(jsonb_build_object('name', chart_name, 'id', file_id) order by granted_at desc), '[]')
        from delivery_files as file
        where file.workspace_id = ${workspaceId} and file.delivery_key = ${deliveryKey}
      ) as files
    from deliveries where workspace_id = ${workspaceId} and delivery_key = ${deliveryKey}`.execute(store);
  const [row] = rows;
  if (!row) return null;
  return {
    deliveryId: row.delivery_id,
    channelId: row.channel_id,
    content: row.content,
    step: row.step,
    files: row.files,
    fileIds: row.file_ids,
    messageTs: row.message_ts,
    attempt:
      row.attempted_part === null || row.attempted_at === null
        ? null
        : { part: row.attempted_part, at: row.attempted_at },
    late: row.late,
  };
}

export interface Attempt {
  readonly part: number;
  readonly at: Date;
  /** Whether the message says that it is late. */
  readonly late: boolean;
}

/**
 * Records, before the call, that a part is being posted. A part that was begun before keeps its first time, and what
 * was said first about lateness stands.
 */
export async function recordAttempt(store: Store, ref: HeldDelivery, attempt: Attempt): Promise<void> {
  const { part, at, late } = attempt;
  await update(
    store,
    ref,
    sql`attempted_at = case when attempted_part = ${part} then attempted_at else ${at} end,
      attempted_part = ${part}, late = coalesce(late, ${late})`,
  );
}

/** Records that the part was surely not posted. */
export async function recordNotPosted(store: Store, ref: HeldDelivery): Promise<void> {
  await update(store, ref, sql`attempted_part = null, attempted_at = null`);
}

/** Records that a part stands in Slack as the message `ts`, which shows the files: the newest of a name first. */
export async function recordPosted(
  store: Store,
  ref: HeldDelivery,
  part: number,
  { ts, files }: { readonly ts: string; readonly files: readonly GrantedFile[] },
): Promise<void> {
  const ids = files.map(({ id }) => id);
  const byName = Object.fromEntries(files.toReversed().map(({ name, id }) => [name, id]));
  await update(
    store,
    ref,
    sql`message_ts = message_ts || jsonb_build_object(${String(part)}::text, ${ts}::text),
      file_ids = file_ids || ${JSON.stringify(byName)}::jsonb,
      attempted_part = null, attempted_at = null, stopped_reason = null`,
    sql`with shown as (
      delete from delivery_files where workspace_id = ${ref.workspaceId} and ${isOf(ref, ids)}
        and exists (select from deliveries where workspace_id = ${ref.workspaceId} and ${isHeld(ref)})
    )`,
  );
}

/**
 * Records that it has arrived whole; files that no message shows are removed by the job. What was delivered stands in
 * Slack: it is kept here no longer.
 */
export async function recordDone(store: Store, ref: HeldDelivery, clearing: Job): Promise<void> {
  await end(store, ref, sql`step = 'done', stopped_reason = null, content = '{}'`, clearing);
}

/**
 * Records why Slack refuses it. A later attempt takes it up where it stands. Its files are removed by the job, unless
 * there is none.
 */
export async function recordStopped(
  store: Store,
  ref: HeldDelivery,
  reason: string,
  clearing: Job | null,
): Promise<void> {
  const changes = sql`stopped_reason = ${reason}`;
  await (clearing ? end(store, ref, changes, clearing) : update(store, ref, changes));
}

/**
 * Gives the keys of a channel's deliveries that Slack refused and that were planned since then, oldest first; those of runs are
 * left to their runs.
 */
export async function stoppedDeliveries(
  store: Store,
  where: { readonly workspaceId: number; readonly channelId: string; readonly since: Date },
): Promise<readonly string[]> {
  const { rows } = await sql<{ delivery_key: string }>`
    select delivery_key from deliveries
    where workspace_id = ${where.workspaceId} and channel_id = ${where.channelId} and step <> 'done'
      and stopped_reason is not null and created_at >= ${where.since} and delivery_key not like 'run:%'
    order by created_at`.execute(store);
  return rows.map((row) => row.delivery_key);
}

/** Changes it, in one statement with what else is to be done. Throws `HoldLost`. */
async function update(
  store: Store,
  held: HeldDelivery,
  changes: RawBuilder<unknown>,
  also: RawBuilder<unknown> = sql``,
): Promise<void> {
  const { numAffectedRows } = await sql`
    ${also} update deliveries set ${changes}, updated_at = now(), held_until = ${holdEnd(held)}
    where workspace_id = ${held.workspaceId} and ${isHeld(held)}`.execute(store);
  if (numAffectedRows !== 1n) throw new HoldLost(held);
}

/** Changes it and lets its files go. Throws `HoldLost`. */
async function end(
  store: Store,
  held: HeldDelivery,
  changes: RawBuilder<unknown>,
  clearing: Job,
): Promise<void> {
  const { rows } = await sql<{ held: string }>`
    with held as (
      update deliveries set ${changes}, updated_at = now(), held_until = ${holdEnd(held)}
      where workspace_id = ${held.workspaceId} and ${isHeld(held)} returning 1
    ), ${released(held, clearing, sql`exists (select from held)`)}
    select (select count(*) from held) as held, (select count(*) from clearing) as clearing`.execute(store);
  if (Number(rows[0]?.held) !== 1) throw new HoldLost(held);
}
