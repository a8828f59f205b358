import { cellsOf, type EventDetail, type Measure, type Need, type Snapshot } from "../funnel/cells.ts";
import type { Figure, Question } from "../funnel/readings.ts";
import type { Settings } from "../funnel/settings.ts";
import {
  baselinePeriod,
  type Conversion,
  cohortConversion,
  paceConversion,
  periodConversion,
} from "./conversion.ts";

/** A way from one funnel stage to a later one. */
export interface Step {
  readonly name: "lead-to-mql" | "mql-to-opportunity" | "opportunity-to-customer" | "lead-to-customer";
  /** Entries on their entry day. */
  readonly entries: Measure;
  /** The same on the day on which they reached the later stage. */
  readonly exits: Measure;
  windowDays(settings: Settings): number;
}

export const leadToMql: Step = {
  name: "lead-to-mql",
  entries: "lead-to-mql",
  // Becoming an MQL is entering the next cohort.
  exits: "mql-to-opportunity",
  windowDays: ({ windows }) => windows.leadToMql,
};

export const mqlToOpportunity: Step = {
  name: "mql-to-opportunity",
  entries: "mql-to-opportunity",
  exits: "mql-converted",
  windowDays: ({ windows }) => windows.mqlToOpportunity,
};

export const opportunityToCustomer: Step = {
  name: "opportunity-to-customer",
  entries: "opportunity-to-customer",
  exits: "won",
  windowDays: ({ windows }) => windows.opportunityToCustomer,
};

export const leadToCustomer: Step = {
  name: "lead-to-customer",
  entries: "lead-to-customer",
  exits: "lead-converted",
  windowDays: ({ windows }) => windows.endToEnd,
};

/** Gives a step's conversion in the question's mode; `windowDays` overrides the step's own age limit. */
export function readStep(
  snapshot: Snapshot,
  step: Step,
  question: Question,
  windowDays?: number,
): Conversion {
  const { period, asOf, mode, settings } = question;
  const window = windowDays ?? step.windowDays(settings);
  const entries = cellsOf(snapshot, step.entries);
  switch (mode) {
    case "cohort":
      return cohortConversion(entries, period, asOf, window);
    case "period":
      return periodConversion(entries, cellsOf(snapshot, step.exits), period, asOf);
    case "pace":
      return paceConversion(entries, period, asOf, window);
  }
}

/** Gives the cells that `readStep` needs. */
export function stepNeeds(step: Step, question: Question, windowDays?: number): readonly Need[] {
  const { period, asOf, mode, settings } = question;
  const window = windowDays ?? step.windowDays(settings);
  const to = Math.min(period.to, asOf);
  const cells = (measure: Measure, from: number, events: EventDetail): Need => ({
    table: "cells",
    measure,
    from,
    to,
    events,
  });
  switch (mode) {
    case "cohort":
      return [cells(step.entries, Math.min(period.from, baselinePeriod(asOf, window).from), "conversions")];
    case "period":
      return [cells(step.entries, period.from, "none"), cells(step.exits, period.from, "none")];
    case "pace":
      return [cells(step.entries, period.from - window, "all")];
  }
}

/** Gives the bare figure of a conversion. */
export function figureOf({ value, numerator, denominator, low, high }: Conversion): Figure {
  return { value, numerator, denominator, low, high };
}
