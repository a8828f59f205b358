import { unknownMember } from "../../../funnel/cells.ts";
import type { CellRules } from "../../../funnel/remote-cells.ts";
import type { CellDialect } from "./dialect.ts";
import { type CellKinds, fieldExpressions } from "./facts.ts";

/**
 * Gives the common table expressions that compute journeys where the data is, each a name and a query: the same
 * journeys as `store/snapshots/journeys.ts` computes from imported facts. Rows that could be no facts are left out.
 */
export function journeyQueries(
  dialect: CellDialect,
  kinds: CellKinds,
  rules: CellRules & { readonly sourceZone: string },
): readonly (readonly [string, string])[] {
  const unknown = dialect.text(unknownMember);
  const lead = fieldExpressions(dialect, kinds.leads, rules);
  const deal = fieldExpressions(dialect, kinds.opportunities, rules);
  const change = fieldExpressions(dialect, kinds["stage-changes"], rules);
  const touch = fieldExpressions(dialect, kinds["sales-touches"], rules);
  const use = fieldExpressions(dialect, kinds["content-uses"], rules);
  const asset = fieldExpressions(dialect, kinds.content, rules);

  const one = (select: string, id: string, unique: boolean) =>
    unique ? select : dialect.latest(select, id, "updated");

  const leads = one(
    `select ${lead.text("lead_id")} as lead_id, ${lead.day("created_at")} as created_day,
      coalesce(${lead.text("acquisition_channel")}, ${unknown}) as acquisition_channel,
      ${lead.text("acquisition_channel")} as told_channel,
      coalesce(${lead.text("segment")}, ${unknown}) as segment, ${lead.text("segment")} as told_segment,
      ${lead.day("mql_at")} as mql_day, ${lead.day("sql_at")} as sql_day,
      ${lead.day("disqualified_at")} as disqualified_day, ${lead.moment("updated_at")} as updated
    from ${lead.from}
    where ${lead.exists} and ${lead.kept} and ${lead.text("lead_id")} is not null and ${lead.day("created_at")} is not null`,
    "lead_id",
    kinds.leads?.config.unique ?? false,
  );

  const outcome = deal.tells("outcome") ? `coalesce(${deal.choice("outcome")}, 'open')` : "'open'";
  const closed = deal.day("closed_at");
  const amount = deal.amount("amount");
  const deals = one(
    `select ${deal.text("opportunity_id")} as opportunity_id, ${deal.day("created_at")} as created_day,
      ${deal.text("lead_id")} as lead_id, ${deal.text("account_id")} as account_id,
      ${deal.text("acquisition_channel")} as told_channel, ${deal.text("segment")} as told_segment,
      ${outcome} as outcome, ${amount.value} as amount,
      coalesce(${deal.upper("currency")}, ${dialect.text(rules.currency)}) as currency,
      case when ${outcome} <> 'open' then ${closed} end as closed_day,
      case when ${outcome} <> 'open' then ${deal.moment("closed_at")} end as closed_at,
      ${deal.moment("updated_at")} as updated
    from ${deal.from}
    where ${deal.exists} and ${deal.kept} and ${deal.text("opportunity_id")} is not null
      and ${deal.day("created_at")} is not null and ${outcome} in ('open', 'won', 'lost') and ${amount.fits}
      and (${outcome} = 'open' or ${closed} is not null)
      and (${deal.tells("outcome") ? deal.text("outcome") : dialect.nothing("text")} is not null or ${closed} is null)`,
    "opportunity_id",
    kinds.opportunities?.config.unique ?? false,
  );

  const leadJourneys = `
    select l.acquisition_channel as acquisition_channel, l.segment as segment, l.created_day as created_day,
      l.mql_day as mql_day, ${dialect.least("t.touched_day", "l.sql_day", "o.created_day")} as worked_day,
      o.created_day as opportunity_day, o.won_day as customer_day, l.disqualified_day as disqualified_day,
      ${dialect.least("l.disqualified_day", "o.lost_day")} as out_day
    from leads l
    left join (
      select lead_id, min(created_day) as created_day, ${dialect.minIf("closed_day", "outcome = 'won'")} as won_day,
        ${dialect.minIf("closed_day", "outcome = 'lost'")} as lost_day
      from deals where lead_id is not null group by lead_id
    ) o on o.lead_id = l.lead_id
    left join (
      select ${touch.text("lead_id")} as lead_id, min(${touch.day("touched_at")}) as touched_day
      from ${touch.from}
      where ${touch.exists} and ${touch.kept} and ${touch.text("lead_id")} is not null group by ${touch.text("lead_id")}
    ) t on t.lead_id = l.lead_id`;

  const dealJourneys = `
    select o.opportunity_id as opportunity_id, o.account_id as account_id,
      coalesce(o.told_channel, l.told_channel, ${unknown}) as acquisition_channel,
      coalesce(o.told_segment, l.told_segment, ${unknown}) as segment,
      o.created_day as created_day, l.created_day as lead_created_day, l.mql_day as lead_mql_day,
      case when o.outcome = 'won' then o.closed_day end as won_day,
      case when o.outcome = 'lost' then o.closed_day end as lost_day,
      u.used_day as content_day, o.currency as currency, o.amount as amount,
      o.outcome as outcome, o.closed_at as closed_at, o.closed_day as closed_day
    from deals o
    left join leads l on l.lead_id = o.lead_id
    left join (select opportunity_id, min(day) as used_day from uses where opportunity_id is not null group by opportunity_id) u
      on u.opportunity_id = o.opportunity_id`;

  const uses = `
    select ${use.text("asset_id")} as asset_id, ${use.day("used_at")} as day,
      ${use.tells("used_by") ? `coalesce(${use.choice("used_by")}, '')` : "''"} as used_by,
      ${use.text("opportunity_id")} as opportunity_id
    from ${use.from}
    where ${use.exists} and ${use.kept} and ${use.text("asset_id")} is not null and ${use.day("used_at")} is not null`;

  const assets = one(
    `select ${asset.text("asset_id")} as asset_id, ${asset.text("title")} as title,
      ${asset.text("journey_stage")} as journey_stage, ${asset.day("published_at")} as published_day,
      ${asset.day("retired_at")} as retired_day, ${dialect.nothing("time")} as updated
    from ${asset.from}
    where ${asset.exists} and ${asset.kept} and ${asset.text("asset_id")} is not null
      and ${asset.text("title")} is not null and ${asset.day("published_at")} is not null`,
    "asset_id",
    kinds.content?.config.unique ?? false,
  );

  // A calendar day has no time of day to tell which was first.
  const beforeClosing =
    change.isDay("entered_at") || deal.isDay("closed_at")
      ? "s.day <= j.closed_day"
      : "s.entered_at < j.closed_at";
  const ordered = "partition by opportunity_id order by entered_at, place, stage";
  const stays = `
    select stage, acquisition_channel, segment, day, left_day, visit,
      coalesce(place < ${dialect.previous("place", ordered)},
        first_entered_at < ${dialect.previous("first_entered_at", ordered)}) as backward
    from (
      select stage, acquisition_channel, segment, opportunity_id, entered_at, place, day,
        coalesce(${dialect.next("day", ordered)}, closed_day) as left_day,
        row_number() over (partition by opportunity_id, stage order by entered_at, place) as visit,
        min(entered_at) over (partition by opportunity_id, stage) as first_entered_at
      from (
        select *, ${dialect.previous("stage", ordered)} as before
        from (
          select s.opportunity_id as opportunity_id, s.stage as stage, j.acquisition_channel as acquisition_channel,
            j.segment as segment, j.closed_day as closed_day, s.day as day, s.entered_at as entered_at,
            ${dialect.place("s.stage", rules.stages)} as place
          from (
            select distinct ${change.text("opportunity_id")} as opportunity_id, ${change.text("stage")} as stage,
              ${change.day("entered_at")} as day, ${change.moment("entered_at")} as entered_at
            from ${change.from}
            where ${change.exists} and ${change.text("opportunity_id")} is not null
              and ${change.text("stage")} is not null and ${change.day("entered_at")} is not null
          ) s
          join deal_journeys j on j.opportunity_id = s.opportunity_id
          where j.outcome = 'open' or ${beforeClosing}
        ) changes
      ) moves
      where before is null or before <> stage
    ) visits`;

  return [
    ["leads", leads],
    ["deals", deals],
    ["uses", uses],
    ["assets", assets],
    ["lead_journeys", leadJourneys],
    ["deal_journeys", dealJourneys],
    ["stays", stays],
  ];
}
