import { sql } from "kysely";
import type { Store } from "./database.ts";
import { earliestAliases, earliestOf, type MergeableKind, mergeable } from "./fact-aliases.ts";

export interface Merge {
  readonly kind: MergeableKind;
  readonly from: string;
  readonly into: string;
}

/** What the surviving fact takes from the merged one where it has nothing itself. */
const inherited = {
  leads: ["acquisition_channel", "account_id", "segment"],
  opportunities: ["lead_id", "account_id", "acquisition_channel", "segment"],
} as const;

/** Where facts refer to leads and opportunities. */
const references = {
  leads: ["opportunities", "sales_touches"],
  opportunities: ["content_uses"],
} as const;

/**
 * Makes two ids of a source one, for good: the facts of `from` become facts of `into`, the earliest dates win, and
 * whatever is told of `from` later counts for `into`. Both need not be known yet. Merging twice changes nothing.
 */
export async function mergeFactIds(transaction: Store, workspaceId: number, merge: Merge): Promise<void> {
  const { kind, from } = merge;
  const { id } = mergeable[kind];
  const into = await survivorOf(transaction, workspaceId, kind, merge.into);
  if (into === from) return;
  const table = sql.table(kind);
  const key = sql.ref(id);
  await sql`
    insert into fact_aliases as a (workspace_id, kind, alias_id, fact_id, created_at, mql_at, sql_at, local_days)
    select ${workspaceId}::integer, ${kind}, ${from}, ${into}, t.created_at,
      ${kind === "leads" ? sql`t.mql_at, t.sql_at` : sql`null, null`}, coalesce(t.local_days, 0)
    from (select 1) one left join ${table} t on t.workspace_id = ${workspaceId} and ${sql.ref(`t.${id}`)} = ${from}
    on conflict (workspace_id, kind, alias_id) do update set fact_id = excluded.fact_id`.execute(transaction);
  // Whatever was merged into this one goes along.
  await sql`
    update fact_aliases set fact_id = ${into}
    where workspace_id = ${workspaceId} and kind = ${kind} and fact_id = ${from}`.execute(transaction);
  const takes = sql.join(
    inherited[kind].map(
      (name) => sql`${sql.ref(name)} = coalesce(${sql.ref(`t.${name}`)}, ${sql.ref(`o.${name}`)})`,
    ),
  );
  await sql`
    update ${table} t set ${takes} from ${table} o
    where t.workspace_id = ${workspaceId} and ${sql.ref(`t.${id}`)} = ${into}
      and o.workspace_id = ${workspaceId} and ${sql.ref(`o.${id}`)} = ${from}`.execute(transaction);
  await sql`
    update ${table} t set ${earliestOf(kind, "t", "e").set} from ${earliestAliases(kind, workspaceId)} e
    where t.workspace_id = ${workspaceId} and ${sql.ref(`t.${id}`)} = ${into} and e.fact_id = ${into}`.execute(
    transaction,
  );
  for (const referring of references[kind]) {
    await sql`
      update ${sql.table(referring)} set ${key} = ${into}
      where workspace_id = ${workspaceId} and ${key} = ${from}`.execute(transaction);
  }
  if (kind === "opportunities") await moveStageChanges(transaction, workspaceId, from, into);
  await sql`delete from ${table} where workspace_id = ${workspaceId} and ${key} = ${from}`.execute(
    transaction,
  );
  const entity = kind === "leads" ? "lead" : "opportunity";
  await sql`
    insert into fact_changes (workspace_id, entity, entity_id)
    values (${workspaceId}, ${entity}, ${from}), (${workspaceId}, ${entity}, ${into})`.execute(transaction);
}

/** The id that an id stands for now. */
async function survivorOf(
  transaction: Store,
  workspaceId: number,
  kind: MergeableKind,
  id: string,
): Promise<string> {
  const alias = await transaction
    .selectFrom("fact_aliases")
    .select("fact_id")
    .where("workspace_id", "=", workspaceId)
    .where("kind", "=", kind)
    .where("alias_id", "=", id)
    .executeTakeFirst();
  return alias?.fact_id ?? id;
}

/** A change that both have is one. */
async function moveStageChanges(
  transaction: Store,
  workspaceId: number,
  from: string,
  into: string,
): Promise<void> {
  await sql`
    with moved as (
      delete from stage_changes where workspace_id = ${workspaceId} and opportunity_id = ${from} returning *
    )
    insert into stage_changes (workspace_id, opportunity_id, entered_at, stage, local_days, source)
    select workspace_id, ${into}, entered_at, stage, local_days, source from moved
    on conflict do nothing`.execute(transaction);
}
