import { between, cellsOf, type Measure, type Snapshot } from "../funnel/cells.ts";
import type { Figure, Kpi, Question } from "../funnel/readings.ts";
import { countOf } from "./conversion.ts";
import { noInterval } from "./intervals.ts";
import { type Amount, convert, toNumber, zero } from "./money.ts";
import { figureOf, mqlToOpportunity, opportunityToCustomer, readStep, stepNeeds } from "./steps.ts";

/**
 * What may be wrong with an acquisition channel, against the others: few leads come though they are good; leads
 * come but sales does not take them up; or, where take-up is unknown, that or poor leads.
 */
export type ChannelFinding = "not-attracting" | "neglected" | "neglected-or-poor-leads" | null;

export interface ChannelRevenue {
  readonly acquisitionChannel: string;
  /** In the workspace's currency. */
  readonly revenue: number;
  readonly share: number | null;
  readonly wins: number;
  readonly leads: number;
  readonly leadShare: number | null;
  readonly mqlToOpportunity: Figure;
  readonly opportunityToCustomer: Figure;
  readonly revenuePerLead: number | null;
  readonly finding: ChannelFinding;
}

export interface RevenueMixDetail {
  readonly revenue: number;
  readonly acquisitionChannels: readonly ChannelRevenue[];
  readonly winsWithoutAmount: number;
}

/**
 * KPI 5: the effective number of acquisition channels, 1 ÷ Σ share² of the revenue won in the period. Of one
 * acquisition channel it is that channel's share of the revenue, a ratio.
 */
export const revenueMixKpi: Kpi<RevenueMixDetail> = {
  name: "revenue-mix",
  unit: "count",
  dimensions: ["acquisition-channel"],
  modes: ["cohort", "period", "pace"],
  needsAcquisitionChannels: true,

  needs(question) {
    const { period, asOf } = question;
    const to = Math.min(period.to, asOf);
    return [
      { table: "revenue", from: period.from, to },
      { table: "cells", measure: "lead-to-mql", from: period.from, to, events: "none" },
      { table: "cells", measure: "mql-to-worked", from: period.from, to, events: "conversions" },
      { table: "cells", measure: "mql-to-opportunity", from: period.from, to, events: "conversions" },
      ...stepNeeds(mqlToOpportunity, question),
      ...stepNeeds(opportunityToCustomer, question),
    ];
  },

  read(snapshot, question, acquisitionChannels) {
    const { period, asOf } = question;
    const whole = revenueOf(snapshot, question);
    const channels = readChannels(
      snapshot.slice.dimension === "acquisition-channel" ? [snapshot] : acquisitionChannels,
      question,
      snapshot,
    );
    const ownShare = snapshot.slice.dimension === "acquisition-channel";
    const revenue = toNumber(
      acquisitionChannels.reduce((sum, channel) => sum.plus(revenueOf(channel, question).revenue), zero),
    );
    const squares = channels.reduce((sum, { share }) => sum + (share ?? 0) ** 2, 0);
    return {
      kpi: "revenue-mix",
      period,
      slice: snapshot.slice,
      ...(ownShare
        ? {
            unit: "ratio",
            value: revenue === 0 ? null : toNumber(whole.revenue) / revenue,
            numerator: toNumber(whole.revenue),
            denominator: revenue,
          }
        : {
            unit: "count",
            value: squares === 0 ? null : 1 / squares,
            numerator: null,
            denominator: whole.wins,
          }),
      ...noInterval,
      mature: period.to <= asOf,
      soFar: null,
      detail: {
        revenue: toNumber(whole.revenue),
        acquisitionChannels: channels,
        winsWithoutAmount: whole.withoutAmount,
      },
    };
  },
};

function revenueOf(snapshot: Snapshot, { period, asOf, settings }: Question) {
  let revenue: Amount = zero;
  let wins = 0;
  let withoutAmount = 0;
  for (const cell of between(snapshot.revenue, period.from, Math.min(period.to, asOf))) {
    revenue = revenue.plus(convert(cell.amount, cell.currency, cell.day, settings.currency, snapshot.rates));
    wins += cell.wins;
    withoutAmount += cell.winsWithoutAmount;
  }
  return { revenue, wins, withoutAmount };
}

function entered(snapshot: Snapshot, measure: Measure, { period, asOf }: Question): number {
  return countOf(between(cellsOf(snapshot, measure), period.from, Math.min(period.to, asOf)));
}

function readChannels(
  acquisitionChannels: readonly Snapshot[],
  question: Question,
  whole: Snapshot,
): readonly ChannelRevenue[] {
  const found = acquisitionChannels.flatMap((channel) => {
    if (channel.slice.dimension === "total") return [];
    const money = revenueOf(channel, question);
    const leads = entered(channel, "lead-to-mql", question);
    return leads > 0 || money.wins > 0 ? [{ channel, member: channel.slice.member, leads, ...money }] : [];
  });
  const revenue = found.reduce((sum, channel) => sum.plus(channel.revenue), zero);
  const leads = found.reduce((sum, channel) => sum + channel.leads, 0);
  return found
    .map(({ channel, member, ...own }) => {
      const shares = {
        share: revenue.eq(0) ? null : toNumber(own.revenue) / toNumber(revenue),
        leadShare: leads === 0 ? null : own.leads / leads,
      };
      return {
        acquisitionChannel: member,
        revenue: toNumber(own.revenue),
        wins: own.wins,
        leads: own.leads,
        ...shares,
        mqlToOpportunity: figureOf(readStep(channel, mqlToOpportunity, question)),
        opportunityToCustomer: figureOf(readStep(channel, opportunityToCustomer, question)),
        revenuePerLead: own.leads === 0 ? null : toNumber(own.revenue) / own.leads,
        finding: findingOf(channel, whole, shares.leadShare, found.length, question),
      };
    })
    .sort((a, b) => b.revenue - a.revenue || (a.acquisitionChannel < b.acquisitionChannel ? -1 : 1));
}

const fewestCases = 20;

/**
 * Compares a channel with the whole funnel: at most half of an even share of leads that convert at least a quarter
 * better is `not-attracting`; a share worked at most 80% of the whole's, though the worked convert at least 90% as
 * well, is `neglected`.
 */
function findingOf(
  channel: Snapshot,
  whole: Snapshot,
  leadShare: number | null,
  channels: number,
  question: Question,
): ChannelFinding {
  const own = rates(channel, question);
  const all = rates(whole, question);
  if (own.mqls < fewestCases || all.converted === null || own.converted === null) return null;
  if (leadShare !== null && leadShare <= 0.5 / channels && own.converted >= 1.25 * all.converted) {
    return "not-attracting";
  }
  if (!all.takeUpKnown) return own.converted <= 0.8 * all.converted ? "neglected-or-poor-leads" : null;
  if (own.worked === null || all.worked === null || own.worked > 0.8 * all.worked) return null;
  return own.converted / own.worked >= 0.9 * (all.converted / all.worked) ? "neglected" : null;
}

function rates(snapshot: Snapshot, question: Question) {
  const end = Math.min(question.period.to, question.asOf);
  const reached = (measure: Measure) =>
    between(cellsOf(snapshot, measure), question.period.from, end).reduce(
      (sum, { day, events }) => sum + convertedKnown(day, events, question.asOf),
      0,
    );
  const mqls = entered(snapshot, "mql-to-worked", question);
  const worked = reached("mql-to-worked");
  const converted = reached("mql-to-opportunity");
  return {
    mqls,
    worked: mqls === 0 || worked === 0 ? null : worked / mqls,
    converted: mqls === 0 ? null : converted / mqls,
    takeUpKnown: worked > converted,
  };
}

function convertedKnown(day: number, events: readonly number[], asOf: number): number {
  let count = 0;
  for (let i = 0; i + 2 < events.length; i += 3) {
    if (events[i] !== 2 && day + (events[i + 1] ?? 0) < asOf) count += events[i + 2] ?? 0;
  }
  return count;
}
