import { type RawBuilder, sql } from "kysely";
import type { Store } from "./database.ts";
import { stagedFacts } from "./facts-staging.ts";
import type { FactTable } from "./facts-tables.ts";

export interface Delivery {
  readonly workspaceId: number;
  readonly source: string;
  readonly receivedAt: Date;
  readonly rowsRead: number;
}

/**
 * Notes what a source delivered last, from the staged facts: when, how many, and the latest moment that any of its
 * facts tells. Moments after the receipt are plans (a retirement to come) and say nothing of freshness.
 */
export async function noteDelivery(transaction: Store, table: FactTable, delivery: Delivery): Promise<void> {
  await deliveryNote(table, delivery).execute(transaction);
}

/** The statement that notes a delivery, unless nothing is staged. */
export function deliveryNote(table: FactTable, delivery: Delivery): RawBuilder<unknown> {
  const { workspaceId, source, receivedAt, rowsRead } = delivery;
  const now = sql`${receivedAt.toISOString()}::timestamptz`;
  const moments = table.columns
    .filter(({ sqlType }) => sqlType === "timestamptz" || sqlType === "date")
    .map(({ name, sqlType }) => {
      const column =
        sqlType === "date" ? sql`(${sql.ref(name)}::timestamp at time zone 'UTC')` : sql.ref(name);
      return sql`max(${column}) filter (where ${column} <= ${now})`;
    });
  return sql`
    insert into source_deliveries as d (workspace_id, source, kind, received_at, latest_fact_at, rows_read)
    select ${workspaceId}::integer, ${source}::text, ${table.kind}::text, ${now}, greatest(${sql.join(moments)}), ${rowsRead}::bigint
    from ${stagedFacts} having count(*) > 0
    on conflict (workspace_id, source, kind) do update set
      received_at = greatest(d.received_at, excluded.received_at),
      latest_fact_at = greatest(d.latest_fact_at, excluded.latest_fact_at),
      rows_read = excluded.rows_read`;
}
