import { sql } from "kysely";
import type { FactKind } from "../funnel/facts.ts";
import type { Store } from "./database.ts";
import type { SourceRejectionRow } from "./schema.ts";

/** A source as it is kept: its configuration, where it has arrived and how its syncs went. */
export interface StoredSource {
  readonly workspaceId: number;
  readonly name: string;
  readonly type: string;
  /** The mapping file's text. */
  readonly mapping: string;
  /** Encrypted, by name. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly everyMinutes: number | null;
  readonly paused: boolean;
  readonly cursor: Readonly<Record<string, unknown>> | null;
  /** Rises with every stored batch. */
  readonly revision: string;
  readonly fullSince: Date | null;
  readonly loadedAt: Date | null;
  readonly startedAt: Date | null;
  readonly progress: { readonly what: string; readonly rows: number; readonly of: number | null } | null;
  readonly finishedAt: Date | null;
  readonly rowsRead: number;
  readonly rejected: readonly SourceRejectionRow[];
  readonly error: { readonly code: string; readonly what: string; readonly next: string } | null;
  readonly failingSince: Date | null;
  readonly failures: number;
  /** The fields that it was found to tell when it was checked last; null: it never was. */
  readonly checked: readonly { readonly kind: string; readonly fields: readonly string[] }[] | null;
}

const sources = (store: Store) =>
  store
    .selectFrom("sources")
    .select([
      "workspace_id as workspaceId",
      "name",
      "type",
      "mapping",
      "secrets",
      "every_minutes as everyMinutes",
      "paused",
      "cursor",
      "revision",
      "full_since as fullSince",
      "loaded_at as loadedAt",
      "started_at as startedAt",
      "progress",
      "finished_at as finishedAt",
      sql<number>`rows_read::double precision`.as("rowsRead"),
      "rejected",
      "error",
      "failing_since as failingSince",
      "failures",
      "checked",
    ]);

/** Gives a workspace's sources, by name. */
export async function listStoredSources(store: Store, workspaceId: number): Promise<readonly StoredSource[]> {
  return sources(store).where("workspace_id", "=", workspaceId).orderBy("name").execute();
}

/** Gives the sources of all workspaces that are read on a schedule, the one that waits longest first. */
export async function listScheduledSources(store: Store): Promise<readonly StoredSource[]> {
  return sources(store)
    .where("every_minutes", "is not", null)
    .where("paused", "=", false)
    .orderBy("started_at", (order) => order.asc().nullsFirst())
    .execute();
}

/** Gives a source, or null. */
export async function findStoredSource(
  store: Store,
  workspaceId: number,
  name: string,
): Promise<StoredSource | null> {
  const found = await sources(store)
    .where("workspace_id", "=", workspaceId)
    .where("name", "=", name)
    .executeTakeFirst();
  return found ?? null;
}

export interface NewSource {
  readonly workspaceId: number;
  readonly name: string;
  readonly type: string;
  readonly mapping: string;
  readonly secrets: Readonly<Record<string, string>>;
  readonly everyMinutes: number | null;
}

/** Adds a source; gives false when there is one of that name. */
export async function insertSource(store: Store, source: NewSource): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await store
    .insertInto("sources")
    .values({
      workspace_id: source.workspaceId,
      name: source.name,
      type: source.type,
      mapping: source.mapping,
      secrets: JSON.stringify(source.secrets),
      every_minutes: source.everyMinutes,
      rejected: "[]",
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  return numInsertedOrUpdatedRows === 1n;
}

export interface SourceChange {
  readonly mapping?: string;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly everyMinutes?: number | null;
  readonly paused?: boolean;
  /** Whether the next sync reads everything anew. */
  readonly anew?: boolean;
}

/** Changes a source's configuration. A new mapping that reads anew stops a sync that is under way. */
export async function changeSource(
  store: Store,
  { workspaceId, name }: SourceName,
  change: SourceChange,
): Promise<void> {
  const { mapping, secrets, everyMinutes, paused, anew = false } = change;
  await sql`
    update sources set
      mapping = coalesce(${mapping ?? null}, mapping),
      secrets = coalesce(${secrets === undefined ? null : JSON.stringify(secrets)}::jsonb, secrets),
      every_minutes = case when ${everyMinutes !== undefined} then ${everyMinutes ?? null}::integer else every_minutes end,
      paused = coalesce(${paused ?? null}, paused),
      cursor = case when ${anew} then null else cursor end,
      full_since = case when ${anew} then null else full_since end,
      revision = revision + case when ${anew} then 1 else 0 end
    where workspace_id = ${workspaceId} and name = ${name}`.execute(store);
}

/** Keeps what a source was found to tell. */
export async function saveSourceCheck(
  store: Store,
  { workspaceId, name }: SourceName,
  checked: NonNullable<StoredSource["checked"]>,
): Promise<void> {
  await sql`
    update sources set checked = ${JSON.stringify(checked)}::jsonb
    where workspace_id = ${workspaceId} and name = ${name}`.execute(store);
}

export interface SourceName {
  readonly workspaceId: number;
  readonly name: string;
}

/** Keeps one renewed secret, without touching the others. */
export async function saveSourceSecret(
  store: Store,
  { workspaceId, name }: SourceName,
  secret: string,
  sealed: string,
): Promise<void> {
  await sql`
    update sources set secrets = secrets || jsonb_build_object(${secret}::text, ${sealed}::text)
    where workspace_id = ${workspaceId} and name = ${name}`.execute(store);
}

/** Removes a source; its facts stay. Gives false when there is none of that name. */
export async function deleteSource(store: Store, { workspaceId, name }: SourceName): Promise<boolean> {
  return store.transaction().execute(async (transaction) => {
    await sql`
      delete from source_seen_facts where workspace_id = ${workspaceId} and source = ${name}`.execute(
      transaction,
    );
    const { numDeletedRows } = await transaction
      .deleteFrom("sources")
      .where("workspace_id", "=", workspaceId)
      .where("name", "=", name)
      .executeTakeFirstOrThrow();
    return numDeletedRows > 0n;
  });
}

/**
 * Runs `work` while nobody else syncs the source, or gives null when somebody does. The turn belongs to one
 * connection, so that it ends with the process that holds it.
 */
export async function inSourceTurn<T>(
  store: Store,
  { workspaceId, name }: SourceName,
  work: () => Promise<T>,
): Promise<T | null> {
  return store.connection().execute(async (connection) => {
    const key = sql`hashtextextended(${`concord source ${name}`}, ${workspaceId})`;
    const { rows } = await sql<{ taken: boolean }>`select pg_try_advisory_lock(${key}) as taken`.execute(
      connection,
    );
    if (!rows[0]?.taken) return null;
    try {
      return await work();
    } finally {
      await sql`select pg_advisory_unlock(${key})`.execute(connection);
    }
  });
}

/** Says whether a sync of the source is under way, in whatever process. */
export async function isInSourceTurn(store: Store, { workspaceId, name }: SourceName): Promise<boolean> {
  const { rows } = await sql<{ running: boolean }>`
    with turn as (select hashtextextended(${`concord source ${name}`}, ${workspaceId}) as key)
    select exists (
      select from pg_locks, turn
      where locktype = 'advisory' and objsubid = 1 and granted
        and database = (select oid from pg_database where datname = current_database())
        and (classid::bigint << 32 | objid::bigint) = turn.key) as running`.execute(store);
  return rows[0]?.running ?? false;
}

/** Notes that a sync began. */
export async function noteSyncStarted(
  store: Store,
  { workspaceId, name }: SourceName,
  { now, full }: { readonly now: Date; readonly full: "begins" | "goes on" | "no" },
): Promise<string> {
  const at = now.toISOString();
  const { rows } = await sql<{ revision: string }>`
    update sources set started_at = ${at}, progress = null, rejected = '[]', revision = revision + 1,
      cursor = case when ${full === "begins"} then null else cursor end,
      full_since = case when ${full === "begins"} then ${at}::timestamptz else full_since end
    where workspace_id = ${workspaceId} and name = ${name}
    returning revision`.execute(store);
  return rows[0]?.revision ?? "";
}

export interface SyncStep {
  readonly cursor: Readonly<Record<string, unknown>>;
  readonly progress: { readonly what: string; readonly rows: number; readonly of: number | null };
  readonly rejected: readonly SourceRejectionRow[];
}

/**
 * Keeps where a stored batch ended, in the batch's transaction. Gives the new revision, or null when somebody changed
 * the source since `revision`: then the batch must not be stored.
 */
export async function saveSyncStep(
  transaction: Store,
  { workspaceId, name }: SourceName,
  revision: string,
  { cursor, progress, rejected }: SyncStep,
): Promise<string | null> {
  const { rows } = await sql<{ revision: string }>`
    update sources set revision = revision + 1, cursor = ${JSON.stringify(cursor)}::jsonb,
      progress = ${JSON.stringify(progress)}::jsonb, rejected = ${JSON.stringify(rejected)}::jsonb
    where workspace_id = ${workspaceId} and name = ${name} and revision = ${revision}
    returning revision`.execute(transaction);
  return rows[0]?.revision ?? null;
}

/** Notes that a sync told all there was. */
export async function noteSyncFinished(
  store: Store,
  { workspaceId, name }: SourceName,
  { now, rows }: { readonly now: Date; readonly rows: number },
): Promise<void> {
  const at = now.toISOString();
  await sql`
    update sources set finished_at = ${at}::timestamptz, loaded_at = coalesce(loaded_at, ${at}::timestamptz),
      full_since = null, rows_read = ${rows}, progress = null, error = null, failing_since = null, failures = 0
    where workspace_id = ${workspaceId} and name = ${name}`.execute(store);
}

/** Notes why a sync ended early. */
export async function noteSyncFailed(
  store: Store,
  { workspaceId, name }: SourceName,
  now: Date,
  error: { readonly code: string; readonly what: string; readonly next: string },
): Promise<void> {
  await sql`
    update sources set error = ${JSON.stringify(error)}::jsonb, failures = failures + 1,
      failing_since = coalesce(failing_since, ${now.toISOString()}::timestamptz)
    where workspace_id = ${workspaceId} and name = ${name}`.execute(store);
}

/** Notes that a source answered, though it may have had nothing new to tell: it is fresh all the same. */
export async function noteSourceAnswered(
  store: Store,
  { workspaceId, name }: SourceName,
  now: Date,
  rowsByKind: ReadonlyMap<FactKind, number>,
): Promise<void> {
  for (const [kind, rows] of rowsByKind) {
    await sql`
      insert into source_deliveries as d (workspace_id, source, kind, received_at, latest_fact_at, rows_read)
      values (${workspaceId}, ${name}, ${kind}, ${now.toISOString()}::timestamptz, null, ${rows})
      on conflict (workspace_id, source, kind) do update set
        received_at = greatest(d.received_at, excluded.received_at), rows_read = excluded.rows_read`.execute(
      store,
    );
  }
}
