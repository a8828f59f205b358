import { formatDay } from "../../src/funnel/calendar.ts";
import type { Fact, FactKind } from "../../src/funnel/facts.ts";
import type { Change } from "./funnel-facts.ts";

/** A local day as an import tells it. */
export const localDay = (day: number | null) =>
  day === null ? null : ({ type: "local-day", iso: formatDay(day) } as const);

/** A change as an import tells it, as of the place it has in the whole sequence. */
export function told(change: Change, place: number): readonly [FactKind, Fact] {
  const updated = { type: "instant", iso: new Date(place * 1000).toISOString() } as const;
  switch (change.put) {
    case "lead":
      return [
        "leads",
        {
          lead_id: change.fact.id,
          created_at: localDay(change.fact.created),
          acquisition_channel: change.fact.channel,
          segment: change.fact.segment,
          mql_at: localDay(change.fact.mql),
          sql_at: localDay(change.fact.sql),
          disqualified_at: localDay(change.fact.disqualified),
          updated_at: updated,
        },
      ];
    case "opportunity":
      return [
        "opportunities",
        {
          opportunity_id: change.fact.id,
          created_at: localDay(change.fact.created),
          lead_id: change.fact.lead,
          account_id: change.fact.account,
          acquisition_channel: change.fact.channel,
          amount: change.fact.amount,
          closed_at: localDay(change.fact.closed),
          outcome: change.fact.outcome,
          updated_at: updated,
        },
      ];
    case "stage-change":
      return [
        "stage-changes",
        {
          opportunity_id: change.fact.opportunity,
          stage: change.fact.stage,
          entered_at: localDay(change.fact.entered),
        },
      ];
    case "touch":
      return [
        "sales-touches",
        { touch_id: change.fact.id, lead_id: change.fact.lead, touched_at: localDay(change.fact.day) },
      ];
    case "asset":
      return [
        "content",
        {
          asset_id: change.fact.id,
          title: change.fact.id,
          published_at: localDay(change.fact.published),
          retired_at: localDay(change.fact.retired),
          journey_stage: change.fact.journeyStage,
        },
      ];
    case "use":
      return [
        "content-uses",
        {
          use_id: change.fact.id,
          asset_id: change.fact.asset,
          used_at: localDay(change.fact.day),
          used_by: change.fact.by,
          opportunity_id: change.fact.opportunity,
        },
      ];
  }
}
