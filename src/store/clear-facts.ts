import type { Store } from "./database.ts";

const factTables = [
  "leads",
  "opportunities",
  "stage_changes",
  "content",
  "content_uses",
  "sales_touches",
  "visits",
  "exchange_rates",
  "source_deliveries",
  "fact_changes",
  "fact_aliases",
] as const;

/** Forgets every fact of a workspace, in the caller's transaction; its snapshots must be rebuilt after. */
export async function clearFacts(transaction: Store, workspaceId: number): Promise<void> {
  for (const table of factTables) {
    await transaction.deleteFrom(table).where("workspace_id", "=", workspaceId).execute();
  }
}
