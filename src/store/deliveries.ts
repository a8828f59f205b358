import { sql } from "kysely";
import type { Store } from "./database.ts";

/** Names one delivery: its key is unique in its workspace. */
export interface DeliveryRef {
  readonly workspaceId: number;
  readonly deliveryKey: string;
}

/** How far one message, with its thread replies, has come on its way to Slack. */
export interface Delivery {
  readonly deliveryId: string;
  readonly channelId: string;
  /** As it was handed over first. */
  readonly content: unknown;
  readonly step: "planned" | "uploaded" | "done";
  /** By chart name; null: it could not be drawn or sent. */
  readonly fileIds: Readonly<Record<string, string | null>>;
  /** By part: 0 is the channel message, the others its thread replies. */
  readonly messageTs: Readonly<Record<string, string>>;
  /** A part whose posting was begun, and first so at that time, and whose outcome is not known. */
  readonly attempt: { readonly part: number; readonly at: Date } | null;
}

interface Row {
  readonly delivery_id: string;
  readonly channel_id: string;
  readonly content: unknown;
  readonly step: Delivery["step"];
  readonly file_ids: Record<string, string | null>;
  readonly message_ts: Record<string, string>;
  readonly attempted_part: number | null;
  readonly attempted_at: Date | null;
}

/**
 * Does the work while nobody else works on the same delivery; others wait. The lock lives with the database
 * connection, so it ends with a process that dies. All queries of the work go through the store it is given.
 */
export async function withDelivery<T>(
  store: Store,
  { workspaceId, deliveryKey }: DeliveryRef,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const lock = sql`hashtextextended(${deliveryKey}, ${workspaceId})`;
  return store.connection().execute(async (connection) => {
    await sql`select pg_advisory_lock(${lock})`.execute(connection);
    try {
      return await work(connection);
    } finally {
      await sql`select pg_advisory_unlock(${lock})`.execute(connection);
    }
  });
}

/** Gives the delivery of that key as it stands; a new one is planned with the content. */
export async function planDelivery(
  store: Store,
  { workspaceId, deliveryKey }: DeliveryRef,
  plan: { readonly channelId: string; readonly content: object },
): Promise<Delivery> {
  await sql`
    insert into deliveries (workspace_id, delivery_key, channel_id, content)
    values (${workspaceId}, ${deliveryKey}, ${plan.channelId}, ${JSON.stringify(plan.content)}::jsonb)
    on conflict (workspace_id, delivery_key) do nothing`.execute(store);
  const { rows } = await sql<Row>`
    select delivery_id, channel_id, content, step, file_ids, message_ts, attempted_part, attempted_at
    from deliveries where workspace_id = ${workspaceId} and delivery_key = ${deliveryKey}`.execute(store);
  const [row] = rows;
  if (!row) throw new Error(`The delivery ${deliveryKey} was removed while it was planned`);
  return {
    deliveryId: row.delivery_id,
    channelId: row.channel_id,
    content: row.content,
    step: row.step,
    fileIds: row.file_ids,
    messageTs: row.message_ts,
    attempt:
      row.attempted_part === null || row.attempted_at === null
        ? null
        : { part: row.attempted_part, at: row.attempted_at },
  };
}

/** Records that every chart is uploaded, or given up. */
export async function recordUploads(
  store: Store,
  ref: DeliveryRef,
  fileIds: Delivery["fileIds"],
): Promise<void> {
  await update(store, ref, sql`step = 'uploaded', file_ids = ${JSON.stringify(fileIds)}::jsonb`);
}

/** Records, before the call, that a part is being posted. A part that was begun before keeps its first time. */
export async function recordAttempt(store: Store, ref: DeliveryRef, part: number, at: Date): Promise<void> {
  await update(
    store,
    ref,
    sql`attempted_at = case when attempted_part = ${part} then attempted_at else ${at} end,
      attempted_part = ${part}`,
  );
}

/** Records that the part was surely not posted. */
export async function recordNotPosted(store: Store, ref: DeliveryRef): Promise<void> {
  await update(store, ref, sql`attempted_part = null, attempted_at = null`);
}

/** Records that a part stands in Slack as the message `ts`. */
export async function recordPosted(store: Store, ref: DeliveryRef, part: number, ts: string): Promise<void> {
  await update(
    store,
    ref,
    sql`message_ts = message_ts || jsonb_build_object(${String(part)}::text, ${ts}::text),
      attempted_part = null, attempted_at = null, stopped_reason = null`,
  );
}

export async function recordDone(store: Store, ref: DeliveryRef): Promise<void> {
  await update(store, ref, sql`step = 'done', stopped_reason = null`);
}

/** Records why Slack refuses it. A later attempt takes it up where it stands. */
export async function recordStopped(store: Store, ref: DeliveryRef, reason: string): Promise<void> {
  await update(store, ref, sql`stopped_reason = ${reason}`);
}

/** Gives a channel's deliveries that Slack refused and that were planned since then, oldest first. */
export async function stoppedDeliveries(
  store: Store,
  where: { readonly workspaceId: number; readonly channelId: string; readonly since: Date },
): Promise<readonly { readonly deliveryKey: string; readonly content: unknown }[]> {
  const { rows } = await sql<{ delivery_key: string; content: unknown }>`
    select delivery_key, content from deliveries
    where workspace_id = ${where.workspaceId} and channel_id = ${where.channelId} and step <> 'done'
      and stopped_reason is not null and created_at >= ${where.since}
    order by created_at`.execute(store);
  return rows.map((row) => ({ deliveryKey: row.delivery_key, content: row.content }));
}

async function update(
  store: Store,
  { workspaceId, deliveryKey }: DeliveryRef,
  changes: ReturnType<typeof sql>,
): Promise<void> {
  await sql`
    update deliveries set ${changes}, updated_at = now()
    where workspace_id = ${workspaceId} and delivery_key = ${deliveryKey}`.execute(store);
}
