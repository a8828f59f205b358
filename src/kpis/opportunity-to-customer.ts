import type { Figure, Kpi } from "../funnel/readings.ts";
import { wilson } from "./intervals.ts";
import { type Pair, pairNeeds, readPair } from "./pair.ts";
import { figureOf, opportunityToCustomer, readStep, stepNeeds } from "./steps.ts";
import { enteredIn, enteredNeed } from "./weeks.ts";

export interface OpportunityToCustomerDetail {
  readonly windowDays: number;
  /** Of those closed in the period: won ÷ (won + lost). */
  readonly winRate: Figure;
  readonly byAcquisitionChannel: readonly (Figure & { readonly acquisitionChannel: string })[];
  readonly pair: Pair;
}

/** KPI 4: the share of the period's opportunities won within the window: does sales make good use of what it gets? */
export const opportunityToCustomerKpi: Kpi<OpportunityToCustomerDetail> = {
  name: "opportunity-to-customer",
  unit: "ratio",
  dimensions: ["acquisition-channel", "segment"],
  modes: ["cohort", "period", "pace"],
  needsAcquisitionChannels: true,

  needs(question) {
    const { windowDays } = question;
    return [
      ...stepNeeds(opportunityToCustomer, question, { windowDays }),
      ...pairNeeds(question),
      enteredNeed("won", question),
      enteredNeed("lost", question),
    ];
  },

  read(snapshot, question, acquisitionChannels) {
    const { period, windowDays, settings } = question;
    const won = enteredIn(snapshot, "won", question);
    const closed = won + enteredIn(snapshot, "lost", question);
    return {
      kpi: "opportunity-to-customer",
      period,
      slice: snapshot.slice,
      unit: "ratio",
      ...readStep(snapshot, opportunityToCustomer, question, windowDays),
      detail: {
        windowDays: windowDays ?? opportunityToCustomer.windowDays(settings),
        winRate: {
          value: closed === 0 ? null : won / closed,
          numerator: won,
          denominator: closed,
          ...wilson(won, closed),
        },
        byAcquisitionChannel: (snapshot.slice.dimension === "total" ? acquisitionChannels : []).flatMap(
          (channel) => {
            if (channel.slice.dimension === "total") return [];
            const figure = figureOf(readStep(channel, opportunityToCustomer, question, windowDays));
            return figure.denominator ? [{ acquisitionChannel: channel.slice.member, ...figure }] : [];
          },
        ),
        pair: readPair(snapshot, question),
      },
    };
  },
};
