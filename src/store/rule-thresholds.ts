import { sql } from "kysely";
import type { ChangedThreshold } from "../warnings/incident-thresholds.ts";
import type { RuleName } from "../warnings/rule-names.ts";
import type { Store } from "./database.ts";

export interface StoredThreshold extends ChangedThreshold {
  /** The Slack user, or whoever used the command line. */
  readonly changedBy: string;
  readonly changedAt: Date;
}

interface Row {
  readonly rule: RuleName;
  readonly scope: "rule" | "subject";
  readonly subject: string;
  readonly value: number;
  readonly changed_by: string;
  readonly changed_at: Date;
}

/** Gives the thresholds that a workspace changed, by rule. */
export async function listThresholds(store: Store, workspaceId: number): Promise<readonly StoredThreshold[]> {
  const { rows } = await sql<Row>`
    select rule, scope, subject, value, changed_by, changed_at from rule_thresholds
    where workspace_id = ${workspaceId} order by rule, scope, subject`.execute(store);
  return rows.map((row) => ({
    rule: row.rule,
    subject: row.scope === "rule" ? undefined : row.subject === "" ? null : row.subject,
    value: row.value,
    changedBy: row.changed_by,
    changedAt: row.changed_at,
  }));
}

export async function saveThreshold(
  store: Store,
  workspaceId: number,
  { rule, subject, value, changedBy, changedAt }: StoredThreshold,
): Promise<void> {
  await sql`
    insert into rule_thresholds (workspace_id, rule, scope, subject, value, changed_by, changed_at)
    values (${workspaceId}, ${rule}, ${scopeOf(subject)}, ${subject ?? ""}, ${value}, ${changedBy}, ${changedAt})
    on conflict (workspace_id, rule, scope, subject) do update set
      value = excluded.value, changed_by = excluded.changed_by, changed_at = excluded.changed_at`.execute(
    store,
  );
}

/** Puts back what held before. */
export async function removeThreshold(
  store: Store,
  workspaceId: number,
  { rule, subject }: Pick<ChangedThreshold, "rule" | "subject">,
): Promise<void> {
  await sql`
    delete from rule_thresholds where workspace_id = ${workspaceId} and rule = ${rule}
      and scope = ${scopeOf(subject)} and subject = ${subject ?? ""}`.execute(store);
}

function scopeOf(subject: string | null | undefined): "rule" | "subject" {
  return subject === undefined ? "rule" : "subject";
}
