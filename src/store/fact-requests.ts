import { sql } from "kysely";
import type { Store } from "./database.ts";

export interface RequestKey {
  readonly workspaceId: number;
  readonly idempotencyKey: string;
  /** SHA-256 of what was asked. */
  readonly hash: Buffer;
  readonly now: Date;
}

export type FormerRequest =
  | { readonly kind: "new" }
  | { readonly kind: "answered"; readonly status: number; readonly answer: unknown }
  /** The key was used for another request. */
  | { readonly kind: "other" };

/**
 * Claims an idempotency key in the transaction that does what was asked. When another request with the key is under
 * way, this one waits for its end; when it was answered, its answer is given.
 */
export async function claimRequest(transaction: Store, request: RequestKey): Promise<FormerRequest> {
  const { workspaceId, idempotencyKey, hash, now } = request;
  const claimed = await sql`
    insert into fact_requests (workspace_id, idempotency_key, request_hash, received_at)
    values (${workspaceId}, ${idempotencyKey}, ${hash}, ${now.toISOString()})
    on conflict do nothing`.execute(transaction);
  if (claimed.numAffectedRows === 1n) return { kind: "new" };
  const former = await transaction
    .selectFrom("fact_requests")
    .select(["request_hash", "status", "answer"])
    .where("workspace_id", "=", workspaceId)
    .where("idempotency_key", "=", idempotencyKey)
    .executeTakeFirstOrThrow();
  if (!former.request_hash.equals(hash) || former.status === null) return { kind: "other" };
  return { kind: "answered", status: former.status, answer: former.answer };
}

/** Keeps what a claimed request is answered. */
export async function answerRequest(
  transaction: Store,
  { workspaceId, idempotencyKey }: RequestKey,
  status: number,
  answer: unknown,
): Promise<void> {
  await transaction
    .updateTable("fact_requests")
    .set({ status, answer: JSON.stringify(answer) })
    .where("workspace_id", "=", workspaceId)
    .where("idempotency_key", "=", idempotencyKey)
    .execute();
}

/** Forgets a workspace's requests that came before a moment; what another request forgets just now is left to it. */
export async function forgetRequests(transaction: Store, workspaceId: number, before: Date): Promise<void> {
  await sql`
    delete from fact_requests where (workspace_id, idempotency_key) in (
      select workspace_id, idempotency_key from fact_requests
      where workspace_id = ${workspaceId} and received_at < ${before.toISOString()}
      limit 1000 for update skip locked)`.execute(transaction);
}
