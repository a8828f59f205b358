import type { Day } from "../funnel/calendar.ts";
import {
  type Cell,
  type CohortDay,
  cellsOf,
  type cohortMeasures,
  type EventDetail,
  type Measure,
  type Need,
  type Snapshot,
} from "../funnel/cells.ts";
import type { Figure, Question } from "../funnel/readings.ts";
import type { Settings } from "../funnel/settings.ts";
import {
  baselinePeriod,
  type Conversion,
  cohortConversion,
  cohortDays,
  matureConversion,
  paceConversion,
  periodConversion,
} from "./conversion.ts";
import { enteredNeed, isKeptWeek, weekOf } from "./weeks.ts";

/** A way from one funnel stage to a later one. */
export interface Step {
  readonly name: "lead-to-mql" | "mql-to-opportunity" | "opportunity-to-customer" | "lead-to-customer";
  /** Entries on their entry day. */
  readonly entries: (typeof cohortMeasures)[number];
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
  const own = step.windowDays(question.settings);
  if (windowDays !== undefined && windowDays !== own) return compute(snapshot, step, question, windowDays);
  const answers = computed.get(question) ?? new Map<Snapshot, Answers>();
  if (answers.size === 0) computed.set(question, answers);
  const known = answers.get(snapshot) ?? {};
  answers.set(snapshot, known);
  const found = known[step.name] ?? compute(snapshot, step, question, own);
  known[step.name] = found;
  return found;
}

/** Several KPIs show the same step of the same question beside their own. */
const computed = new WeakMap<Question, Map<Snapshot, Answers>>();
type Answers = Partial<Record<Step["name"], Conversion>>;

function compute(snapshot: Snapshot, step: Step, question: Question, window: number): Conversion {
  const { period, asOf, mode } = question;
  const entries = cellsOf(snapshot, step.entries);
  const week = (measure: Measure) => weekOf(snapshot, measure, period.from);
  switch (mode) {
    case "cohort":
      return saysWeekEnough(step, question, window)
        ? matureConversion(week(step.entries))
        : readCohort(snapshot, step, question, window);
    case "period":
      return isKeptWeek(question)
        ? periodConversion([week(step.entries)], [week(step.exits)], period, asOf)
        : periodConversion(entries, cellsOf(snapshot, step.exits), period, asOf);
    case "pace":
      return paceConversion(entries, period, asOf, window);
  }
}

function readCohort(snapshot: Snapshot, step: Step, question: Question, window: number): Conversion {
  const { period, asOf } = question;
  const kept = snapshot.weekDays?.get(step.entries) ?? [];
  const told = () => daysOf(cellsOf(snapshot, step.entries));
  if (!areDaysKept(step, question, window)) return cohortConversion(told(), period, asOf, window);
  return cohortConversion(isKeptWeek(question) ? kept : told(), period, asOf, window, kept);
}

/** Every period of a series looks at the same cells. */
const cellDays = new WeakMap<readonly Cell[], readonly CohortDay[]>();

function daysOf(cells: readonly Cell[]): readonly CohortDay[] {
  const days = cellDays.get(cells) ?? cohortDays(cells);
  cellDays.set(cells, days);
  return days;
}

/** Whether the days of whole weeks are kept with this age limit. */
function areDaysKept(step: Step, { settings, weeksKept }: Question, windowDays: number): boolean {
  return weeksKept === true && windowDays === step.windowDays(settings);
}

/** Whether the period is one kept week that is mature at the age limit that weeks are counted with. */
function saysWeekEnough(step: Step, question: Question, windowDays: number): boolean {
  const { period, asOf } = question;
  return isKeptWeek(question) && areDaysKept(step, question, windowDays) && period.to + windowDays <= asOf;
}

/**
 * Gives the cells that `readStep` needs. Without `soFar` those for the baseline of a young cohort are left out: its
 * value and evidence do not need them.
 */
export function stepNeeds(
  step: Step,
  question: Question,
  { windowDays, soFar = true }: { readonly windowDays?: number | undefined; readonly soFar?: boolean } = {},
): readonly Need[] {
  const { period, asOf, mode, settings } = question;
  const window = windowDays ?? step.windowDays(settings);
  if (mode === "cohort" && saysWeekEnough(step, question, window))
    return [{ table: "weeks", measure: step.entries, from: period.from, to: period.to }];
  const to = Math.min(period.to, asOf);
  const cells = (measure: Measure, from: number, events: EventDetail): Need => ({
    table: "cells",
    measure,
    from,
    to,
    events,
  });
  switch (mode) {
    case "cohort": {
      const baseline = baselinePeriod(asOf, window);
      if (!areDaysKept(step, question, window)) {
        const from = soFar ? Math.min(period.from, baseline.from) : period.from;
        return [cells(step.entries, from, "conversions")];
      }
      const weekDays = (from: Day, to: Day): Need => ({
        table: "week-days",
        measure: step.entries,
        from,
        to,
      });
      return [
        isKeptWeek(question)
          ? weekDays(period.from, period.to)
          : cells(step.entries, period.from, "conversions"),
        ...(soFar ? [weekDays(baseline.from, baseline.to)] : []),
      ];
    }
    case "period":
      return [enteredNeed(step.entries, question), enteredNeed(step.exits, question)];
    case "pace":
      return [cells(step.entries, period.from - window, "all")];
  }
}

/** Gives the bare figure of a conversion. */
export function figureOf({ value, numerator, denominator, low, high }: Conversion): Figure {
  return { value, numerator, denominator, low, high };
}
