import { sql } from "kysely";
import { type Day, formatDay } from "../funnel/calendar.ts";
import type { Store } from "./database.ts";

/** Something that the teams wrote down: a campaign, a price change. */
export interface StoredAnnotation {
  readonly number: number;
  readonly day: Day;
  /** As it was typed; from outside, so not safe to show as it is. */
  readonly text: string;
  readonly notedBy: string | null;
}

/** Gives a workspace's annotations, by day. */
export async function listAnnotations(
  store: Store,
  workspaceId: number,
): Promise<readonly StoredAnnotation[]> {
  const { rows } = await sql<{
    annotation_number: number;
    day: number;
    text: string;
    noted_by: string | null;
  }>`
    select annotation_number, day - date '1970-01-01' as day, text, noted_by from annotations
    where workspace_id = ${workspaceId} order by day, annotation_number`.execute(store);
  return rows.map((row) => ({
    number: row.annotation_number,
    day: row.day,
    text: row.text,
    notedBy: row.noted_by,
  }));
}

/** Adds an annotation and gives its number; the same words on the same day are one annotation. */
export async function addAnnotation(
  store: Store,
  workspaceId: number,
  annotation: Omit<StoredAnnotation, "number">,
  now: Date,
): Promise<number> {
  const { text, notedBy } = annotation;
  const day = formatDay(annotation.day);
  return store.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(hashtextextended('annotations', ${workspaceId}))`.execute(
      transaction,
    );
    const known = await sql<{ annotation_number: number }>`
      select annotation_number from annotations
      where workspace_id = ${workspaceId} and day = ${day} and text = ${text}`.execute(transaction);
    if (known.rows[0]) return known.rows[0].annotation_number;
    const { rows } = await sql<{ annotation_number: number }>`
      insert into annotations (workspace_id, annotation_number, day, text, noted_by, noted_at)
      select ${workspaceId}::int, coalesce(max(annotation_number), 0) + 1, ${day}::date, ${text}, ${notedBy}, ${now}
      from annotations where workspace_id = ${workspaceId} returning annotation_number`.execute(transaction);
    return rows[0]?.annotation_number ?? 1;
  });
}

/** Removes an annotation; gives false when there is none of that number. */
export async function removeAnnotation(store: Store, workspaceId: number, number: number): Promise<boolean> {
  const { numAffectedRows } = await sql`
    delete from annotations where workspace_id = ${workspaceId} and annotation_number = ${number}`.execute(
    store,
  );
  return numAffectedRows === 1n;
}
