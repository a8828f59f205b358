import { between, cellsOf, eventKinds, type Snapshot } from "../funnel/cells.ts";
import type { Figure, Kpi, Question } from "../funnel/readings.ts";
import { countOf } from "./conversion.ts";
import { type Pair, pairNeeds, readPair } from "./pair.ts";
import { figureOf, mqlToOpportunity, readStep, stepNeeds } from "./steps.ts";

export interface MqlToOpportunityDetail {
  readonly windowDays: number;
  readonly byAcquisitionChannel: readonly (Figure & { readonly acquisitionChannel: string })[];
  /** Opportunities created in the period whose lead (if any) was never an MQL. */
  readonly opportunitiesWithoutMql: number;
  readonly pair: Pair;
}

/** KPI 3: the share of the period's MQLs with an opportunity within the window: does marketing know a good lead? */
export const mqlToOpportunityKpi: Kpi<MqlToOpportunityDetail> = {
  name: "mql-to-opportunity",
  unit: "ratio",
  dimensions: ["acquisition-channel", "segment"],
  modes: ["cohort", "period", "pace"],
  needsAcquisitionChannels: true,

  needs(question) {
    const { period, asOf, windowDays } = question;
    return [
      ...stepNeeds(mqlToOpportunity, question, windowDays),
      ...pairNeeds(question),
      {
        table: "cells",
        measure: "opportunity-to-mql",
        from: period.from,
        to: Math.min(period.to, asOf),
        events: "conversions",
      },
    ];
  },

  read(snapshot, question, acquisitionChannels) {
    const { period, windowDays, settings } = question;
    const conversion = readStep(snapshot, mqlToOpportunity, question, windowDays);
    return {
      kpi: "mql-to-opportunity",
      period,
      slice: snapshot.slice,
      unit: "ratio",
      ...conversion,
      detail: {
        windowDays: windowDays ?? mqlToOpportunity.windowDays(settings),
        byAcquisitionChannel: (snapshot.slice.dimension === "total" ? acquisitionChannels : []).flatMap(
          (channel) => {
            if (channel.slice.dimension === "total") return [];
            const figure = figureOf(readStep(channel, mqlToOpportunity, question, windowDays));
            return figure.denominator ? [{ acquisitionChannel: channel.slice.member, ...figure }] : [];
          },
        ),
        opportunitiesWithoutMql: opportunitiesWithoutMql(snapshot, question),
        pair: readPair(snapshot, question),
      },
    };
  },
};

function opportunitiesWithoutMql(snapshot: Snapshot, { period, asOf }: Question): number {
  const cells = between(cellsOf(snapshot, "opportunity-to-mql"), period.from, Math.min(period.to, asOf));
  let fromMql = 0;
  for (const { day, events } of cells) {
    for (let i = 0; i + 2 < events.length; i += 3) {
      const known = day + (events[i + 1] ?? 0) < asOf;
      if (known && events[i] === eventKinds.converted) fromMql += events[i + 2] ?? 0;
    }
  }
  return countOf(cells) - fromMql;
}
