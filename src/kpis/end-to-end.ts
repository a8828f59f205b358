import { between, type Snapshot } from "../funnel/cells.ts";
import type { Figure, Kpi, Question } from "../funnel/readings.ts";
import { type Instability, instabilityNeed, instabilityOf } from "./instability.ts";
import {
  figureOf,
  leadToCustomer,
  leadToMql,
  mqlToOpportunity,
  opportunityToCustomer,
  readStep,
  type Step,
  stepNeeds,
} from "./steps.ts";
import { enteredIn, enteredNeed } from "./weeks.ts";

export interface EndToEndDetail {
  readonly windowDays: number;
  /** The same question asked of each step on the way. */
  readonly steps: readonly (Figure & Instability & { readonly step: Step["name"] })[];
  /** How unstable the whole way's weekly series is, and the step that is the most unstable. */
  readonly instability: Instability & { readonly mostUnstableStep: Step["name"] | null };
  /** Where visits are known: leads and customers of the period for each of its visitors. */
  readonly visits: {
    readonly visitors: number;
    readonly leadsPerVisitor: number | null;
    readonly customersPerVisitor: number | null;
  } | null;
}

const steps = [leadToMql, mqlToOpportunity, opportunityToCustomer] as const;

/** KPI 1: the share of the period's leads that became customers within the window. */
export const endToEndKpi: Kpi<EndToEndDetail> = {
  name: "end-to-end",
  unit: "ratio",
  dimensions: ["acquisition-channel", "segment"],
  modes: ["cohort", "period", "pace"],
  needsAcquisitionChannels: false,

  needs(question) {
    const { period, asOf, windowDays } = question;
    return [
      ...stepNeeds(leadToCustomer, question, { windowDays }),
      ...steps.flatMap((step) => stepNeeds(step, question, { soFar: false })),
      ...[leadToCustomer, ...steps].map((step) => instabilityNeed(step, question)),
      enteredNeed("lead-to-customer", question),
      enteredNeed("won", question),
      { table: "visits", from: period.from, to: Math.min(period.to, asOf) },
    ];
  },

  read(snapshot, question) {
    const { period, windowDays, settings } = question;
    const unstable = (step: Step) => instabilityOf(snapshot, step, question);
    const stepReadings = steps.map((step) => ({
      step: step.name,
      ...figureOf(readStep(snapshot, step, question)),
      ...unstable(step),
    }));
    const worst = stepReadings.reduce((most, step) => ((step.tau ?? 0) > (most.tau ?? 0) ? step : most));
    return {
      kpi: "end-to-end",
      period,
      slice: snapshot.slice,
      unit: "ratio",
      ...readStep(snapshot, leadToCustomer, question, windowDays),
      detail: {
        windowDays: windowDays ?? leadToCustomer.windowDays(settings),
        steps: stepReadings,
        instability: { ...unstable(leadToCustomer), mostUnstableStep: worst.tau ? worst.step : null },
        visits: readVisits(snapshot, question),
      },
    };
  },
};

function readVisits(snapshot: Snapshot, question: Question): EndToEndDetail["visits"] {
  const { period, asOf } = question;
  const end = Math.min(period.to, asOf);
  const visits = between(snapshot.visits, period.from, end);
  if (visits.length === 0) return null;
  const visitors = visits.reduce((sum, cell) => sum + cell.visitors, 0);
  const share = (measure: "lead-to-customer" | "won") =>
    visitors === 0 ? null : enteredIn(snapshot, measure, question) / visitors;
  return {
    visitors,
    leadsPerVisitor: share("lead-to-customer"),
    customersPerVisitor: share("won"),
  };
}
