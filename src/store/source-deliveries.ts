import type { Store } from "./database.ts";

/** When a source delivered last, whatever it delivered. */
export interface SourceDelivery {
  readonly source: string;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
  /** The newest moment among its facts; null where they carry none. */
  readonly latestFactAt: number | null;
}

/** Gives every source of a workspace with its last delivery, by name. */
export async function listSourceDeliveries(
  store: Store,
  workspaceId: number,
): Promise<readonly SourceDelivery[]> {
  const rows = await store
    .selectFrom("source_deliveries")
    .select(({ fn }) => [
      "source",
      fn.max("received_at").as("received_at"),
      fn.max("latest_fact_at").as("latest_fact_at"),
    ])
    .where("workspace_id", "=", workspaceId)
    .groupBy("source")
    .orderBy("source")
    .execute();
  return rows.map(({ source, received_at, latest_fact_at }) => ({
    source,
    receivedAt: received_at.getTime(),
    latestFactAt: latest_fact_at?.getTime() ?? null,
  }));
}
