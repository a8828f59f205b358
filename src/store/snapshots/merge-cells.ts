import { type RawBuilder, sql } from "kysely";
import { eventKinds } from "../../funnel/cells.ts";
import type { Store } from "../database.ts";
import { type CellChange, changedCell, eventColumns } from "./cell-text.ts";
import { entryKind } from "./contributions.ts";

type Expression = RawBuilder<unknown>;

/** The three slices that every contribution counts for; a contribution without a channel counts for the total only. */
const slices = sql`grouping sets (
  (measure, day, kind, age), (measure, day, kind, age, acquisition_channel), (measure, day, kind, age, segment))`;

/** Which slice a row of grouping sets belongs to: its dimension and member. */
export const dimension = sql`case when grouping(acquisition_channel) = 0 then 'acquisition-channel'
  when grouping(segment) = 0 then 'segment' else 'total' end`;

export const member = sql`case when grouping(acquisition_channel) = 0 then acquisition_channel
  when grouping(segment) = 0 then segment else '' end`;

/** Sums contributions (columns of `contributions.ts`) for each slice; what comes to nothing is left out. */
function summed(contributions: Expression): Expression {
  return sql`
    select measure, ${dimension} as dimension, ${member} as member, day, kind, age, sum(n)::integer as n
    from (${contributions}) c
    group by ${slices}
    having sum(n) <> 0 and (grouping(acquisition_channel) = 1 or acquisition_channel is not null)
      and (grouping(segment) = 1 or segment is not null)`;
}

/** The events of one kind as text (see `cell-text.ts`). */
function eventText(kind: number): Expression {
  return sql`coalesce(string_agg(age || ':' || n, ' ' order by age) filter (where kind = ${sql.lit(kind)}), '')`;
}

/** Makes the cells of a workspace that has none from all its contributions. */
export async function insertCells(
  store: Store,
  workspaceId: number,
  contributions: Expression,
): Promise<void> {
  // Slices are numbered first: sorting numbers is far cheaper than sorting names.
  await sql`
    with sums as materialized (${summed(contributions)}), numbered as materialized (
      select measure, dimension, member, row_number() over () as slice
      from (select distinct measure, dimension, member from sums) slices
    )
    insert into cells (workspace_id, measure, dimension, member, day, entered, ${eventColumnList})
    select ${sql.lit(workspaceId)}::integer, n.measure, n.dimension, n.member, p.day, p.entered,
      p.converted, p.converted_after_out, p.went_out
    from (
      select slice, day,
        coalesce(sum(n) filter (where kind = ${sql.lit(entryKind)}), 0)::integer as entered,
        ${eventText(eventKinds.converted)} as converted,
        ${eventText(eventKinds.convertedAfterOut)} as converted_after_out,
        ${eventText(eventKinds.out)} as went_out
      from sums join numbered using (measure, dimension, member)
      group by slice, day
    ) p join numbered n using (slice)
    order by slice, day`.execute(store);
}

const eventColumnList = sql.join(eventColumns.map((column) => sql.ref(column)));
const cellsAtOnce = 4000;

interface TouchedCell extends CellChange {
  readonly measure: string;
  readonly dimension: string;
  readonly member: string;
  readonly day: number;
  readonly entered: number | null;
  readonly converted: string | null;
  readonly converted_after_out: string | null;
  readonly went_out: string | null;
}

/** The temporary table of what changes add to cells: measure, dimension, member, day, kind, age and signed count `n`. */
export const cellChanges = "cell_changes";

/** Sums signed contributions for each slice into the table of cell changes. */
export async function sumChanges(store: Store, contributions: Expression): Promise<void> {
  await sql`
    create temporary table ${sql.table(cellChanges)} on commit drop as ${summed(contributions)}`.execute(
    store,
  );
}

/** Adds the table of changes to the workspace's cells; cells that come to nothing go away. */
export async function mergeCells(store: Store, workspaceId: number): Promise<void> {
  // Through a cursor, so that memory does not grow with what changed.
  await sql`
    declare touched_cells no scroll cursor for
    select t.*, c.entered, ${sql.join(eventColumns.map((column) => sql.ref(`c.${column}`)))}
    from (
      select measure, dimension, member, day,
        array_agg(kind) as kinds, array_agg(age) as ages, array_agg(n) as counts
      from ${sql.table(cellChanges)} group by measure, dimension, member, day
    ) t
    left join cells c on c.workspace_id = ${workspaceId}
      and c.measure = t.measure and c.dimension = t.dimension and c.member = t.member and c.day = t.day`.execute(
    store,
  );
  for (;;) {
    const { rows } = await sql<TouchedCell>`fetch ${sql.lit(cellsAtOnce)} from touched_cells`.execute(store);
    if (rows.length > 0) await writeCells(store, workspaceId, rows);
    if (rows.length < cellsAtOnce) break;
  }
  await sql`close touched_cells`.execute(store);
}

async function writeCells(store: Store, workspaceId: number, touched: readonly TouchedCell[]): Promise<void> {
  const changed = touched.map((cell) => ({
    cell,
    isNew: cell.entered === null,
    becomes: changedCell(
      cell.entered === null
        ? null
        : {
            entered: cell.entered,
            events: eventColumns.map((column) => cell[column] ?? ""),
          },
      cell,
    ),
  }));
  type Changed = (typeof changed)[number];
  const key = (cells: readonly Changed[]) => sql`
    ${cells.map(({ cell }) => cell.measure)}::text[], ${cells.map(({ cell }) => cell.dimension)}::text[],
    ${cells.map(({ cell }) => cell.member)}::text[], ${cells.map(({ cell }) => cell.day)}::integer[]`;
  const values = (cells: readonly Changed[]) =>
    sql.join([
      sql`${cells.map(({ becomes }) => becomes?.entered ?? 0)}::integer[]`,
      ...eventColumns.map(
        (_, kind) => sql`${cells.map(({ becomes }) => becomes?.events[kind] ?? "")}::text[]`,
      ),
    ]);
  const theirs = sql`c.workspace_id = ${workspaceId}
    and c.measure = t.measure and c.dimension = t.dimension and c.member = t.member and c.day = t.day`;
  const gone = changed.filter(({ becomes, isNew }) => becomes === null && !isNew);
  const kept = changed.filter(({ becomes, isNew }) => becomes !== null && !isNew);
  const added = changed.filter(({ becomes, isNew }) => becomes !== null && isNew);
  if (gone.length > 0) {
    await sql`
      delete from cells c using unnest(${key(gone)}) as t (measure, dimension, member, day)
      where ${theirs}`.execute(store);
  }
  if (kept.length > 0) {
    await sql`
      update cells c set entered = t.entered,
        ${sql.join(eventColumns.map((column) => sql`${sql.ref(column)} = ${sql.ref(`t.${column}`)}`))}
      from unnest(${key(kept)}, ${values(kept)})
        as t (measure, dimension, member, day, entered, ${eventColumnList})
      where ${theirs}`.execute(store);
  }
  if (added.length > 0) {
    await sql`
      insert into cells (workspace_id, measure, dimension, member, day, entered, ${eventColumnList})
      select ${workspaceId}, t.* from unnest(${key(added)}, ${values(added)}) as t`.execute(store);
  }
}
