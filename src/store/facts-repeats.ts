import { type RawBuilder, sql } from "kysely";
import type { Store } from "./database.ts";
import { stagedFacts } from "./facts-staging.ts";
import type { FactTable } from "./facts-tables.ts";

/** A fact that says otherwise about an id than another of the same delivery, with nothing to tell which is right. */
export interface Contradiction {
  readonly line: number;
  /** The one that was kept. */
  readonly keptLine: number;
}

/**
 * Leaves one staged fact for each key: the one updated last, else the first told. What says the same as it, or is
 * older, is passed over; whatever else differs is given back, ordered by line.
 */
export async function dropRepeats(transaction: Store, table: FactTable): Promise<readonly Contradiction[]> {
  const key = sql.join(table.key.map((name) => sql.ref(name)));
  const dated = table.columns.some(({ name }) => name === "updated_at");
  const updated = (alias: string): RawBuilder<unknown> =>
    dated ? sql.ref(`${alias}.updated_at`) : sql`null::timestamptz`;
  const content = (alias: string) =>
    sql.join(
      ["told", "local_days", ...table.columns.map(({ name }) => name)].map((name) =>
        sql.ref(`${alias}.${name}`),
      ),
    );
  const { rows } = await sql<{ line: string; kept: string; passed_over: boolean }>`
    with repeated as (
      select ${key} from ${stagedFacts} group by ${key} having count(*) > 1
    ), ranked as (
      select line,
        first_value(line) over ranking as kept,
        row_number() over ranking as place
      from ${stagedFacts} s join repeated using (${key})
      window ranking as (partition by ${key} order by ${updated("s")} desc nulls last, line)
    ), dropped as (
      delete from ${stagedFacts} s using ranked r where s.line = r.line and r.place > 1
      returning s.*, r.kept as kept_line
    )
    select d.line, k.line as kept,
      (${content("d")}) is not distinct from (${content("k")})
        or coalesce(${updated("d")} < ${updated("k")}, false) as passed_over
    from dropped d join ${stagedFacts} k on k.line = d.kept_line
    order by d.line`.execute(transaction);
  return rows
    .filter((row) => !row.passed_over)
    .map(({ line, kept }) => ({ line: Number(line), keptLine: Number(kept) }));
}
