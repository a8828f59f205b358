import { type RawBuilder, sql } from "kysely";
import { type EntryMeasure, type ExitMeasure, eventKinds } from "../../funnel/cells.ts";

/** Marks the entry itself among a cell's contributions. */
export const entryKind = -1;

type Expression = RawBuilder<unknown>;

/** What each journey counts for: one, or what its own column `sign` says. */
export type Counted = "each" | "signed";

/** What one kind of event contributes: where `counts` holds, one at `day` and `age`. */
interface Part {
  readonly measure: Expression;
  readonly day: Expression;
  readonly kind: Expression;
  readonly age: Expression;
  readonly counts: Expression;
}

/** The contributions of one entry: itself, its conversion, its going out. A null entry day contributes nothing. */
function entry(
  name: EntryMeasure,
  day: Expression,
  converted: Expression,
  out: Expression | null,
): readonly Part[] {
  const measure = sql.lit(name);
  const entered = {
    measure,
    day,
    kind: sql.lit(entryKind),
    age: sql.lit(0),
    counts: sql`${day} is not null`,
  };
  const reached = { measure, day, age: sql`greatest(${converted} - ${day}, 0)` };
  if (out === null) {
    const counts = sql`${day} is not null and ${converted} is not null`;
    return [entered, { ...reached, kind: sql.lit(eventKinds.converted), counts }];
  }
  const kind = sql`case when ${out} is null or ${converted} <= ${out} then ${sql.lit(eventKinds.converted)}
    else ${sql.lit(eventKinds.convertedAfterOut)} end`;
  return [
    entered,
    { ...reached, kind, counts: sql`${day} is not null and ${converted} is not null` },
    {
      measure,
      day,
      kind: sql.lit(eventKinds.out),
      age: sql`greatest(${out} - ${day}, 0)`,
      counts: sql`${day} is not null and ${out} is not null and (${converted} is null or ${out} < ${converted})`,
    },
  ];
}

/** The contributions of one exit after a duration. */
function exit(
  name: ExitMeasure,
  day: Expression,
  duration: Expression,
  counts: Expression = sql`${day} is not null`,
): readonly Part[] {
  const shared = { measure: sql.lit(name), day, counts };
  return [
    { ...shared, kind: sql.lit(entryKind), age: sql.lit(0) },
    { ...shared, kind: sql.lit(eventKinds.converted), age: sql`greatest(${duration}, 0)` },
  ];
}

function counts(counted: Counted): Expression {
  return counted === "each" ? sql`count(*)::integer` : sql`sum(j.sign)::integer`;
}

/**
 * Gives the query of what parts contribute: acquisition channel, segment, measure, day, kind, age and a signed
 * count. A plain pass for each part: a row for each journey and part would be many times as dear.
 */
function contributions(journeys: Expression, counted: Counted, parts: readonly Part[]): Expression {
  return sql.join(
    parts.map(
      ({ measure, day, kind, age, counts: holds }) => sql`
      select j.acquisition_channel, j.segment, ${measure}::text as measure, ${day} as day, ${kind} as kind,
        ${age} as age, ${counts(counted)} as n
      from ${journeys} j where ${holds} group by 1, 2, 3, 4, 5, 6`,
    ),
    sql` union all `,
  );
}

/** Gives the query of what lead journeys contribute to cells. `journeys` is a table or query. */
function leadContributions(journeys: Expression, counted: Counted): Expression {
  const created = sql.ref("j.created_day");
  const mql = sql.ref("j.mql_day");
  const opportunity = sql.ref("j.opportunity_day");
  const customer = sql.ref("j.customer_day");
  // A lead that was disqualified and became an MQL later was taken up again: it went in, not out.
  const disqualified = sql`case when j.disqualified_day >= j.mql_day then j.disqualified_day end`;
  return contributions(journeys, counted, [
    ...entry("lead-to-mql", created, mql, sql.ref("j.disqualified_day")),
    ...entry("lead-to-customer", created, customer, sql.ref("j.out_day")),
    ...entry("mql-to-worked", mql, sql.ref("j.worked_day"), disqualified),
    ...entry("mql-to-opportunity", mql, opportunity, disqualified),
    ...exit(
      "mql-converted",
      sql`greatest(${opportunity}, ${mql})`,
      sql`${opportunity} - ${mql}`,
      sql`${opportunity} is not null and ${mql} is not null`,
    ),
    ...exit(
      "lead-converted",
      sql`greatest(${customer}, ${created})`,
      sql`${customer} - ${created}`,
      sql`${customer} is not null`,
    ),
  ]);
}

/** Gives the query of what opportunity journeys contribute to cells. */
function opportunityContributions(journeys: Expression, counted: Counted): Expression {
  const created = sql.ref("j.created_day");
  const won = sql.ref("j.won_day");
  const lost = sql.ref("j.lost_day");
  return contributions(journeys, counted, [
    ...entry("opportunity-to-customer", created, won, lost),
    ...entry("opportunity-to-mql", created, sql.ref("j.lead_mql_day"), null),
    ...exit("won", won, sql`${won} - ${created}`),
    ...exit("lost", lost, sql`${lost} - ${created}`),
    ...exit(
      "won-from-lead",
      won,
      sql`${won} - j.lead_created_day`,
      sql`${won} is not null and j.lead_created_day is not null`,
    ),
    ...exit("won-with-content", won, sql`${won} - ${created}`, sql`j.content_day <= ${won}`),
    ...exit("lost-with-content", lost, sql`${lost} - ${created}`, sql`j.content_day <= ${lost}`),
  ]);
}

/** Gives the query of what stays in stages contribute to cells. */
function stageContributions(stays: Expression, counted: Counted): Expression {
  const entered = sql.ref("j.entered_day");
  const left = sql.ref("j.left_day");
  const measure = (name: "entered" | "left" | "regressed") => sql`${sql.lit(`stage-${name}:`)} || j.stage`;
  const itself = { kind: sql.lit(entryKind), age: sql.lit(0) };
  const ended = {
    kind: sql.lit(eventKinds.converted),
    age: sql`greatest(${left} - ${entered}, 0)`,
    counts: sql`${left} is not null`,
  };
  const regressed = sql`(
    select s.*, r.day from ${stays} s cross join unnest(s.regressed_days) as r (day))`;
  return sql`${contributions(stays, counted, [
    { ...itself, measure: sql`(${measure("entered")})`, day: entered, counts: sql`true` },
    { ...ended, measure: sql`(${measure("entered")})`, day: entered },
    { ...itself, measure: sql`(${measure("left")})`, day: left, counts: ended.counts },
    { ...ended, measure: sql`(${measure("left")})`, day: left },
  ])}
    union all ${contributions(regressed, counted, [
      { ...itself, measure: sql`(${measure("regressed")})`, day: sql.ref("j.day"), counts: sql`true` },
    ])}`;
}

/** Gives the query of how many leads or opportunities each source created on each day; it knows no slices. */
function createdContributions(
  journeys: Expression,
  what: "leads" | "opportunities",
  counted: Counted,
): Expression {
  return sql`
    select null::text as acquisition_channel, null::text as segment,
      ${sql.lit(`created-${what}:`)} || j.source as measure, j.created_day as day,
      ${sql.lit(entryKind)} as kind, 0 as age, ${counts(counted)} as n
    from ${journeys} j
    group by j.source, j.created_day`;
}

/** Gives the query of all that journeys contribute to cells. */
export function allContributions(
  leads: Expression,
  opportunities: Expression,
  stays: Expression,
  counted: Counted,
): Expression {
  return sql`${leadContributions(leads, counted)}
    union all ${opportunityContributions(opportunities, counted)}
    union all ${stageContributions(stays, counted)}
    union all ${createdContributions(leads, "leads", counted)}
    union all ${createdContributions(opportunities, "opportunities", counted)}`;
}
