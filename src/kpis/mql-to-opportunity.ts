import type { Figure, Kpi } from "../funnel/readings.ts";
import { type Pair, pairNeeds, readPair } from "./pair.ts";
import { figureOf, mqlToOpportunity, readStep, stepNeeds } from "./steps.ts";
import { convertedIn, convertedNeed, enteredIn } from "./weeks.ts";

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
    const { windowDays } = question;
    return [
      ...stepNeeds(mqlToOpportunity, question, { windowDays }),
      ...pairNeeds(question),
      convertedNeed("opportunity-to-mql", question),
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
        opportunitiesWithoutMql:
          enteredIn(snapshot, "opportunity-to-mql", question) -
          convertedIn(snapshot, "opportunity-to-mql", question),
        pair: readPair(snapshot, question),
      },
    };
  },
};
