import { type RawBuilder, sql } from "kysely";
import type { Store } from "./database.ts";
import { type Staged, stagedFacts } from "./facts-staging.ts";
import type { FactTable } from "./facts-tables.ts";

/** What a told outcome and closing day break together with what is stored. */
export interface OutcomeConflict {
  readonly line: number;
  readonly conflict: "closed-without-outcome" | "outcome-without-closing";
}

export const mergedFacts = sql.table("merged_facts");

/**
 * Joins the staged facts to what is stored and gives those that change something: fields that a fact does not tell keep
 * what is stored, and an older `updated_at` changes nothing.
 */
export function mergedRows(table: FactTable, workspaceId: number): RawBuilder<unknown> {
  const dated = table.columns.some(({ name }) => name === "updated_at");
  const values = table.columns.filter(({ name }) => !table.key.includes(name));
  const fresh = dated ? sql`(s.updated_at < t.updated_at) is not true` : sql`true`;
  return sql`
    select s.line, t.workspace_id is null as is_new, ${previousEntity(table)} as previous_id,
      ${columnList(table, "m")}
    from ${stagedFacts} s
    left join ${sql.table(table.name)} t
      on t.workspace_id = ${sql.lit(workspaceId)} and ${keysEqual(table, "t", "s")}
    cross join lateral (select
      ${sql.join([
        ...table.columns.map((column) => sql`${merged(table, column)} as ${sql.ref(column.name)}`),
        ...(table.hasMoments
          ? [sql`((coalesce(t.local_days, 0) & ~s.told_days) | s.local_days)::smallint as local_days`]
          : []),
      ])}) m
    where t.workspace_id is null or (${fresh} and row(${changeable(table, values, "m")})
      is distinct from row(${changeable(table, values, "t")}))`;
}

/** Whether a merged opportunity's outcome and closing day do not fit, and what that is called. */
export const isUnfit = sql<boolean>`(outcome = 'open') <> (closed_at is null)`;
export const conflictName = sql<OutcomeConflict["conflict"]>`
  case when outcome = 'open' then 'closed-without-outcome' else 'outcome-without-closing' end`;

/**
 * Keeps the merged rows that are stored already in the temporary table `merged_facts`. Of opportunities the new ones
 * too, as those whose outcome and closing day would not fit are left out and given back.
 */
export async function mergeFacts(
  transaction: Store,
  table: FactTable,
  workspaceId: number,
): Promise<readonly OutcomeConflict[]> {
  const merging = mergedRows(table, workspaceId);
  await sql`
    create temporary table ${mergedFacts} on commit drop as
    ${insertsStaged(table) ? sql`select * from (${merging}) m where not is_new` : merging}`.execute(
    transaction,
  );
  if (table.kind !== "opportunities") return [];
  const { rows } = await sql<{ line: string; conflict: OutcomeConflict["conflict"] }>`
    delete from ${mergedFacts} where ${isUnfit} returning line, ${conflictName} as conflict`.execute(
    transaction,
  );
  return rows.map(({ line, conflict }) => ({ line: Number(line), conflict })).sort((a, b) => a.line - b.line);
}

export interface FactWriter {
  readonly workspaceId: number;
  readonly source: string;
}

/** Whether new facts go from the staged ones to the stored ones without being merged with anything. */
function insertsStaged({ kind }: FactTable): boolean {
  return kind !== "opportunities";
}

/** Writes the merged facts and the new ones; gives how many of each. */
export async function writeMerged(
  transaction: Store,
  table: FactTable,
  writer: FactWriter & Pick<Staged, "ascending">,
): Promise<{ readonly inserted: number; readonly updated: number }> {
  const { workspaceId } = writer;
  await sql`analyze ${mergedFacts} (${sql.join(["is_new", ...table.key].map((name) => sql.ref(name)))})`.execute(
    transaction,
  );
  const uncounted = table.changes === null || (await isUncounted(transaction, workspaceId));
  const direct = insertsStaged(table);
  const notes = uncounted
    ? []
    : [changesOf(table, workspaceId), ...(direct ? [newChangesOf(table, workspaceId)] : [])];
  for (const note of notes) await note?.execute(transaction);
  const updated = await updateOf(table, writer).execute(transaction);
  const inserted = await (direct ? insertStaged(table, writer) : insertOf(table, writer)).execute(
    transaction,
  );
  return { inserted: Number(inserted.numAffectedRows ?? 0), updated: Number(updated.numAffectedRows ?? 0) };
}

/** The staged facts `s` that are not stored. */
function newFacts(table: FactTable, workspaceId: number): RawBuilder<unknown> {
  return sql`${stagedFacts} s where not exists (
    select from ${sql.table(table.name)} t where t.workspace_id = ${sql.lit(workspaceId)} and ${keysEqual(table, "t", "s")})`;
}

/** Adds the staged facts that are new, in the order of their keys, which is that of an index on them. */
function insertStaged(
  table: FactTable,
  { workspaceId, source, ascending }: FactWriter & Pick<Staged, "ascending">,
): RawBuilder<unknown> {
  const order = ascending ? sql`` : sql`order by ${sql.join(table.key.map((name) => sql.ref(`s.${name}`)))}`;
  return sql`
    insert into ${sql.table(table.name)} (workspace_id, source, ${columnList(table)})
    select ${workspaceId}, ${source}, ${columnList(table, "s")} from ${newFacts(table, workspaceId)} ${order}`;
}

function newChangesOf(table: FactTable, workspaceId: number): RawBuilder<unknown> | null {
  if (table.changes === null) return null;
  const { entity, id } = table.changes;
  return sql`
    insert into fact_changes (workspace_id, entity, entity_id)
    select distinct ${workspaceId}::integer, ${entity}, ${sql.ref(`s.${id}`)} from ${newFacts(table, workspaceId)}`;
}

/** The statement that writes merged facts over those that are stored. */
export function updateOf(table: FactTable, { workspaceId, source }: FactWriter): RawBuilder<unknown> {
  const values = table.columns.filter(({ name }) => !table.key.includes(name)).map(({ name }) => name);
  const assigned = table.hasMoments ? [...values, "local_days"] : values;
  return sql`
    update ${sql.table(table.name)} t set
      ${sql.join([...assigned.map((name) => sql`${sql.ref(name)} = ${sql.ref(`m.${name}`)}`), sql`source = ${source}`])}
    from ${mergedFacts} m
    where not m.is_new and t.workspace_id = ${workspaceId} and ${keysEqual(table, "t", "m")}`;
}

/** The statement that adds merged facts which are new. */
export function insertOf(table: FactTable, { workspaceId, source }: FactWriter): RawBuilder<unknown> {
  return sql`
    insert into ${sql.table(table.name)} (workspace_id, source, ${columnList(table)})
    select ${workspaceId}, ${source}, ${columnList(table, "m")} from ${mergedFacts} m
    where is_new order by ${sql.join(table.key.map((name) => sql.ref(`m.${name}`)))}`;
}

/**
 * The statement that notes what a refresh must look at, each entity once; null: nothing. A touch that moves to another
 * lead changes both.
 */
export function changesOf(
  table: FactTable,
  workspaceId: number,
  onlyIf: RawBuilder<unknown> = sql`true`,
): RawBuilder<unknown> | null {
  if (table.changes === null) return null;
  const { entity, id } = table.changes;
  const changed = table.key.includes(id)
    ? table.key.length === 1
      ? sql`select ${sql.ref(id)} from ${mergedFacts}`
      : sql`select distinct ${sql.ref(id)} from ${mergedFacts}`
    : sql`select ${sql.ref(id)} from ${mergedFacts}
        union select previous_id from ${mergedFacts} where previous_id is not null`;
  return sql`
    insert into fact_changes (workspace_id, entity, entity_id)
    select ${workspaceId}::integer, ${entity}, changed.id from (${changed}) as changed (id) where ${onlyIf}`;
}

/** The lock under which no snapshots are made; taken when its row says so. */
export function tryRefreshLock(workspaceId: number): RawBuilder<boolean> {
  return sql<boolean>`pg_try_advisory_xact_lock_shared(hashtext('concord-refresh'), ${workspaceId}::integer)`;
}

/**
 * Whether the workspace has no snapshots yet and none are being made: then whoever makes them looks at all facts, and
 * until this transaction ends waits for it.
 */
async function isUncounted(transaction: Store, workspaceId: number): Promise<boolean> {
  const { rows } = await sql<{ taken: boolean }>`select ${tryRefreshLock(workspaceId)} as taken`.execute(
    transaction,
  );
  if (!rows[0]?.taken) return false;
  // Only now: before the lock was taken, snapshots could have been finished unseen.
  const made = await sql`select 1 from snapshot_states where workspace_id = ${workspaceId}`.execute(
    transaction,
  );
  return made.rows.length === 0;
}

function previousEntity(table: FactTable): RawBuilder<unknown> {
  return table.changes ? sql.ref(`t.${table.changes.id}`) : sql`null::text`;
}

function merged(table: FactTable, { name, bit }: FactTable["columns"][number]): RawBuilder<unknown> {
  if (table.key.includes(name)) return sql.ref(`s.${name}`);
  const value = sql`case when s.told & ${sql.lit(bit)} <> 0 then ${sql.ref(`s.${name}`)} else ${sql.ref(`t.${name}`)} end`;
  return name === "outcome" ? sql`coalesce(${value}, 'open')` : value;
}

function changeable(table: FactTable, values: FactTable["columns"], alias: string): RawBuilder<unknown> {
  const names = values.map(({ name }) => name);
  // A row of nothing but its key has nothing to change.
  return sql.join(
    (table.hasMoments ? [...names, "local_days"] : names).map((name) => sql.ref(`${alias}.${name}`)),
  );
}

function columnList(table: FactTable, alias?: string): RawBuilder<unknown> {
  const names = table.columns.map(({ name }) => name);
  return sql.join(
    (table.hasMoments ? [...names, "local_days"] : names).map((name) =>
      sql.ref(alias ? `${alias}.${name}` : name),
    ),
  );
}

function keysEqual(table: FactTable, left: string, right: string): RawBuilder<unknown> {
  return sql.join(
    table.key.map((name) => sql`${sql.ref(`${left}.${name}`)} = ${sql.ref(`${right}.${name}`)}`),
    sql` and `,
  );
}
