import { type RawBuilder, sql } from "kysely";
import { unknownMember } from "../../funnel/cells.ts";
import type { FactKind } from "../../funnel/facts.ts";
import { localDayBit } from "../../funnel/facts.ts";

export interface JourneyRules {
  readonly workspaceId: number;
  readonly timeZone: string;
  /** Taken where an opportunity names no currency. */
  readonly currency: string;
  /** The stages in their order: settles which of two changes at one instant came first. */
  readonly stages: readonly string[];
}

/** Which entities: all that are not sealed, or those whose ids a table `(id text)` holds. */
export type Scope = "all" | { readonly table: string };

function within(column: string, scope: Scope): RawBuilder<boolean> {
  return scope === "all" ? sql`true` : sql`${sql.ref(column)} in (select id from ${sql.table(scope.table)})`;
}

/** Leaves out what is sealed: the journey `alias.key` stays as it was when its facts were dropped. */
function notSealed(
  table: "lead_journeys" | "opportunity_journeys" | "content_use_journeys",
  key: string,
  alias: string,
  { workspaceId }: JourneyRules,
): RawBuilder<boolean> {
  return sql`not exists (
    select 1 from ${sql.table(table)} sealed
    where sealed.workspace_id = ${workspaceId} and ${sql.ref(`sealed.${key}`)} = ${sql.ref(`${alias}.${key}`)} and sealed.sealed)`;
}

/** The local day of a moment; a calendar day given without a time stands at midnight UTC and never shifts. */
function localDay(
  alias: string,
  kind: FactKind,
  field: string,
  rules: JourneyRules,
): RawBuilder<number | null> {
  const column = sql.ref(`${alias}.${field}`);
  const flags = sql.ref(`${alias}.local_days`);
  return sql`((case when ${flags} & ${sql.lit(localDayBit(kind, field))} <> 0
    then ${column} at time zone 'UTC' else ${column} at time zone ${sql.lit(rules.timeZone)} end)::date
    - date '1970-01-01')`;
}

/** Gives the query that computes lead journeys from facts, in the columns' order of `lead_journeys`. */
export function leadJourneys(rules: JourneyRules, scope: Scope): RawBuilder<unknown> {
  const { workspaceId } = rules;
  return sql`
    select l.workspace_id, l.lead_id,
      coalesce(l.acquisition_channel, ${sql.lit(unknownMember)}), coalesce(l.segment, ${sql.lit(unknownMember)}),
      l.source,
      ${localDay("l", "leads", "created_at", rules)},
      ${localDay("l", "leads", "mql_at", rules)},
      least(t.touched_day, ${localDay("l", "leads", "sql_at", rules)}, o.created_day),
      o.created_day,
      o.won_day,
      ${localDay("l", "leads", "disqualified_at", rules)},
      least(${localDay("l", "leads", "disqualified_at", rules)}, o.lost_day)
    from leads l
    left join (
      select o.lead_id,
        min(${localDay("o", "opportunities", "created_at", rules)}) as created_day,
        min(${localDay("o", "opportunities", "closed_at", rules)}) filter (where o.outcome = 'won') as won_day,
        min(${localDay("o", "opportunities", "closed_at", rules)}) filter (where o.outcome = 'lost') as lost_day
      from opportunities o
      where o.workspace_id = ${workspaceId} and o.lead_id is not null and ${within("o.lead_id", scope)}
      group by o.lead_id
    ) o on o.lead_id = l.lead_id
    left join (
      select t.lead_id, min(${localDay("t", "sales-touches", "touched_at", rules)}) as touched_day
      from sales_touches t
      where t.workspace_id = ${workspaceId} and ${within("t.lead_id", scope)}
      group by t.lead_id
    ) t on t.lead_id = l.lead_id
    where l.workspace_id = ${workspaceId} and ${within("l.lead_id", scope)}
      and ${scope === "all" ? notSealed("lead_journeys", "lead_id", "l", rules) : sql`true`}`;
}

/**
 * Gives the query that computes opportunity journeys from facts, in the columns' order of `opportunity_journeys`. What
 * an opportunity takes from its lead it takes from the lead's journey when the lead's facts were dropped.
 */
export function opportunityJourneys(rules: JourneyRules, scope: Scope): RawBuilder<unknown> {
  const { workspaceId } = rules;
  return sql`
    select o.workspace_id, o.opportunity_id, o.lead_id, o.account_id,
      coalesce(o.acquisition_channel, s.acquisition_channel, l.acquisition_channel, ${sql.lit(unknownMember)}),
      coalesce(o.segment, s.segment, l.segment, ${sql.lit(unknownMember)}),
      o.source,
      ${localDay("o", "opportunities", "created_at", rules)},
      coalesce(s.created_day, ${localDay("l", "leads", "created_at", rules)}),
      case when s.sealed then s.mql_day else ${localDay("l", "leads", "mql_at", rules)} end,
      case when o.outcome = 'won' then ${localDay("o", "opportunities", "closed_at", rules)} end,
      case when o.outcome = 'lost' then ${localDay("o", "opportunities", "closed_at", rules)} end,
      u.used_day,
      coalesce(o.currency, ${sql.lit(rules.currency)}),
      o.amount
    from opportunities o
    left join leads l on l.workspace_id = o.workspace_id and l.lead_id = o.lead_id
    left join lead_journeys s on s.workspace_id = ${workspaceId} and s.lead_id = o.lead_id and s.sealed
    left join (
      select u.opportunity_id, min(${localDay("u", "content-uses", "used_at", rules)}) as used_day
      from content_uses u
      where u.workspace_id = ${workspaceId} and u.opportunity_id is not null and ${within("u.opportunity_id", scope)}
      group by u.opportunity_id
    ) u on u.opportunity_id = o.opportunity_id
    where o.workspace_id = ${workspaceId} and ${within("o.opportunity_id", scope)}
      and ${scope === "all" ? notSealed("opportunity_journeys", "opportunity_id", "o", rules) : sql`true`}`;
}

/**
 * Gives the query that computes the first stay in each stage, in the columns' order of `stage_stays`. It must run
 * after the opportunities' journeys are stored. A stay ends at the next change or when the opportunity closes;
 * changes after the closing are left out, as they tell of the archive and not of the cycle. A move is backward by the
 * workspace's order of stages; where that does not know one of the two, by which of them was first entered before.
 */
export function stageStays(rules: JourneyRules, scope: Scope): RawBuilder<unknown> {
  const { workspaceId } = rules;
  return sql`
    with changes as (
      select s.opportunity_id, s.stage, j.acquisition_channel, j.segment,
        coalesce(j.won_day, j.lost_day) as closed_day,
        ${localDay("s", "stage-changes", "entered_at", rules)} as day,
        s.entered_at,
        array_position(${sql.val([...rules.stages])}::text[], s.stage) as place
      from stage_changes s
      join opportunity_journeys j on j.workspace_id = s.workspace_id and j.opportunity_id = s.opportunity_id
        and not j.sealed
      join opportunities o on o.workspace_id = s.workspace_id and o.opportunity_id = s.opportunity_id
      where s.workspace_id = ${workspaceId} and ${within("s.opportunity_id", scope)}
        and (o.outcome = 'open' or case when (s.local_days & 1) <> 0 or (o.local_days & 2) <> 0
          then ${localDay("s", "stage-changes", "entered_at", rules)}
            <= ${localDay("o", "opportunities", "closed_at", rules)}
          else s.entered_at < o.closed_at end)
    ), moves as (
      select *, lag(stage) over (partition by opportunity_id order by entered_at, place, stage) as before
      from changes
    ), visits as (
      select *,
        coalesce(lead(day) over ordered, closed_day) as left_day,
        row_number() over (partition by opportunity_id, stage order by entered_at, place) as visit,
        min(entered_at) over (partition by opportunity_id, stage) as first_entered_at
      from moves
      where before is distinct from stage
      window ordered as (partition by opportunity_id order by entered_at, place, stage)
    ), stays as (
      select *,
        coalesce(place < lag(place) over ordered, first_entered_at < lag(first_entered_at) over ordered)
          as backward
      from visits
      window ordered as (partition by opportunity_id order by entered_at, place, stage)
    )
    select ${sql.lit(workspaceId)}::integer, opportunity_id, stage, min(acquisition_channel), min(segment),
      min(day) filter (where visit = 1),
      min(left_day) filter (where visit = 1),
      coalesce(array_agg(day order by day) filter (where backward), '{}')
    from stays
    group by opportunity_id, stage`;
}

/** Gives the query that computes journeys of content uses, in the columns' order of `content_use_journeys`. */
export function contentUseJourneys(rules: JourneyRules, scope: Scope): RawBuilder<unknown> {
  return sql`
    select u.workspace_id, u.use_id, u.opportunity_id, c.asset_number,
      ${localDay("u", "content-uses", "used_at", rules)},
      u.used_by is not distinct from 'sales',
      u.used_by is not distinct from 'sales' and coalesce(j.created_day
        <= ${localDay("u", "content-uses", "used_at", rules)}, false)
    from content_uses u
    left join content c on c.workspace_id = u.workspace_id and c.asset_id = u.asset_id
    left join opportunity_journeys j on j.workspace_id = u.workspace_id and j.opportunity_id = u.opportunity_id
    where u.workspace_id = ${rules.workspaceId} and ${within("u.use_id", scope)}
      and ${scope === "all" ? notSealed("content_use_journeys", "use_id", "u", rules) : sql`true`}`;
}

/** Gives the query that computes the cells of all assets, in the columns' order of `asset_cells`. */
export function assetCells(rules: JourneyRules): RawBuilder<unknown> {
  return sql`
    select c.workspace_id, c.asset_number, c.asset_id, c.title, c.journey_stage,
      ${localDay("c", "content", "published_at", rules)},
      ${localDay("c", "content", "retired_at", rules)},
      (select min(u.day) from content_use_journeys u
        where u.workspace_id = ${sql.lit(rules.workspaceId)} and u.asset_number = c.asset_number and u.by_sales)
    from content c
    where c.workspace_id = ${rules.workspaceId}`;
}
