import { type RawBuilder, sql } from "kysely";
import type { FactKind } from "../funnel/facts.ts";
import type { Store } from "./database.ts";
import { stagedFacts } from "./facts-staging.ts";
import { type FactTable, factTable } from "./facts-tables.ts";

interface Teller {
  readonly workspaceId: number;
  readonly source: string;
}

/** The same for a fact that is staged and one that is stored: their columns have the same types. */
function factKey({ key }: FactTable, alias: string): RawBuilder<unknown> {
  return sql`md5(row(${sql.join(key.map((name) => sql.ref(`${alias}.${name}`)))})::text)::uuid`;
}

/** Keeps which of the staged facts a full read told. */
export async function noteSeenFacts(
  transaction: Store,
  table: FactTable,
  { workspaceId, source }: Teller,
): Promise<void> {
  await sql`
    insert into source_seen_facts (workspace_id, source, kind, fact_key)
    select distinct ${workspaceId}::integer, ${source}, ${table.kind}, ${factKey(table, "s")} from ${stagedFacts} s
    on conflict do nothing`.execute(transaction);
}

/** Forgets what a source's full reads told. */
export async function forgetSeenFacts(transaction: Store, { workspaceId, source }: Teller): Promise<void> {
  await sql`delete from source_seen_facts where workspace_id = ${workspaceId} and source = ${source}`.execute(
    transaction,
  );
}

/**
 * Removes the facts of a kind that the source told last and that its full read, now complete, did not tell. Gives how
 * many there were.
 */
export async function removeUnseenFacts(
  transaction: Store,
  kind: FactKind,
  { workspaceId, source }: Teller,
): Promise<number> {
  const table = factTable(kind);
  const changed = table.changes
    ? sql`insert into fact_changes (workspace_id, entity, entity_id)
        select distinct ${workspaceId}::integer, ${table.changes.entity}, ${sql.ref(table.changes.id)} from removed`
    : sql`select 1`;
  const { rows } = await sql<{ removed: number }>`
    with removed as (
      delete from ${sql.table(table.name)} t
      where t.workspace_id = ${workspaceId} and t.source = ${source} and not exists (
        select from source_seen_facts seen
        where seen.workspace_id = ${workspaceId} and seen.source = ${source} and seen.kind = ${kind}
          and seen.fact_key = ${factKey(table, "t")})
      returning t.*
    ), noted as (${changed})
    select count(*)::integer as removed from removed`.execute(transaction);
  return rows[0]?.removed ?? 0;
}
