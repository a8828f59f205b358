import { sql } from "kysely";
import type { FactKind } from "../funnel/facts.ts";
import type { Store } from "./database.ts";
import { factTable } from "./facts-tables.ts";

/** What goes with a fact: it says nothing without it. */
const dependents: { readonly [K in FactKind]?: { readonly table: string; readonly id: string } } = {
  leads: { table: "sales_touches", id: "lead_id" },
  opportunities: { table: "stage_changes", id: "opportunity_id" },
};

export interface Removal {
  readonly workspaceId: number;
  /** A kind whose facts have an id of their own. */
  readonly kind: FactKind;
  readonly ids: readonly string[];
}

/**
 * Removes facts that their source no longer has, with what says nothing without them (a lead's sales touches, an
 * opportunity's stage changes), and notes that they changed. Ids that are not there are passed over. Gives how many
 * were removed.
 */
export async function removeFacts(transaction: Store, { workspaceId, kind, ids }: Removal): Promise<number> {
  const { name, key, changes } = factTable(kind);
  const [id] = key;
  if (id === undefined || key.length > 1 || !changes) throw new RangeError(`${kind} have no id of their own`);
  if (ids.length === 0) return 0;
  const dependent = dependents[kind];
  if (dependent) {
    await sql`
      delete from ${sql.table(dependent.table)}
      where workspace_id = ${workspaceId} and ${sql.ref(dependent.id)} = any(${[...ids]}::text[])`.execute(
      transaction,
    );
  }
  const { rows } = await sql<{ removed: number }>`
    with removed as (
      delete from ${sql.table(name)}
      where workspace_id = ${workspaceId} and ${sql.ref(id)} = any(${[...ids]}::text[])
      returning ${sql.ref(changes.id)} as entity_id
    ), noted as (
      insert into fact_changes (workspace_id, entity, entity_id)
      select ${workspaceId}::integer, ${changes.entity}, entity_id from removed
    )
    select count(*)::integer as removed from removed`.execute(transaction);
  return rows[0]?.removed ?? 0;
}
