import { sql } from "kysely";
import type { SubjectThreshold } from "../warnings/history.ts";
import type { SubjectKey } from "../warnings/incident.ts";
import type { RuleName } from "../warnings/rule-names.ts";
import type { Store } from "./database.ts";

interface Changed {
  /** The Slack user, or whoever used the command line. */
  readonly changedBy: string;
  readonly changedAt: Date;
}

/** A rule's threshold where the workspace set its own. */
export interface RuleThreshold extends Changed {
  readonly rule: RuleName;
  readonly value: number;
}

export interface Thresholds {
  readonly rules: readonly RuleThreshold[];
  /** Where people called a subject's warnings not useful. */
  readonly subjects: readonly (SubjectThreshold & Changed)[];
}

interface Row {
  readonly rule: RuleName;
  readonly scope: "rule" | "subject";
  readonly subject: string;
  /** Of a rule: its threshold. Of a subject: how many times as much it must show. */
  readonly value: number;
  readonly changed_by: string;
  readonly changed_at: Date;
}

/** Gives the thresholds that a workspace changed, by rule. */
export async function listThresholds(store: Store, workspaceId: number): Promise<Thresholds> {
  const { rows } = await sql<Row>`
    select rule, scope, subject, value, changed_by, changed_at from rule_thresholds
    where workspace_id = ${workspaceId} order by rule, scope, subject`.execute(store);
  const changed = (row: Row) => ({ changedBy: row.changed_by, changedAt: row.changed_at });
  return {
    rules: rows
      .filter(({ scope }) => scope === "rule")
      .map((row) => ({ rule: row.rule, value: row.value, ...changed(row) })),
    subjects: rows
      .filter(({ scope }) => scope === "subject")
      .map((row) => ({
        rule: row.rule,
        subject: row.subject === "" ? null : row.subject,
        times: row.value,
        ...changed(row),
      })),
  };
}

export async function saveRuleThreshold(
  store: Store,
  workspaceId: number,
  { rule, value, ...changed }: RuleThreshold,
): Promise<void> {
  await save(store, workspaceId, { rule, scope: "rule", subject: "", value }, changed);
}

export async function saveSubjectThreshold(
  store: Store,
  workspaceId: number,
  { rule, subject, times, ...changed }: SubjectThreshold & Changed,
): Promise<void> {
  await save(store, workspaceId, { rule, scope: "subject", subject: subject ?? "", value: times }, changed);
}

/** Puts back what holds by itself; gives false when nothing was changed. */
export async function removeRuleThreshold(
  store: Store,
  workspaceId: number,
  rule: RuleName,
): Promise<boolean> {
  return remove(store, workspaceId, { rule, scope: "rule", subject: "" });
}

/** Puts back what holds for the rule; gives false when nothing was raised. */
export async function removeSubjectThreshold(
  store: Store,
  workspaceId: number,
  { rule, subject }: SubjectKey,
): Promise<boolean> {
  return remove(store, workspaceId, { rule, scope: "subject", subject: subject ?? "" });
}

async function save(
  store: Store,
  workspaceId: number,
  { rule, scope, subject, value }: Pick<Row, "rule" | "scope" | "subject" | "value">,
  { changedBy, changedAt }: Changed,
): Promise<void> {
  await sql`
    insert into rule_thresholds (workspace_id, rule, scope, subject, value, changed_by, changed_at)
    values (${workspaceId}, ${rule}, ${scope}, ${subject}, ${value}, ${changedBy}, ${changedAt})
    on conflict (workspace_id, rule, scope, subject) do update set
      value = excluded.value, changed_by = excluded.changed_by, changed_at = excluded.changed_at`.execute(
    store,
  );
}

async function remove(
  store: Store,
  workspaceId: number,
  { rule, scope, subject }: Pick<Row, "rule" | "scope" | "subject">,
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    delete from rule_thresholds where workspace_id = ${workspaceId} and rule = ${rule} and scope = ${scope}
      and subject = ${subject}`.execute(store);
  return numAffectedRows === 1n;
}
