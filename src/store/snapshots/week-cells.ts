import { type RawBuilder, sql } from "kysely";
import type { Day } from "../../funnel/calendar.ts";
import { entryMeasures, eventKinds, exitMeasures } from "../../funnel/cells.ts";
import { addsUp, changedFigures, type WeekFigures, weekFigures } from "../../kpis/week-figures.ts";
import type { Store } from "../database.ts";
import { parseCells } from "./cell-text.ts";
import { cohortText, parseCohorts } from "./cohort-text.ts";
import { entryKind } from "./contributions.ts";
import type { WeekRules } from "./week-rules.ts";
import { parseWeek, weekText } from "./week-text.ts";

type Expression = RawBuilder<unknown>;

/** Whether whole weeks of a measure are kept. */
const isKept = sql`(measure = any(${[...entryMeasures, ...exitMeasures]}::text[])
  or measure >= 'stage-left:' and measure < 'stage-left;'
  or measure >= 'stage-regressed:' and measure < 'stage-regressed;')`;

/** The first day of the week that holds `day`. */
export function weekOf(day: Expression, weekStart: number): Expression {
  // 1970-01-01 was a Thursday; a remainder has the sign of what is divided.
  return sql`(${day} - (((${day} + 3) % 7 + 7) % 7 + ${sql.lit(8 - weekStart)}) % 7)`;
}

/** A week's cells as one text (see `cell-text.ts`), without what went out. */
const cellsText = sql`
  string_agg(c.day || ':' || c.entered || '|' || c.converted || '|' || c.converted_after_out || ';', '' order by c.day)`;

const weeksAtOnce = 1000;

interface WeekKey {
  readonly measure: string;
  readonly dimension: string;
  readonly member: string;
  readonly week: Day;
}

/** Makes every week cell of the workspace anew from its cells. */
export async function rebuildWeekCells(store: Store, rules: WeekRules): Promise<void> {
  const { workspaceId, weekStart, windows } = rules;
  await sql`delete from week_cells where workspace_id = ${workspaceId}`.execute(store);
  const weeks = sql`
    select measure, dimension, member, ${weekOf(sql.ref("day"), weekStart)} as week, ${cellsText} as cells
    from cells c where workspace_id = ${workspaceId} and ${isKept} group by 1, 2, 3, 4 order by 1, 2, 3, 4`;
  for await (const rows of batches<WeekKey & { readonly cells: string }>(store, weeks)) {
    const made = rows.map((row) => ({
      ...row,
      figures: weekFigures(parseCells(row.cells), row.measure, windows),
    }));
    await writeWeeks(store, workspaceId, made);
  }
}

interface ChangedWeek extends WeekKey {
  readonly kinds: readonly number[];
  readonly days: readonly Day[];
  readonly ages: readonly number[];
  readonly counts: readonly number[];
  /** Null: there was no such week. */
  readonly told: string | null;
  readonly held_days: string | null;
  readonly converted_on: string;
  /** Where the week does not add up. */
  readonly cells: string | null;
}

/**
 * Adds the changes of cells, which are stored, to their weeks. `changes` is a table of measures, dimensions, members,
 * days, kinds, ages and signed counts. Only a week that tells ages looks at its cells.
 */
export async function mergeWeekCells(store: Store, rules: WeekRules, changes: Expression): Promise<void> {
  const { workspaceId, weekStart, windows } = rules;
  const weeks = sql`
    select t.*, w.told, w.days as held_days, w.converted_on,
      case when not t.measure = any(${[...entryMeasures]}::text[]) then (
        select ${cellsText} from cells c
        where c.workspace_id = ${workspaceId} and c.measure = t.measure and c.dimension = t.dimension
          and c.member = t.member and c.day >= t.week and c.day < t.week + 7) end as cells
    from (
      select measure, dimension, member, ${weekOf(sql.ref("day"), weekStart)} as week, array_agg(kind) as kinds,
        array_agg(day) as days, array_agg(age) as ages, array_agg(n) as counts
      from ${changes} c where ${isKept} and kind <> ${sql.lit(eventKinds.out)} group by 1, 2, 3, 4
    ) t
    left join week_cells w on w.workspace_id = ${workspaceId} and w.measure = t.measure
      and w.dimension = t.dimension and w.member = t.member and w.day = t.week`;
  for await (const rows of batches<ChangedWeek>(store, weeks)) {
    const changed = rows.map((row) => ({ ...row, figures: figuresOf(row, windows) }));
    await writeWeeks(
      store,
      workspaceId,
      changed.filter(({ figures }) => figures.entered > 0),
    );
    const gone = changed.filter(({ figures }) => figures.entered === 0);
    if (gone.length === 0) continue;
    await sql`
      delete from week_cells w using unnest(${keysOf(gone)}) as t (measure, dimension, member, day)
      where w.workspace_id = ${workspaceId} and w.measure = t.measure and w.dimension = t.dimension
        and w.member = t.member and w.day = t.day`.execute(store);
  }
}

function figuresOf(week: ChangedWeek, windows: WeekRules["windows"]): WeekFigures {
  if (!addsUp(week.measure)) return weekFigures(parseCells(week.cells ?? ""), week.measure, windows);
  const held = week.told === null ? null : { ...parseWeek(week.told), ...heldDays(week) };
  const changes = week.kinds.map((kind, index) => ({
    kind: kind === entryKind ? null : kind,
    day: week.days[index] ?? 0,
    age: week.ages[index] ?? 0,
    count: week.counts[index] ?? 0,
  }));
  return changedFigures(held, changes, week.measure, windows);
}

function heldDays({
  week,
  converted_on: on,
  held_days: days,
}: ChangedWeek): Pick<WeekFigures, "convertedOn" | "days"> {
  const convertedOn = (on === "" ? [] : on.split(" ")).map((part): [Day, number] => {
    const [day, count] = part.split(":").map(Number);
    return [day ?? 0, count ?? 0];
  });
  return {
    convertedOn,
    days: days === null ? null : parseCohorts(`${week}:${days};`, { from: week, to: week + 7 }),
  };
}

/** Gives the rows of a query some at a time, through a cursor, so that memory does not grow with how many there are. */
async function* batches<Row>(store: Store, query: Expression): AsyncGenerator<readonly Row[]> {
  await sql`declare weeks no scroll cursor for ${query}`.execute(store);
  for (;;) {
    const { rows } = await sql<Row>`fetch ${sql.lit(weeksAtOnce)} from weeks`.execute(store);
    if (rows.length > 0) yield rows;
    if (rows.length < weeksAtOnce) break;
  }
  await sql`close weeks`.execute(store);
}

function keysOf(weeks: readonly WeekKey[]): Expression {
  return sql`${weeks.map(({ measure }) => measure)}::text[], ${weeks.map(({ dimension }) => dimension)}::text[],
    ${weeks.map(({ member }) => member)}::text[], ${weeks.map(({ week }) => week)}::integer[]`;
}

async function writeWeeks(
  store: Store,
  workspaceId: number,
  weeks: readonly (WeekKey & { readonly figures: WeekFigures })[],
): Promise<void> {
  if (weeks.length === 0) return;
  const made = weeks.map(({ week, figures }) => ({
    told: weekText(week, figures),
    days: figures.days && cohortText(week, figures.days),
    convertedOn: figures.convertedOn.map(([day, count]) => `${day}:${count}`).join(" "),
    last: figures.convertedOn.at(-1)?.[0] ?? null,
  }));
  const column = (name: keyof (typeof made)[number], type: "text" | "integer") =>
    sql`${made.map((week) => week[name])}::${sql.raw(type)}[]`;
  await sql`
    insert into week_cells (workspace_id, measure, dimension, member, day, told, days, converted_on, last_converted)
    select ${workspaceId}, t.* from unnest(${sql.join([
      keysOf(weeks),
      column("told", "text"),
      column("days", "text"),
      column("convertedOn", "text"),
      column("last", "integer"),
    ])}) as t
    on conflict (workspace_id, measure, dimension, member, day) do update set
      told = excluded.told, days = excluded.days, converted_on = excluded.converted_on,
      last_converted = excluded.last_converted`.execute(store);
}
