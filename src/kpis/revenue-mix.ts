import { between, type Snapshot } from "../funnel/cells.ts";
import type { Figure, Kpi, Question } from "../funnel/readings.ts";
import { type ChannelFinding, channelFindings } from "./channel-findings.ts";
import { noInterval } from "./intervals.ts";
import { type Amount, convert, effectiveNumber, quotient, sumOf, toNumber, zero } from "./money.ts";
import { figureOf, mqlToOpportunity, opportunityToCustomer, readStep, stepNeeds } from "./steps.ts";
import { convertedNeed, enteredIn, enteredNeed, isKeptWeek } from "./weeks.ts";

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
    return [
      {
        table: isKeptWeek(question) ? "revenue-weeks" : "revenue",
        from: period.from,
        to: Math.min(period.to, asOf),
      },
      enteredNeed("lead-to-mql", question),
      convertedNeed("mql-to-worked", question),
      convertedNeed("mql-to-opportunity", question),
      ...stepNeeds(mqlToOpportunity, question, { soFar: false }),
      ...stepNeeds(opportunityToCustomer, question, { soFar: false }),
    ];
  },

  read(snapshot, question, acquisitionChannels) {
    const { period, asOf } = question;
    const whole = revenueOf(snapshot, question);
    const { slice } = snapshot;
    const ownShare = slice.dimension === "acquisition-channel";
    const own = acquisitionChannels.map((channel) => ({ channel, ...revenueOf(channel, question) }));
    const revenues = own.map(({ revenue }) => revenue);
    const revenue = sumOf(revenues);
    const channels = readChannels(own, revenue, question);
    return {
      kpi: "revenue-mix",
      period,
      slice,
      ...(ownShare
        ? {
            unit: "ratio",
            value: quotient(whole.revenue, revenue),
            numerator: toNumber(whole.revenue),
            denominator: toNumber(revenue),
          }
        : {
            unit: "count",
            value: effectiveNumber(revenues),
            numerator: null,
            denominator: whole.wins,
          }),
      ...noInterval,
      mature: period.to <= asOf,
      soFar: null,
      detail: {
        revenue: toNumber(whole.revenue),
        acquisitionChannels: ownShare
          ? channels.filter(({ acquisitionChannel }) => acquisitionChannel === slice.member)
          : channels,
        winsWithoutAmount: whole.withoutAmount,
      },
    };
  },
};

function revenueOf(snapshot: Snapshot, question: Question) {
  const { period, asOf, settings } = question;
  const cells = isKeptWeek(question) ? (snapshot.revenueWeeks ?? []) : snapshot.revenue;
  let revenue: Amount = zero;
  let wins = 0;
  let withoutAmount = 0;
  for (const cell of between(cells, period.from, Math.min(period.to, asOf))) {
    revenue = revenue.plus(convert(cell.amount, cell.currency, cell.day, settings.currency, snapshot.rates));
    wins += cell.wins;
    withoutAmount += cell.winsWithoutAmount;
  }
  return { revenue, wins, withoutAmount };
}

function readChannels(
  acquisitionChannels: readonly ({ readonly channel: Snapshot } & ReturnType<typeof revenueOf>)[],
  revenue: Amount,
  question: Question,
): readonly ChannelRevenue[] {
  const found = acquisitionChannels.flatMap(({ channel, ...money }) => {
    if (channel.slice.dimension === "total") return [];
    const leads = enteredIn(channel, "lead-to-mql", question);
    return leads > 0 || money.wins > 0 ? [{ channel, member: channel.slice.member, leads, ...money }] : [];
  });
  const findings = channelFindings(
    found.map(({ channel, leads }) => ({ channel, leads })),
    question,
  );
  const leads = found.reduce((sum, channel) => sum + channel.leads, 0);
  return found
    .map(({ channel, member, ...own }, index) => {
      const shares = {
        share: quotient(own.revenue, revenue),
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
        revenuePerLead: quotient(own.revenue, own.leads),
        finding: findings[index] ?? null,
      };
    })
    .sort((a, b) => b.revenue - a.revenue || (a.acquisitionChannel < b.acquisitionChannel ? -1 : 1));
}
