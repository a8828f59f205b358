import { cellsOf } from "../funnel/cells.ts";
import type { Settings } from "../funnel/settings.ts";
import { heldWeeks, weeksOfHistory } from "./calendar-of-history.ts";
import type { History } from "./history.ts";
import type { Rule } from "./rule.ts";
import { nothingToSay } from "./severity.ts";
import { openRuns } from "./statistics/episodes.ts";
import { type Cohort, type Swing, swingOf, weeklyCohorts } from "./statistics/instability.ts";
import { endOf, type Weeks, weekOf } from "./statistics/weeks.ts";
import { thresholdOf } from "./thresholds.ts";

/** Fires when the share of leads that become customers swings from week to week far beyond what the counts explain. */
export const endToEndUnstable: Rule = {
  name: "end-to-end-unstable",
  kpi: "end-to-end",
  kinds: ["leads", "opportunities"],
  threshold: 0.25,
  opens: "above",

  episodes(history) {
    const weeks = weeksOfHistory(history);
    const held = heldWeeks(history, weeks, endToEndUnstable.kinds);
    const threshold = thresholdOf(history, endToEndUnstable, null);
    const cohorts = weeklyCohorts(
      cellsOf(history.total, whole.measure),
      weeks,
      whole.window(history.settings),
    );
    let open = false;
    const opens = cohorts.map(({ week }) => {
      const swing = held[week] ? null : swingAt(cohorts, week, whole.window(history.settings));
      if (swing === null) return open;
      open = open
        ? swing.tau >= closesBelow * threshold
        : swing.tau >= threshold && swing.low >= lowest && swing.unexplained >= closesBelow * threshold;
      return open;
    });
    return openRuns(weeks, opens).map((run) => ({ subject: null, ...run }));
  },

  explain(history, episode, on) {
    const weeks = weeksOfHistory(history);
    const week = Math.min(weeks.count, weekOf(weeks, on)) - 1;
    const swing = stepSwing(history, weeks, week, whole);
    if (swing === null) return nothingToSay(endToEndUnstable.name, on);
    const worst = worstStep(history, weeks, week);
    const from = weeks.first + swing.fromWeek * 7;
    return {
      rule: endToEndUnstable.name,
      ...episode,
      severity: swing.tau >= actFrom ? "act" : "watch",
      reason: {
        key: "swings",
        tau: swing.tau,
        low: swing.low,
        bins: swing.bins,
        step: worst?.step.measure ?? null,
        stepTau: worst?.tau ?? null,
      },
      evidence: {
        unit: "ratio",
        value: swing.tau,
        baselineValue: null,
        observed: swing.conversions,
        expected: null,
        cases: swing.cases,
        from,
        to: endOf(weeks, swing.throughWeek),
        baseline: null,
        since: from,
        statistic: swing.tau,
        threshold: thresholdOf(history, endToEndUnstable, null),
        contributors: [],
      },
    };
  },
};

/** Its interval must lie above this at opening. */
const lowest = 0.1;
/** It closes below this part of the threshold: 0.18 of 0.25. */
const closesBelow = 0.72;
const actFrom = 0.4;
/** Two years of cohorts at most, however few there are in each. */
const memoryWeeks = 104;

interface Step<Measure extends string> {
  readonly measure: Measure;
  window(settings: Settings): number;
}

const whole = { measure: "lead-to-customer", window: ({ windows }: Settings) => windows.endToEnd } as const;

const steps = [
  { measure: "lead-to-mql", window: ({ windows }: Settings) => windows.leadToMql },
  { measure: "mql-to-opportunity", window: ({ windows }: Settings) => windows.mqlToOpportunity },
  { measure: "opportunity-to-customer", window: ({ windows }: Settings) => windows.opportunityToCustomer },
] as const;

/** The swing of the cohorts that were mature at a week's end. */
function swingAt(cohorts: readonly Cohort[], week: number, windowDays: number): Swing | null {
  const youngestMature = week - Math.ceil(windowDays / 7);
  return swingOf(
    cohorts.slice(Math.max(0, youngestMature - memoryWeeks + 1), Math.max(0, youngestMature + 1)),
  );
}

function stepSwing(
  history: History,
  weeks: Weeks,
  week: number,
  step: Step<"lead-to-customer" | (typeof steps)[number]["measure"]>,
): Swing | null {
  const window = step.window(history.settings);
  return swingAt(weeklyCohorts(cellsOf(history.total, step.measure), weeks, window), week, window);
}

/** The step that swings the most, where one swings at all. */
function worstStep(history: History, weeks: Weeks, week: number) {
  return steps
    .map((step) => ({ step, tau: stepSwing(history, weeks, week, step)?.tau ?? 0 }))
    .reduce<{ step: (typeof steps)[number]; tau: number } | null>(
      (worst, next) => (next.tau > (worst?.tau ?? 0) ? next : worst),
      null,
    );
}
