import { type RawBuilder, sql } from "kysely";
import { type Day, formatDay } from "../../funnel/calendar.ts";
import { type Dimension, type EventDetail, type Need, stageMeasures } from "../../funnel/cells.ts";
import { weekOf } from "./week-cells.ts";
import type { WeekRules } from "./week-rules.ts";

type Query = RawBuilder<unknown>;

/** One row of what is loaded: many cells are one text, as rows are dearer than the text in them. */
export interface Part {
  readonly load: number;
  readonly part:
    | "state"
    | "cells"
    | "weeks"
    | "revenue"
    | "revenue-weeks"
    | "account-weeks"
    | "assets"
    | "content"
    | "content-weeks"
    | "visits"
    | "rates";
  /** A measure, or a day. */
  readonly name: string;
  readonly member: string;
  readonly body: string | null;
}

export interface PartRequest {
  readonly workspaceId: number;
  readonly asOf: Day;
  readonly slices: "total" | Dimension;
  readonly needs: readonly Need[];
  /** Which load it is. */
  readonly index: number;
  readonly weeks: Omit<WeekRules, "workspaceId"> | undefined;
}

/** Gives the queries, in the columns of `Part`, of all that the needs name but account wins. */
export function partsOf(request: PartRequest): readonly Query[] {
  const { needs } = request;
  return [
    ...dayCells(request),
    ...weekCells(request),
    ...needs.flatMap((need) => others(request, need)),
    ...(needs.some(({ table }) => table.startsWith("content")) ? [assets(request)] : []),
    rates(request),
  ];
}

function others(request: PartRequest, need: Need): readonly Query[] {
  switch (need.table) {
    case "cells":
    case "weeks":
    case "stage-weeks":
    case "account-wins":
      return [];
    case "stages":
      return stages(request, need);
    case "revenue":
    case "revenue-weeks":
      return [revenue(request, need)];
    case "account-weeks":
      return request.slices === "total" ? [accountWeeks(request, need)] : [];
    case "content":
    case "content-weeks":
      return [content(request, need)];
    case "visits":
      return [visits(request, need)];
  }
}

const columns = ({ index }: PartRequest, part: Part["part"]) =>
  sql`${sql.lit(index)} as load, ${sql.lit(part)} as part`;

const mine = ({ workspaceId, slices }: PartRequest) =>
  sql`c.workspace_id = ${sql.lit(workspaceId)} and c.dimension = ${sql.lit(slices)}
    ${slices === "total" ? sql`and c.member = ''` : sql``}`;

/** The cells as `cell-text.ts` reads them, with as many kinds of events as are asked for. */
const cellText = (kinds: Query) => sql`
  string_agg(c.day || ':' || c.entered
    || case when ${kinds} >= 2 then '|' || c.converted || '|' || c.converted_after_out else '' end
    || case when ${kinds} >= 3 then '|' || c.went_out else '' end || ';', '' order by c.day)`;

/** How many kinds of events are loaded. */
function kindsOf(events: EventDetail = "all"): number {
  return events === "none" ? 0 : events === "conversions" ? 2 : 3;
}

function dayCells(request: PartRequest): readonly Query[] {
  const needs = request.needs.filter((need) => need.table === "cells");
  if (needs.length === 0) return [];
  return [
    sql`
      select ${columns(request, "cells")}, c.measure as name, c.member, ${cellText(sql.ref("n.kinds"))} as body
      from ${asked(needs)} join cells c on ${mine(request)} and c.measure = n.measure and c.day >= n.from_day and c.day < n.to_day
      group by c.measure, c.member`,
  ];
}

function asked(
  needs: readonly {
    readonly measure: string;
    readonly from: Day;
    readonly to: Day;
    readonly events?: EventDetail;
  }[],
): Query {
  return sql`unnest(${needs.map(({ measure }) => measure)}::text[], ${needs.map(({ from }) => from)}::integer[],
    ${needs.map(({ to }) => to)}::integer[], ${needs.map(({ events }) => kindsOf(events))}::integer[])
    as n (measure, from_day, to_day, kinds)`;
}

function stages(request: PartRequest, need: Need & { readonly table: "stages" }): readonly Query[] {
  return (need.measures ?? stageMeasures).map(
    (measure) => sql`
      select ${columns(request, "cells")}, c.measure as name, c.member, ${cellText(sql.lit(2))} as body
      from cells c
      where ${mine(request)} and ${ofStage(measure)} and c.day >= ${need.from} and c.day < ${need.to}
      group by c.measure, c.member`,
  );
}

const ofStage = (measure: (typeof stageMeasures)[number]) =>
  sql`c.measure >= ${`${measure}:`} and c.measure < ${`${measure};`}`;

/** The weeks as `week-text.ts` reads them. Of what converted later than is asked for, the days are told. */
const weekText = (asOf: Day) => sql`
  string_agg(c.day || ':' || c.entered || ':' || c.within || ':'
    || case when c.last_converted >= ${asOf} then c.converted_on else c.converted::text end
    || coalesce('|' || c.median || ':' || c.p80 || ':' || coalesce(c.median_low::text, '') || ':'
      || coalesce(c.median_high::text, ''), ''), ';')`;

function weekCells(request: PartRequest): readonly Query[] {
  const { asOf } = request;
  const weeks = request.needs.filter((need) => need.table === "weeks");
  const stageWeeks = request.needs.filter((need) => need.table === "stage-weeks");
  return [
    ...(weeks.length === 0
      ? []
      : [
          sql`
            select ${columns(request, "weeks")}, c.measure as name, c.member, ${weekText(asOf)} as body
            from ${asked(weeks)} join week_cells c on ${mine(request)}
              and c.measure = n.measure and c.day >= n.from_day and c.day < n.to_day
            group by c.measure, c.member`,
        ]),
    ...stageWeeks.flatMap(({ from, to }) =>
      (["stage-left", "stage-regressed"] as const).map(
        (measure) => sql`
          select ${columns(request, "weeks")}, c.measure as name, c.member, ${weekText(asOf)} as body
          from week_cells c where ${mine(request)} and ${ofStage(measure)} and c.day >= ${from} and c.day < ${to}
          group by c.measure, c.member`,
      ),
    ),
  ];
}

function revenue(
  request: PartRequest,
  { table, from, to }: Need & { readonly table: "revenue" | "revenue-weeks" },
): Query {
  const { weeks } = request;
  const day =
    table === "revenue-weeks" && weeks
      ? sql`case when c.currency = ${weeks.currency} then ${weekOf(sql.ref("c.day"), weeks.weekStart)} else c.day end`
      : sql.ref("c.day");
  return sql`
    select ${columns(request, table)}, '' as name, member,
      string_agg(day || ':' || currency || ':' || wins || ':' || amount || ':' || without, ';' order by day, currency) as body
    from (
      select c.member, ${day} as day, c.currency, sum(c.wins) as wins, sum(c.amount) as amount,
        sum(c.wins_without_amount) as without
      from revenue_cells c where ${mine(request)} and c.day >= ${from} and c.day < ${to} group by 1, 2, 3
    ) r group by member`;
}

function accountWeeks(request: PartRequest, { from, to }: Need): Query {
  return sql`
    select ${columns(request, "account-weeks")}, day::text as name, '' as member, figures::text as body
    from account_week_cells where workspace_id = ${request.workspaceId} and day >= ${from} and day < ${to}`;
}

function content(
  request: PartRequest,
  { table, from, to }: Need & { readonly table: "content" | "content-weeks" },
): Query {
  const cells = table === "content" ? "content_day_cells" : "content_week_cells";
  return sql`
    select ${columns(request, table)}, '' as name, '' as member, '[' || string_agg('[' || day || ',['
      || array_to_string(by_sales, ',') || '],[' || array_to_string(in_opportunity, ',') || ']]', ',' order by day) || ']' as body
    from ${sql.table(cells)} where workspace_id = ${request.workspaceId} and day >= ${from} and day < ${to}`;
}

function assets(request: PartRequest): Query {
  return sql`
    select ${columns(request, "assets")}, '' as name, '' as member,
      json_agg(json_build_array(asset_number, asset_id, title, journey_stage, published_day, retired_day,
        first_sales_use_day) order by asset_number)::text as body
    from asset_cells where workspace_id = ${request.workspaceId}`;
}

function visits(request: PartRequest, { from, to }: Need): Query {
  return sql`
    select ${columns(request, "visits")}, '' as name, acquisition_channel as member,
      string_agg((day - date '1970-01-01') || ':' || visitors, ';' order by day) as body
    from visits
    where workspace_id = ${request.workspaceId} and day >= ${formatDay(from)}::date and day < ${formatDay(to)}::date
    group by acquisition_channel`;
}

function rates(request: PartRequest): Query {
  return sql`
    select ${columns(request, "rates")}, (day - date '1970-01-01')::text as name, currency as member, rate::text as body
    from exchange_rates where workspace_id = ${request.workspaceId}`;
}
