import { type RawBuilder, sql } from "kysely";
import type { Fact } from "../funnel/facts.ts";
import type { Store } from "./database.ts";
import { mergeable } from "./fact-aliases.ts";
import { type Delivery, deliveryNote } from "./facts-delivery.ts";
import {
  changesOf,
  conflictName,
  insertOf,
  isUnfit,
  mergedFacts,
  mergedRows,
  type OutcomeConflict,
  tryRefreshLock,
  updateOf,
} from "./facts-merge.ts";
import {
  columnDefinitions,
  masksOf,
  stagedFacts,
  type ToldFact,
  type ToldFacts,
  valueText,
} from "./facts-staging.ts";
import type { FactTable } from "./facts-tables.ts";

/** More facts than this are worth temporary tables. */
const most = 200;

/**
 * Gives facts that are few, and each of another key: what one statement can store. Null: they are many, or nobody
 * knows how many, or two of them may be of one key.
 */
export function fewFacts({ key }: FactTable, facts: ToldFacts): readonly ToldFact[] | null {
  if (!Array.isArray(facts) || facts.length === 0 || facts.length > most) return null;
  const few: readonly ToldFact[] = facts;
  const keys = new Set(few.map(({ fact }) => JSON.stringify(key.map((name) => keyPart(fact, name)))));
  return keys.size === few.length ? few : null;
}

/** Two texts can name one instant; a hair's breadth more or less is one here, and left to the tables. */
function keyPart(fact: Fact, name: string): string | number | null {
  const value = fact[name] ?? null;
  return typeof value === "object" && value !== null ? Date.parse(value.iso) : value;
}

export interface StoredFew {
  readonly inserted: number;
  readonly updated: number;
  readonly conflicts: readonly OutcomeConflict[];
}

/**
 * Stores few facts as the temporary tables would, in one statement without any. The caller holds the kind's turn. Gives
 * null, with nothing stored, when a merge bears on any of them.
 */
export async function storeFew(
  transaction: Store,
  table: FactTable,
  few: readonly ToldFact[],
  delivery: Delivery,
): Promise<StoredFew | null> {
  const { workspaceId, source } = delivery;
  // In a statement of its own: the next one must see what was committed before the lock was taken.
  const lock = await sql<{ taken: boolean }>`select ${tryRefreshLock(workspaceId)} as taken`.execute(
    transaction,
  );
  const uncounted = sql`${lock.rows[0]?.taken === true}::boolean
    and not exists (select from snapshot_states where workspace_id = ${workspaceId})`;
  const writer = { workspaceId, source };
  const changes = changesOf(table, workspaceId, sql`not (${uncounted})`) ?? sql`select 1`;
  const conflicts =
    table.kind === "opportunities"
      ? sql`(select coalesce(json_agg(json_build_object('line', line, 'conflict', ${conflictName}) order by line), '[]')
          from joined_facts where ${isUnfit})`
      : sql`'[]'::json`;
  const fits = table.kind === "opportunities" ? sql`not (${isUnfit})` : sql`true`;
  const { rows } = await sql<{
    staged: number;
    inserted: number;
    updated: number;
    conflicts: OutcomeConflict[];
  }>`
    with told_facts as (
      select * from json_to_recordset(${JSON.stringify(few.map((told) => staged(table, told)))}::json) as told (
        line bigint, told integer, told_days smallint, local_days smallint, ${columnDefinitions(table)})
    ), ${stagedFacts} as (select * from told_facts where not (${isMerged(table, workspaceId)})),
    joined_facts as (${mergedRows(table, workspaceId)}),
    ${mergedFacts} as (select * from joined_facts where ${fits}),
    delivered as (${deliveryNote(table, delivery)}),
    updated as (${updateOf(table, writer)} returning 1),
    inserted as (${insertOf(table, writer)} returning 1),
    noted as (${changes})
    select (select count(*) from ${stagedFacts})::integer as staged,
      (select count(*) from inserted)::integer as inserted,
      (select count(*) from updated)::integer as updated,
      ${conflicts} as conflicts`.execute(transaction);
  const [stored] = rows;
  if (!stored || stored.staged === 0) return null;
  const { inserted, updated } = stored;
  return { inserted, updated, conflicts: stored.conflicts };
}

/** Whether any of the told facts, or what it refers to, is merged with another. */
function isMerged(table: FactTable, workspaceId: number): RawBuilder<unknown> {
  const touched = (["leads", "opportunities"] as const)
    .filter((kind) => table.columns.some(({ name }) => name === mergeable[kind].id))
    .map((kind) => {
      const ids = sql`(select ${sql.ref(mergeable[kind].id)} from told_facts)`;
      const aliases = sql`select from fact_aliases where workspace_id = ${workspaceId} and kind = ${kind}`;
      return sql`exists (${aliases} and alias_id in ${ids}) or exists (${aliases} and fact_id in ${ids})`;
    });
  return touched.length === 0 ? sql`false` : sql.join(touched, sql` or `);
}

function staged(table: FactTable, { line, fact }: ToldFact): Readonly<Record<string, unknown>> {
  const { told, toldDays, localDays } = masksOf(table, fact);
  const values = table.columns.map(({ name }) => [
    name,
    valueText(fact[name] ?? null)?.toWellFormed() ?? null,
  ]);
  return {
    line,
    told,
    told_days: toldDays,
    local_days: localDays,
    ...Object.fromEntries(values),
  };
}
