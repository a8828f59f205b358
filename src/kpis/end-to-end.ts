import { between, cellsOf, type Need } from "../funnel/cells.ts";
import type { Figure, Kpi, Question } from "../funnel/readings.ts";
import { type Instability, instability } from "./instability.ts";
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
const instabilityDays = 2 * 52 * 7;

/** KPI 1: the share of the period's leads that became customers within the window. */
export const endToEndKpi: Kpi<EndToEndDetail> = {
  name: "end-to-end",
  unit: "ratio",
  dimensions: ["acquisition-channel", "segment"],
  modes: ["cohort", "period", "pace"],
  needsAcquisitionChannels: false,

  needs(question) {
    const { period, asOf, windowDays, settings } = question;
    const to = Math.min(period.to, asOf);
    return [
      ...stepNeeds(leadToCustomer, question, windowDays),
      ...steps.flatMap((step) => stepNeeds(step, question)),
      ...[leadToCustomer, ...steps].map(
        (step): Need => ({
          table: "cells",
          measure: step.entries,
          from: asOf - step.windowDays(settings) - instabilityDays - 7,
          to: asOf,
          events: "conversions",
        }),
      ),
      { table: "cells", measure: "won", from: period.from, to, events: "none" },
      { table: "visits", from: period.from, to },
    ];
  },

  read(snapshot, question) {
    const { period, windowDays, settings } = question;
    const unstable = (step: Step): Instability =>
      instability(
        cellsOf(snapshot, step.entries),
        question.asOf,
        step.windowDays(settings),
        settings.weekStart,
      );
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

function readVisits(
  snapshot: Parameters<typeof endToEndKpi.read>[0],
  { period, asOf }: Question,
): EndToEndDetail["visits"] {
  const end = Math.min(period.to, asOf);
  const visits = between(snapshot.visits, period.from, end);
  if (visits.length === 0) return null;
  const visitors = visits.reduce((sum, cell) => sum + cell.visitors, 0);
  const share = (cells: readonly { readonly entered: number }[]) =>
    visitors === 0 ? null : cells.reduce((sum, cell) => sum + cell.entered, 0) / visitors;
  return {
    visitors,
    leadsPerVisitor: share(between(cellsOf(snapshot, "lead-to-customer"), period.from, end)),
    customersPerVisitor: share(between(cellsOf(snapshot, "won"), period.from, end)),
  };
}
