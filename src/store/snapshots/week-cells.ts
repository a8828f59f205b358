import { type RawBuilder, sql } from "kysely";
import type { Day } from "../../funnel/calendar.ts";
import { entryMeasures, exitMeasures } from "../../funnel/cells.ts";
import { weekFigures } from "../../kpis/week-figures.ts";
import type { Store } from "../database.ts";
import { parseCells } from "./cell-text.ts";
import type { WeekRules } from "./week-rules.ts";

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

/** Makes every week cell of the workspace anew from its cells. */
export async function rebuildWeekCells(store: Store, rules: WeekRules): Promise<void> {
  const { workspaceId } = rules;
  await sql`delete from week_cells where workspace_id = ${workspaceId}`.execute(store);
  await makeWeekCells(store, rules, sql`(select * from cells where workspace_id = ${workspaceId})`);
}

/** Makes the week cells anew whose cells a table of changes names, by measure, dimension, member and day. */
export async function storeWeekCells(store: Store, rules: WeekRules, changes: Expression): Promise<void> {
  const { workspaceId, weekStart } = rules;
  await sql`
    create temporary table touched_weeks on commit drop as
    select distinct measure, dimension, member, ${weekOf(sql.ref("day"), weekStart)} as day
    from ${changes} c where ${isKept}`.execute(store);
  await sql`analyze touched_weeks`.execute(store);
  await sql`
    delete from week_cells w using touched_weeks t
    where w.workspace_id = ${workspaceId} and w.measure = t.measure and w.dimension = t.dimension
      and w.member = t.member and w.day = t.day`.execute(store);
  await makeWeekCells(
    store,
    rules,
    sql`(select c.* from touched_weeks t join cells c on c.workspace_id = ${workspaceId}
      and c.measure = t.measure and c.dimension = t.dimension and c.member = t.member
      and c.day >= t.day and c.day < t.day + 7)`,
  );
  await sql`drop table touched_weeks`.execute(store);
}

const weeksAtOnce = 1000;

interface Week {
  readonly measure: string;
  readonly dimension: string;
  readonly member: string;
  readonly week: Day;
  readonly cells: string;
}

/** Through a cursor, so that memory does not grow with how many weeks there are. */
async function makeWeekCells(store: Store, rules: WeekRules, cells: Expression): Promise<void> {
  await sql`
    declare weeks no scroll cursor for
    select measure, dimension, member, ${weekOf(sql.ref("day"), rules.weekStart)} as week,
      string_agg(day || ':' || entered || '|' || converted || '|' || converted_after_out || ';', '' order by day) as cells
    from ${cells} c where ${isKept} group by 1, 2, 3, 4 order by 1, 2, 3, 4`.execute(store);
  for (;;) {
    const { rows } = await sql<Week>`fetch ${sql.lit(weeksAtOnce)} from weeks`.execute(store);
    if (rows.length === 0) break;
    await insertWeeks(store, rules, rows);
  }
  await sql`close weeks`.execute(store);
}

async function insertWeeks(store: Store, rules: WeekRules, weeks: readonly Week[]): Promise<void> {
  const made = weeks.map((week) => {
    const { convertedOn, ages, ...counts } = weekFigures(parseCells(week.cells), week.measure, rules.windows);
    return {
      ...week,
      ...counts,
      convertedOn: convertedOn.map(([day, count]) => `${day}:${count}`).join(" "),
      last: convertedOn.at(-1)?.[0] ?? null,
      ...ages,
    };
  });
  const column = (name: keyof (typeof made)[number], type: "text" | "integer" | "float8") =>
    sql`${made.map((week) => week[name])}::${sql.raw(type)}[]`;
  await sql`
    insert into week_cells (workspace_id, measure, dimension, member, day, entered, within, converted, converted_on,
      last_converted, median, p80, median_low, median_high)
    select ${rules.workspaceId}, t.* from unnest(${sql.join([
      column("measure", "text"),
      column("dimension", "text"),
      column("member", "text"),
      column("week", "integer"),
      column("entered", "integer"),
      column("within", "integer"),
      column("converted", "integer"),
      column("convertedOn", "text"),
      column("last", "integer"),
      column("median", "float8"),
      column("p80", "float8"),
      column("low", "integer"),
      column("high", "integer"),
    ])}) as t`.execute(store);
}
