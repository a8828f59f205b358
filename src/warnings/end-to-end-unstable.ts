import { cellsOf } from "../funnel/cells.ts";
import type { Settings } from "../funnel/settings.ts";
import { heldWeeks, weeksOfHistory } from "./calendar-of-history.ts";
import type { History } from "./history.ts";
import type { Rule } from "./rule.ts";
import { nothingToSay } from "./severity.ts";
import { openRuns } from "./statistics/episodes.ts";
import { type Swing, swingOf, weeklyCohorts } from "./statistics/instability.ts";
import { endOf, type Weeks, weekOf } from "./statistics/weeks.ts";
import { thresholdOf } from "./thresholds.ts";

/**
 * Fires when the share of leads that become customers swings from week to week far beyond what the counts explain. The
 * whole way takes half a year to mature and has few wins in small companies: one of its steps may show it long before.
 */
export const endToEndUnstable: Rule = {
  name: "end-to-end-unstable",
  kpi: "end-to-end",
  kinds: ["leads", "opportunities"],
  threshold: 0.22,
  opens: "above",

  episodes(history) {
    const weeks = weeksOfHistory(history);
    const held = heldWeeks(history, weeks, endToEndUnstable.kinds);
    const threshold = thresholdOf(history, endToEndUnstable, null);
    const wholeAt = swingsOf(history, weeks, whole);
    const stepsAt = steps.map((step) => swingsOf(history, weeks, step));
    let by: number | "whole" | null = null;
    const opens = Array.from({ length: weeks.count }, (_, week) => {
      if (held[week]) return by !== null;
      const all = wholeAt(week);
      if (by === null) {
        const parts = stepsAt.map((at) => at(week));
        if (isSwinging(all, threshold, lowest) && opensSomewhere(parts, threshold)) by = "whole";
        else if (all === null || all.high >= threshold) {
          const found = parts.findIndex((part) => isSwinging(part, threshold, lowestOfStep));
          by = found < 0 ? null : found;
        }
        return by !== null;
      }
      const followed = by === "whole" ? all : (stepsAt[by]?.(week) ?? null);
      if (followed !== null && followed.tau < closesBelow * threshold) by = null;
      return by !== null;
    });
    return openRuns(weeks, opens).map((run) => ({ subject: null, ...run }));
  },

  explain(history, episode, on) {
    const weeks = weeksOfHistory(history);
    const week = Math.min(weeks.count, weekOf(weeks, on)) - 1;
    const all = swingsOf(history, weeks, whole)(week);
    const worst = worstStep(history, weeks, week);
    const threshold = thresholdOf(history, endToEndUnstable, null);
    const inStep = worst !== null && (all === null || all.tau < closesBelow * threshold);
    const swing = (inStep ? worst.swing : all) ?? nothingToSay(endToEndUnstable.name, on);
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
        inStep,
        step: worst?.step.measure ?? null,
        stepTau: worst?.swing.tau ?? null,
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
        threshold,
        contributors: [],
      },
    };
  },
};

/** Its interval must lie above this at opening. */
const lowest = 0.1;
/** Three steps are three chances of a false alarm: each is held to more. */
const lowestOfStep = 0.12;
/** It closes below this part of the threshold: 0.16 of 0.22. */
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

/** Gives how a rate swung among the cohorts that were mature at a week's end; null where they are too few. */
function swingsOf(
  history: History,
  weeks: Weeks,
  { measure, window }: Step<"lead-to-customer" | (typeof steps)[number]["measure"]>,
): (week: number) => Swing | null {
  const windowDays = window(history.settings);
  const cohorts = weeklyCohorts(cellsOf(history.total, measure), weeks, windowDays);
  return (week) => {
    const youngestMature = week - Math.ceil(windowDays / 7);
    return swingOf(
      cohorts.slice(Math.max(0, youngestMature - memoryWeeks + 1), Math.max(0, youngestMature + 1)),
    );
  };
}

/** Beyond chance, and neither one lasting change nor the rhythm of the quarter. */
function isSwinging(swing: Swing | null, threshold: number, lowest: number): boolean {
  if (swing === null) return false;
  return swing.tau >= threshold && swing.low >= lowest && swing.unexplained >= closesBelow * threshold;
}

/** What swings as a whole swings in one of its steps; where none can be told, the whole is believed. */
function opensSomewhere(parts: readonly (Swing | null)[], threshold: number): boolean {
  const known = parts.filter((part) => part !== null);
  return known.length < parts.length || known.some(({ tau }) => tau >= closesBelow * threshold);
}

/** The step that swings the most, where one swings at all. */
function worstStep(history: History, weeks: Weeks, week: number) {
  let worst: { readonly step: (typeof steps)[number]; readonly swing: Swing } | null = null;
  for (const step of steps) {
    const swing = swingsOf(history, weeks, step)(week);
    if (swing !== null && swing.tau > (worst?.swing.tau ?? 0)) worst = { step, swing };
  }
  return worst;
}
