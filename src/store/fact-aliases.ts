import { type RawBuilder, sql } from "kysely";
import { localDayBit } from "../funnel/facts.ts";
import type { Store } from "./database.ts";
import { stagedFacts } from "./facts-staging.ts";
import type { FactTable } from "./facts-tables.ts";

/** Kinds whose ids can be made one, and the moments of which the earliest told of any of the ids wins. */
export const mergeable = {
  leads: { id: "lead_id", moments: ["created_at", "mql_at", "sql_at"] },
  opportunities: { id: "opportunity_id", moments: ["created_at"] },
} as const satisfies Record<string, { readonly id: string; readonly moments: readonly string[] }>;

export type MergeableKind = keyof typeof mergeable;

/**
 * Rewrites the staged facts to what merges say: references to an id that was merged become references to the one it
 * was merged into, what is told of a merged id counts for its dates only, and the surviving fact keeps the earliest
 * dates, however late its source dates it.
 */
export async function resolveAliases(
  transaction: Store,
  table: FactTable,
  workspaceId: number,
): Promise<boolean> {
  const { rows } = await sql`select from fact_aliases where workspace_id = ${workspaceId} limit 1`.execute(
    transaction,
  );
  if (rows.length === 0) return false;
  for (const kind of ["leads", "opportunities"] as const) {
    const { id } = mergeable[kind];
    if (table.kind !== kind && table.columns.some(({ name }) => name === id)) {
      await sql`
        update ${stagedFacts} s set ${sql.ref(id)} = a.fact_id from fact_aliases a
        where a.workspace_id = ${workspaceId} and a.kind = ${kind} and a.alias_id = ${sql.ref(`s.${id}`)}`.execute(
        transaction,
      );
    }
  }
  if (table.kind !== "leads" && table.kind !== "opportunities") return true;
  await foldTold(transaction, table.kind, workspaceId);
  const { id, moments } = mergeable[table.kind];
  // A moment that a stored fact has and this row does not tell stays as it is stored: the earliest already.
  const applied = moments.map((moment) => {
    const bit = table.columns.find(({ name }) => name === moment)?.bit ?? 0;
    return sql`case when s.told & ${sql.lit(bit)} <> 0 or t.workspace_id is null
      then ${sql.ref(`e.${moment}`)} end as ${sql.ref(moment)}`;
  });
  await sql`
    update ${stagedFacts} s set ${earliestOf(table.kind, "s", "e").set},
      told = s.told | ${toldBits(table, "e")}, told_days = (s.told_days | ${momentBits(table.kind, "e")})::smallint
    from (
      select s.line, ${sql.join(applied)}, e.local_days
      from ${stagedFacts} s
      join ${earliestAliases(table.kind, workspaceId)} e on e.fact_id = ${sql.ref(`s.${id}`)}
      left join ${sql.table(table.name)} t
        on t.workspace_id = ${workspaceId} and ${sql.ref(`t.${id}`)} = e.fact_id
    ) e
    where e.line = s.line`.execute(transaction);
  return true;
}

/** Takes what is staged of merged ids out, and keeps its dates with the aliases. */
async function foldTold(transaction: Store, kind: MergeableKind, workspaceId: number): Promise<void> {
  const { id } = mergeable[kind];
  const earliest = earliestOf(kind, "a", "d");
  await sql`
    with folded as (
      delete from ${stagedFacts} s using fact_aliases a
      where a.workspace_id = ${workspaceId} and a.kind = ${kind} and a.alias_id = ${sql.ref(`s.${id}`)}
      returning s.*
    ), d as (
      select distinct on (${sql.ref(id)}) * from folded order by ${sql.ref(id)}, line
    )
    update fact_aliases a set ${earliest.set}
    from d where a.workspace_id = ${workspaceId} and a.kind = ${kind} and a.alias_id = ${sql.ref(`d.${id}`)}`.execute(
    transaction,
  );
}

/** The earliest of each moment over all ids that were merged into one. */
export function earliestAliases(kind: MergeableKind, workspaceId: number): RawBuilder<unknown> {
  const { moments } = mergeable[kind];
  return sql`(
    select a.fact_id,
      ${sql.join(moments.map((moment) => sql`min(${sql.ref(`a.${moment}`)}) as ${sql.ref(moment)}`))},
      (${sql.join(
        moments.map((moment) => {
          const bit = sql.lit(localDayBit(kind, moment));
          return sql`coalesce((array_agg(a.local_days & ${bit} order by ${sql.ref(`a.${moment}`)} nulls last))[1], 0)`;
        }),
        sql` | `,
      )})::smallint as local_days
    from fact_aliases a
    where a.workspace_id = ${workspaceId} and a.kind = ${kind}
    group by a.fact_id)`;
}

/** Assigns to `target` the earlier of its own and the other's moments, with whether that one is a calendar day. */
export function earliestOf(
  kind: MergeableKind,
  target: string,
  other: string,
): { readonly set: RawBuilder<unknown> } {
  const { moments } = mergeable[kind];
  const own = (name: string) => sql.ref(`${target}.${name}`);
  const theirs = (name: string) => sql.ref(`${other}.${name}`);
  const earlier = (moment: string) =>
    sql<boolean>`(${theirs(moment)} is not null and (${own(moment)} is null or ${theirs(moment)} < ${own(moment)}))`;
  const bits = moments.map((moment) => {
    const bit = sql.lit(localDayBit(kind, moment));
    return sql`case when ${earlier(moment)} then ${theirs("local_days")} & ${bit} else ${own("local_days")} & ${bit} end`;
  });
  const all = sql.lit(moments.reduce((mask, moment) => mask | localDayBit(kind, moment), 0));
  return {
    set: sql`${sql.join(
      moments.map((moment) => sql`${sql.ref(moment)} = least(${own(moment)}, ${theirs(moment)})`),
    )}, local_days = ((${own("local_days")} & ~${all}) | ${sql.join(bits, sql` | `)})::smallint`,
  };
}

/** Fields that the surviving fact now tells because a merged id told them. */
function toldBits(table: FactTable, alias: string): RawBuilder<unknown> {
  const { moments } = mergeable[table.kind === "leads" ? "leads" : "opportunities"];
  return sql.join(
    table.columns
      .filter(({ name }) => moments.some((moment) => moment === name))
      .map(
        ({ name, bit }) =>
          sql`case when ${sql.ref(`${alias}.${name}`)} is null then 0 else ${sql.lit(bit)} end`,
      ),
    sql` | `,
  );
}

function momentBits(kind: MergeableKind, alias: string): RawBuilder<unknown> {
  return sql.join(
    mergeable[kind].moments.map(
      (moment) =>
        sql`case when ${sql.ref(`${alias}.${moment}`)} is null then 0 else ${sql.lit(localDayBit(kind, moment))} end`,
    ),
    sql` | `,
  );
}
