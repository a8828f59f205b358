import { type Day, formatDay } from "../../funnel/calendar.ts";
import type { Fact, FactKind, Moment } from "../../funnel/facts.ts";
import { instantOf, type LocalMinute, minutesPerDay } from "./athens.ts";
import { assetsOf, usesOf } from "./content.ts";
import { type Deal, dealsOf } from "./deals.ts";
import { type Lead, leadsOf, type Scene } from "./leads.ts";
import { companyStart } from "./profile.ts";
import { companyStories } from "./stories.ts";
import { visitsOf } from "./visits.ts";
import { workingClock } from "./working-clock.ts";

export type Company = Readonly<Record<Exclude<FactKind, "exchange-rates">, readonly Fact[]>>;

export interface CompanyRequest {
  /** A whole number; the same seed and day give the same company. */
  readonly seed: number;
  /** The day at whose start we look: nothing is dated at or after it. */
  readonly today: Day;
}

/** The slowest opportunity is done within this many days. */
const future = 3 * 365;

/**
 * Gives the facts of a sample company in Athens over the 18 months before a day. Everyone's whole life is made up
 * first and then cut at the day, so that the facts are just what a CRM would know that morning.
 */
export function generateCompany({ seed, today }: CompanyRequest): Company {
  const from = companyStart(today);
  const clock = workingClock(from, today + future);
  const scene: Scene = { seed, from, today, clock, stories: companyStories(today) };
  const leads = leadsOf(scene);
  const deals = dealsOf(scene, leads);
  const assets = assetsOf(today);
  const end = today * minutesPerDay;
  const known = (minute: LocalMinute | null): Moment | null =>
    minute === null || minute >= end ? null : instantOf(minute);
  const numbered = (letter: string, index: number) => `${letter}-${String(index + 1).padStart(6, "0")}`;

  return {
    leads: leads.map((lead) => leadFact(lead, known)),
    opportunities: deals.map((deal) => opportunityFact(deal, known, end)),
    "stage-changes": deals.flatMap(({ id, stages }) =>
      stages
        .filter(({ at }) => at < end)
        .map(({ stage, at }) => ({ opportunity_id: id, stage, entered_at: instantOf(at) })),
    ),
    content: assets.map(({ id, title, journeyStage, published, retired }) => ({
      asset_id: id,
      title,
      journey_stage: journeyStage,
      published_at: localDayAt(published),
      retired_at: retired === null ? null : localDayAt(retired),
    })),
    "content-uses": usesOf(scene, assets, deals).map(({ asset, at, by, deal }, index) => ({
      use_id: numbered("U", index),
      asset_id: asset,
      used_at: instantOf(at),
      used_by: by,
      opportunity_id: deal,
    })),
    "sales-touches": leads
      .flatMap(({ id, touches }) => touches.map((touch) => ({ lead: id, ...touch })))
      .filter(({ at }) => at < end)
      .map(({ lead, at, kind }, index) => ({
        touch_id: numbered("T", index),
        lead_id: lead,
        touched_at: instantOf(at),
        kind,
      })),
    visits: visitsOf(scene).map(({ day, channel, visitors }) => ({
      day: formatDay(day),
      acquisition_channel: channel,
      visitors: String(visitors),
    })),
  };
}

type Known = (minute: LocalMinute | null) => Moment | null;

function localDayAt(day: Day): Moment {
  return { type: "local-day", iso: formatDay(day) };
}

function leadFact(lead: Lead, known: Known): Fact {
  return {
    lead_id: lead.id,
    created_at: instantOf(lead.created),
    acquisition_channel: lead.channel,
    account_id: lead.account,
    segment: lead.segment.name,
    mql_at: known(lead.mql),
    sql_at: known(lead.sql),
    disqualified_at: known(lead.disqualified),
  };
}

function opportunityFact(deal: Deal, known: Known, end: LocalMinute): Fact {
  const closed = known(deal.closed);
  const stage = deal.stages.findLast(({ at }) => at < end)?.stage ?? null;
  // An offer has no price yet while the need is being found out.
  const priced = stage !== "Discovery";
  return {
    opportunity_id: deal.id,
    created_at: instantOf(deal.created),
    lead_id: deal.lead,
    account_id: deal.account,
    acquisition_channel: deal.channel,
    segment: deal.segment.name,
    stage,
    amount: priced ? `${deal.amount}.00` : null,
    currency: priced ? "EUR" : null,
    closed_at: closed,
    outcome: closed ? deal.outcome : "open",
  };
}
