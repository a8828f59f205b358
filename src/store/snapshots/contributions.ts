import { type RawBuilder, sql } from "kysely";
import { type EntryMeasure, eventKinds } from "../../funnel/cells.ts";

/** Marks the entry itself among a cell's contributions. */
export const entryKind = -1;

type Expression = RawBuilder<unknown>;

/** The three contributions of one entry: itself, its conversion, its going out. A null entry day contributes nothing. */
function entry(measure: EntryMeasure, day: Expression, converted: Expression, out: Expression): Expression {
  return sql`
    (${sql.lit(measure)}, ${day}, ${sql.lit(entryKind)}, 0),
    (${sql.lit(measure)}, ${day},
      case when ${converted} is null then null
        when ${out} is null or ${converted} <= ${out} then ${sql.lit(eventKinds.converted)}
        else ${sql.lit(eventKinds.convertedAfterOut)} end,
      greatest(${converted} - ${day}, 0)),
    (${sql.lit(measure)}, ${day},
      case when ${out} is not null and (${converted} is null or ${out} < ${converted})
        then ${sql.lit(eventKinds.out)} end,
      greatest(${out} - ${day}, 0))`;
}

/** The two contributions of one exit after a duration. */
function exit(
  measure: string,
  day: Expression,
  duration: Expression,
  counts: Expression = sql`true`,
): Expression {
  return sql`
    (${sql.lit(measure)}, case when ${counts} then ${day} end, ${sql.lit(entryKind)}, 0),
    (${sql.lit(measure)}, case when ${counts} then ${day} end, ${sql.lit(eventKinds.converted)},
      greatest(${duration}, 0))`;
}

const never = sql`null::integer`;

/**
 * Gives the query of what journeys contribute to cells: acquisition channel, segment, measure, day, kind, age and
 * a signed count. `journeys` is a table or query of lead journeys, `sign` is 1 or -1.
 */
export function leadContributions(journeys: Expression, sign: 1 | -1): Expression {
  const created = sql.ref("j.created_day");
  const mql = sql.ref("j.mql_day");
  // A lead that was disqualified and became an MQL later was taken up again: it went in, not out.
  const disqualified = sql`case when j.disqualified_day >= j.mql_day then j.disqualified_day end`;
  return sql`
    select j.acquisition_channel, j.segment, c.measure, c.day, c.kind, c.age, ${sql.lit(sign)} as n
    from ${journeys} j cross join lateral (values
      ${entry("lead-to-mql", created, mql, sql.ref("j.disqualified_day"))},
      ${entry("lead-to-customer", created, sql.ref("j.customer_day"), sql.ref("j.out_day"))},
      ${entry("mql-to-worked", mql, sql.ref("j.worked_day"), disqualified)},
      ${entry("mql-to-opportunity", mql, sql.ref("j.opportunity_day"), disqualified)},
      ${exit("mql-converted", sql`greatest(j.opportunity_day, ${mql})`, sql`j.opportunity_day - ${mql}`, sql`j.opportunity_day is not null and ${mql} is not null`)},
      ${exit("lead-converted", sql`greatest(j.customer_day, ${created})`, sql`j.customer_day - ${created}`, sql`j.customer_day is not null`)}
    ) c (measure, day, kind, age)
    where c.day is not null and c.kind is not null`;
}

/** Gives the query of what opportunity journeys contribute to cells. */
export function opportunityContributions(journeys: Expression, sign: 1 | -1): Expression {
  const created = sql.ref("j.created_day");
  const won = sql.ref("j.won_day");
  const lost = sql.ref("j.lost_day");
  return sql`
    select j.acquisition_channel, j.segment, c.measure, c.day, c.kind, c.age, ${sql.lit(sign)} as n
    from ${journeys} j cross join lateral (values
      ${entry("opportunity-to-customer", created, won, lost)},
      ${entry("opportunity-to-mql", created, sql.ref("j.lead_mql_day"), never)},
      ${exit("won", won, sql`${won} - ${created}`)},
      ${exit("lost", lost, sql`${lost} - ${created}`)},
      ${exit("won-from-lead", won, sql`${won} - j.lead_created_day`, sql`j.lead_created_day is not null`)},
      ${exit("won-with-content", won, sql`${won} - ${created}`, sql`j.content_day <= ${won}`)},
      ${exit("lost-with-content", lost, sql`${lost} - ${created}`, sql`j.content_day <= ${lost}`)}
    ) c (measure, day, kind, age)
    where c.day is not null and c.kind is not null`;
}

/** Gives the query of what stays in stages contribute to cells. */
export function stageContributions(stays: Expression, sign: 1 | -1): Expression {
  return sql`
    select j.acquisition_channel, j.segment, c.measure, c.day, c.kind, c.age, ${sql.lit(sign)} as n
    from ${stays} j cross join lateral (
      select v.measure || ':' || j.stage, v.day, v.kind, v.age
      from (values
        ('stage-entered', j.entered_day, ${sql.lit(entryKind)}, 0),
        ('stage-entered', case when j.left_day is not null then j.entered_day end,
          ${sql.lit(eventKinds.converted)}, greatest(j.left_day - j.entered_day, 0)),
        ('stage-left', j.left_day, ${sql.lit(entryKind)}, 0),
        ('stage-left', j.left_day, ${sql.lit(eventKinds.converted)}, greatest(j.left_day - j.entered_day, 0))
      ) v (measure, day, kind, age)
      where v.day is not null
      union all
      select 'stage-regressed:' || j.stage, regressed.day, ${sql.lit(entryKind)}, 0
      from unnest(j.regressed_days) as regressed (day)
    ) c (measure, day, kind, age)`;
}

/** Gives the query of how many leads or opportunities each source created on each day; it knows no slices. */
export function createdContributions(
  journeys: Expression,
  what: "leads" | "opportunities",
  sign: 1 | -1,
): Expression {
  return sql`
    select null::text as acquisition_channel, null::text as segment,
      ${sql.lit(`created-${what}:`)} || j.source as measure, j.created_day as day,
      ${sql.lit(entryKind)} as kind, 0 as age, (${sql.lit(sign)} * count(*))::integer as n
    from ${journeys} j
    group by j.source, j.created_day`;
}
