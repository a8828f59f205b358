import { type RawBuilder, sql } from "kysely";
import { type Day, formatDay } from "../../funnel/calendar.ts";
import { type Dimension, type EventDetail, type Need, stageMeasures } from "../../funnel/cells.ts";
import { type WeekRules, windowList } from "./week-rules.ts";

type Query = RawBuilder<unknown>;

/** One row of what is loaded: many cells are one text, as rows are dearer than the text in them. */
export interface Part {
  readonly load: number;
  readonly part:
    | "state"
    | "cells"
    | "weeks"
    | "week-days"
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

export interface PartsRequest {
  readonly workspaceId: number;
  readonly asOf: Day;
  readonly loads: readonly {
    readonly slices: "total" | Dimension;
    readonly needs: readonly Need[];
  }[];
  readonly weeks?: Omit<WeekRules, "workspaceId">;
}

type NeedOf<Table extends Need["table"]> = Need & { readonly table: Table };
type Placed<N extends Need> = N & { readonly load: number; readonly slices: "total" | Dimension };

/**
 * Gives the queries, in the columns of `Part`, of all that the loads need but account wins. One query asks for each
 * table, whatever asks for it, since planning a query takes longer than most of them run.
 */
export function partsOf(request: PartsRequest): readonly Query[] {
  const needs = request.loads.flatMap(({ slices, needs }, load) =>
    needs.map((need) => ({ ...need, load, slices })),
  );
  const of = <Table extends Need["table"]>(table: Table) =>
    needs.filter((need): need is Placed<NeedOf<Table>> => need.table === table);
  const content = [...of("content"), ...of("content-weeks")];
  return [
    state(request),
    ...dayCells(request, of("cells")),
    ...weekCells(request, of("weeks")),
    ...weekDays(request, of("week-days")),
    ...of("stages").flatMap((need) => stages(request, need)),
    ...of("stage-weeks").map((need) => stageWeeks(request, need)),
    ...revenue(request, of("revenue")),
    ...revenueWeeks(request, of("revenue-weeks")),
    ...of("account-weeks").flatMap((need) => (need.slices === "total" ? [accountWeeks(request, need)] : [])),
    ...of("content").map((need) => contentOf(request, need)),
    ...of("content-weeks").map((need) => contentWeeks(request, need)),
    ...(content.length === 0 ? [] : [assets(request)]),
    ...of("visits").map((need) => visits(request, need)),
    rates(request),
  ];
}

/** Whether whole weeks were made with the rules that are asked for. */
function state({ workspaceId, weeks }: PartsRequest): Query {
  const made = weeks
    ? sql`exists (select from snapshot_states where workspace_id = ${workspaceId} and week_start = ${weeks.weekStart}
        and windows = ${windowList(weeks)}::integer[] and currency = ${weeks.currency})::text`
    : sql`'true'`;
  // Setting something keeps the server from starting parallel workers, which takes longer than the whole answer.
  return sql`
    select -1 as load, 'state' as part, set_config('concord.answers', 'alone', true) as name, '' as member, ${made} as body`;
}

/** The cells `c` of the slices that needs `n` (unnested) name, also those that begin some days before. */
const asked = ({ workspaceId }: PartsRequest, daysBefore = 0) =>
  sql`c.workspace_id = ${sql.lit(workspaceId)} and c.dimension = n.dimension
    and c.day >= n.from_day - ${sql.lit(daysBefore)} and c.day < n.to_day`;

const mine = ({ workspaceId }: PartsRequest, slices: "total" | Dimension) =>
  sql`c.workspace_id = ${sql.lit(workspaceId)} and c.dimension = ${sql.lit(slices)}`;

const columns = (part: Part["part"], load: number | null = null) =>
  sql`${load === null ? sql.ref("n.load") : sql.lit(load)} as load, ${sql.lit(part)} as part`;

/** The needs as rows `n`. */
function unnested(
  needs: readonly {
    readonly load: number;
    readonly slices: string;
    readonly measure?: string;
    readonly from: Day;
    readonly to: Day;
    readonly events?: EventDetail;
  }[],
): Query {
  return sql`unnest(${needs.map(({ load }) => load)}::integer[], ${needs.map(({ slices }) => slices)}::text[],
    ${needs.map(({ measure }) => measure ?? "")}::text[], ${needs.map(({ from }) => from)}::integer[],
    ${needs.map(({ to }) => to)}::integer[], ${needs.map(({ events }) => kindsOf(events))}::integer[])
    as n (load, dimension, measure, from_day, to_day, kinds)`;
}

/** How many kinds of events are loaded. */
function kindsOf(events: EventDetail = "all"): number {
  return events === "none" ? 0 : events === "conversions" ? 2 : 3;
}

/** The cells as `cell-text.ts` reads them, with as many kinds of events as are asked for. */
const cellText = (kinds: Query) => sql`
  string_agg(c.day || ':' || c.entered
    || case when ${kinds} >= 2 then '|' || c.converted || '|' || c.converted_after_out else '' end
    || case when ${kinds} >= 3 then '|' || c.went_out else '' end || ';', '' order by c.day)`;

function dayCells(request: PartsRequest, needs: readonly Placed<NeedOf<"cells">>[]): readonly Query[] {
  if (needs.length === 0) return [];
  return [
    sql`
      select ${columns("cells")}, n.measure as name, c.member, c.body
      from ${unnested(needs)} cross join lateral (
        select c.member, ${cellText(sql.ref("n.kinds"))} as body from cells c
        where ${asked(request)} and c.measure = n.measure group by c.member) c`,
  ];
}

function stages(request: PartsRequest, need: Placed<NeedOf<"stages">>): readonly Query[] {
  return (need.measures ?? stageMeasures).map(
    (measure) => sql`
      select ${columns("cells", need.load)}, c.measure as name, c.member, ${cellText(sql.lit(2))} as body
      from cells c
      where ${mine(request, need.slices)} and ${ofStage(measure)} and c.day >= ${need.from} and c.day < ${need.to}
      group by c.measure, c.member`,
  );
}

const ofStage = (measure: (typeof stageMeasures)[number]) =>
  sql`(c.measure >= ${`${measure}:`} and c.measure < ${`${measure};`})`;

/** The weeks as `week-text.ts` reads them. Where some converted later than is asked for, the days are told. */
const weekText = ({ asOf }: PartsRequest) => sql`
  string_agg(case when c.last_converted >= ${asOf} then left(c.told, -1) || ',"' || c.converted_on || '"]'
    else c.told end, ',')`;

function weekCells(request: PartsRequest, needs: readonly Placed<NeedOf<"weeks">>[]): readonly Query[] {
  if (needs.length === 0) return [];
  return [
    sql`
      select ${columns("weeks")}, n.measure as name, c.member, c.body
      from ${unnested(needs)} cross join lateral (
        select c.member, ${weekText(request)} as body from week_cells c
        where ${asked(request)} and c.measure = n.measure group by c.member) c`,
  ];
}

function weekDays(request: PartsRequest, needs: readonly Placed<NeedOf<"week-days">>[]): readonly Query[] {
  if (needs.length === 0) return [];
  return [
    sql`
      select ${columns("week-days")}, n.measure as name, c.member, c.body
      from ${unnested(needs)} cross join lateral (
        select c.member, string_agg(c.day || ':' || c.days || ';', '' order by c.day) as body from week_cells c
        where ${asked(request, 6)} and c.measure = n.measure group by c.member) c`,
  ];
}

function stageWeeks(request: PartsRequest, { load, slices, from, to }: Placed<NeedOf<"stage-weeks">>): Query {
  return sql`
    select ${columns("weeks", load)}, c.measure as name, c.member, ${weekText(request)} as body
    from week_cells c
    where ${mine(request, slices)} and (${ofStage("stage-left")} or ${ofStage("stage-regressed")})
      and c.day >= ${from} and c.day < ${to}
    group by c.measure, c.member`;
}

function revenue(request: PartsRequest, needs: readonly Placed<NeedOf<"revenue">>[]): readonly Query[] {
  if (needs.length === 0) return [];
  return [
    sql`
      select ${columns("revenue")}, '' as name, c.member,
        string_agg(concat_ws(':', c.day, c.currency, c.wins, c.amount, c.wins_without_amount), ';'
          order by c.day, c.currency) as body
      from ${unnested(needs)} join revenue_cells c on ${asked(request)} group by n.load, c.member`,
  ];
}

function revenueWeeks(
  request: PartsRequest,
  needs: readonly Placed<NeedOf<"revenue-weeks">>[],
): readonly Query[] {
  if (needs.length === 0) return [];
  return [
    sql`
      select ${columns("revenue-weeks")}, '' as name, c.member, string_agg(c.told, ';' order by c.day) as body
      from ${unnested(needs)} join revenue_week_cells c on ${asked(request)} group by n.load, c.member`,
  ];
}

function accountWeeks({ workspaceId }: PartsRequest, { load, from, to }: Placed<Need>): Query {
  return sql`
    select ${columns("account-weeks", load)}, '' as name, '' as member,
      '[' || string_agg('[' || day || ',' || coalesce(figures::text, 'null') || ']', ',' order by day) || ']' as body
    from account_week_cells where workspace_id = ${workspaceId} and day >= ${from} and day < ${to}`;
}

function contentOf({ workspaceId }: PartsRequest, { load, from, to }: Placed<NeedOf<"content">>): Query {
  return sql`
    select ${columns("content", load)}, '' as name, '' as member, '[' || string_agg('[' || day || ',['
      || array_to_string(by_sales, ',') || '],[' || array_to_string(in_opportunity, ',') || ']]', ',' order by day) || ']'
      as body
    from content_day_cells where workspace_id = ${workspaceId} and day >= ${from} and day < ${to}`;
}

function contentWeeks(
  { workspaceId }: PartsRequest,
  { load, from, to }: Placed<NeedOf<"content-weeks">>,
): Query {
  return sql`
    select ${columns("content-weeks", load)}, '' as name, '' as member,
      '[' || string_agg('[' || day || ',[' || by_sales || '],[' || in_opportunity || ']]', ',' order by day) || ']' as body
    from content_week_cells where workspace_id = ${workspaceId} and day >= ${from} and day < ${to}`;
}

/** Assets and rates belong to no slice: every load shares them. */
const shared = -1;

function assets({ workspaceId }: PartsRequest): Query {
  return sql`
    select ${columns("assets", shared)}, '' as name, '' as member,
      json_agg(json_build_array(asset_number, asset_id, title, journey_stage, published_day, retired_day,
        first_sales_use_day) order by asset_number)::text as body
    from asset_cells where workspace_id = ${workspaceId}`;
}

function rates({ workspaceId }: PartsRequest): Query {
  return sql`
    select ${columns("rates", shared)}, (day - date '1970-01-01')::text as name, currency as member, rate::text as body
    from exchange_rates where workspace_id = ${workspaceId}`;
}

function visits({ workspaceId }: PartsRequest, { load, from, to }: Placed<Need>): Query {
  return sql`
    select ${columns("visits", load)}, '' as name, acquisition_channel as member,
      string_agg((day - date '1970-01-01') || ':' || visitors, ';' order by day) as body
    from visits
    where workspace_id = ${workspaceId} and day >= ${formatDay(from)}::date and day < ${formatDay(to)}::date
    group by acquisition_channel`;
}
