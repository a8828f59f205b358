import { type RawBuilder, sql } from "kysely";
import type { Store } from "./database.ts";

/** Names one delivery: its key is unique in its workspace. */
export interface DeliveryRef {
  readonly workspaceId: number;
  readonly deliveryKey: string;
}

/** A delivery that one process works on, until it stops renewing its hold. */
export interface HeldDelivery extends DeliveryRef {
  readonly holder: string;
  /** Milliseconds that a hold lasts after each sign of life. */
  readonly holdFor: number;
}

/** How far one message, with its thread replies, has come on its way to Slack. */
export interface Delivery {
  readonly deliveryId: string;
  readonly channelId: string;
  /** As it was handed over first. */
  readonly content: unknown;
  /** `uploaded`: left by a version that uploaded all charts before it posted. */
  readonly step: "planned" | "uploaded" | "done";
  /** Files whose upload was begun, by chart name. */
  readonly fileGrants: Readonly<Record<string, string>>;
  /** By chart name; null: it could not be drawn or sent. */
  readonly fileIds: Readonly<Record<string, string | null>>;
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
  readonly file_grants: Record<string, string>;
  readonly file_ids: Record<string, string | null>;
  readonly message_ts: Record<string, string>;
  readonly attempted_part: number | null;
  readonly attempted_at: Date | null;
  readonly late: boolean | null;
}

/** Another process took the delivery over, because this one gave no sign of life for too long. */
export class HoldLost extends Error {
  readonly code = "delivery-hold-lost";

  constructor({ deliveryKey }: DeliveryRef) {
    super(`The delivery ${deliveryKey} was taken over by another process`);
    this.name = "HoldLost";
  }
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
    select delivery_id, channel_id, content, step, file_grants, file_ids, message_ts, attempted_part, attempted_at,
      late
    from deliveries where workspace_id = ${workspaceId} and delivery_key = ${deliveryKey}`.execute(store);
  const [row] = rows;
  if (!row) return null;
  return {
    deliveryId: row.delivery_id,
    channelId: row.channel_id,
    content: row.content,
    step: row.step,
    fileGrants: row.file_grants,
    fileIds: row.file_ids,
    messageTs: row.message_ts,
    attempt:
      row.attempted_part === null || row.attempted_at === null
        ? null
        : { part: row.attempted_part, at: row.attempted_at },
    late: row.late,
  };
}

/** Takes a delivery that nobody works on; false when somebody does. Every record of its steps renews the hold. */
export async function holdDelivery(store: Store, held: HeldDelivery): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update deliveries set held_by = ${held.holder}, held_until = ${holdEnd(held)}
    where workspace_id = ${held.workspaceId} and delivery_key = ${held.deliveryKey}
      and (held_until is null or held_until < clock_timestamp())`.execute(store);
  return numAffectedRows === 1n;
}

/** Shows that the holders of deliveries live; what another process has taken over stays its own. */
export async function renewHolds(
  store: Store,
  held: readonly HeldDelivery[],
  holdFor: number,
): Promise<void> {
  await sql`
    update deliveries as delivery set held_until = ${holdEnd({ holdFor })}
    from unnest(${held.map(({ workspaceId }) => workspaceId)}::integer[],
      ${held.map(({ deliveryKey }) => deliveryKey)}::text[], ${held.map(({ holder }) => holder)}::uuid[])
      as held (workspace_id, delivery_key, holder)
    where delivery.workspace_id = held.workspace_id and delivery.delivery_key = held.delivery_key
      and delivery.held_by = held.holder`.execute(store);
}

/** Lets others work on the delivery at once. */
export async function releaseDelivery(store: Store, held: HeldDelivery): Promise<void> {
  await sql`update deliveries set held_by = null, held_until = null where ${isHeld(held)}`.execute(store);
}

/** Records the file of a chart before its upload, so that it is found again after a crash. */
export async function recordGrant(store: Store, held: HeldDelivery, name: string, id: string): Promise<void> {
  await update(store, held, sql`file_grants = file_grants || jsonb_build_object(${name}::text, ${id}::text)`);
}

/** Records that the files are gone, so that charts are uploaded anew. */
export async function recordFilesGone(store: Store, ref: HeldDelivery): Promise<void> {
  await update(store, ref, sql`step = 'planned', file_ids = '{}', file_grants = '{}'`);
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

/** Records that a part stands in Slack as the message `ts`. */
export async function recordPosted(store: Store, ref: HeldDelivery, part: number, ts: string): Promise<void> {
  await update(
    store,
    ref,
    sql`message_ts = message_ts || jsonb_build_object(${String(part)}::text, ${ts}::text),
      attempted_part = null, attempted_at = null, stopped_reason = null`,
  );
}

/** Records that it has arrived whole. What was delivered stands in Slack: it is kept here no longer. */
export async function recordDone(
  store: Store,
  ref: HeldDelivery,
  fileIds: Delivery["fileIds"],
): Promise<void> {
  const files = sql`${JSON.stringify(fileIds)}::jsonb`;
  await update(store, ref, sql`step = 'done', stopped_reason = null, content = '{}', file_ids = ${files}`);
}

/** Records why Slack refuses it. A later attempt takes it up where it stands. */
export async function recordStopped(store: Store, ref: HeldDelivery, reason: string): Promise<void> {
  await update(store, ref, sql`stopped_reason = ${reason}`);
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

/** Throws `HoldLost`. */
async function update(store: Store, held: HeldDelivery, changes: ReturnType<typeof sql>): Promise<void> {
  const { numAffectedRows } = await sql`
    update deliveries set ${changes}, updated_at = now(), held_until = ${holdEnd(held)}
    where ${isHeld(held)}`.execute(store);
  if (numAffectedRows !== 1n) throw new HoldLost(held);
}

function isHeld({ workspaceId, deliveryKey, holder }: HeldDelivery): RawBuilder<boolean> {
  return sql`workspace_id = ${workspaceId} and delivery_key = ${deliveryKey} and held_by = ${holder}`;
}

function holdEnd({ holdFor }: Pick<HeldDelivery, "holdFor">): RawBuilder<Date> {
  return sql`clock_timestamp() + make_interval(secs => ${holdFor / 1000}::double precision)`;
}
