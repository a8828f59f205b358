import { heldWeeks } from "./calendar-of-history.ts";
import type { History } from "./history.ts";
import { type PairStanding, paceOfHalf, watchPair } from "./pair-watch.ts";
import type { Reason } from "./reason.ts";
import type { Rule } from "./rule.ts";
import { nothingToSay, severityOf } from "./severity.ts";
import { openRuns } from "./statistics/episodes.ts";
import { endOf, periodOf, type Weeks, weekOf } from "./statistics/weeks.ts";
import { type AgainstTarget, belowTarget } from "./target-watch.ts";
import { thresholdOf } from "./thresholds.ts";

/**
 * Fires when both halves moved in opposite directions (fewer but better leads go over, or more but worse), or one half
 * keeps its target and the other does not.
 */
export const handoffImbalance: Rule = {
  name: "handoff-imbalance",
  kpi: "opportunity-to-customer",
  kinds: ["leads", "opportunities"],
  threshold: 3.5,
  opens: "above",

  episodes(history) {
    const { weeks, states } = watchHandoff(history);
    const open = states.map((state) => state !== null);
    return openRuns(weeks, open).map((run) => ({ subject: null, ...run }));
  },

  explain(history, episode, on) {
    const { weeks, states, standingAt } = watchHandoff(history);
    const week = Math.min(weeks.count, weekOf(weeks, on)) - 1;
    const state = states[week] ?? nothingToSay(handoffImbalance.name, on);
    const standing = standingAt(week);
    const { from, to } = periodOf(weeks, standing?.fromWeek ?? Math.max(0, week - 12), week);
    const failing = state.key === "half-fails-target";
    const factor = failing
      ? state.value / state.target
      : Math.min(standing?.first.factor ?? 1, standing?.second.factor ?? 1);
    const before = standing?.baseline ?? [];
    return {
      rule: handoffImbalance.name,
      ...episode,
      severity: severityOf(factor),
      reason: state,
      evidence: {
        unit: "ratio",
        value: failing ? state.value : (standing?.second.factor ?? null),
        baselineValue: failing ? state.target : 1,
        observed: standing?.second.observed ?? null,
        expected: standing?.second.expected ?? null,
        cases: standing?.cases ?? 0,
        from,
        to,
        baseline: before.length > 0 ? periodOf(weeks, before[0] ?? 0, before.at(-1) ?? 0) : null,
        since: from,
        statistic: standing ? strengthOf(standing) : 0,
        threshold: thresholdOf(history, handoffImbalance, null),
        contributors: [],
      },
    };
  },
};

type State = Extract<Reason, { key: "gate-raised" | "pushed-through" | "half-fails-target" }>;

/** Each half must have moved by 13%, and by two deviations. */
const leastMove = Math.log(1 / 0.87);
const leastDeviations = 2;
/** The half that rose must have risen by a fifth: a quarter in which it did a little better by chance is no cause. */
const leastRise = Math.log(1.2);
const weeksToOpen = 2;
/** It is over when one half is back within so much of where it was. */
const overWithin = leastMove / 2;

function watchHandoff(history: History) {
  const { weeks, standingAt } = watchPair(history);
  const held = heldWeeks(history, weeks, handoffImbalance.kinds);
  const threshold = thresholdOf(history, handoffImbalance, null);
  const missed = failingHalf(history, weeks, held);
  let found = 0;
  let moved: "gate-raised" | "pushed-through" | null = null;
  const states = Array.from({ length: weeks.count }, (_, week): State | null => {
    const standing = held[week] ? null : standingAt(week);
    if (standing !== null) {
      const here = movedApart(standing, threshold);
      found = here === null ? 0 : found + 1;
      if (moved === null) moved = found >= weeksToOpen ? here : null;
      else if (isOver(standing)) moved = null;
    }
    if (moved !== null) {
      const { first, second } = standing ?? {};
      return {
        key: moved,
        first: first?.factor ?? 1,
        second: second?.factor ?? 1,
        since: weeks.first + (standing?.fromWeek ?? week) * 7,
      };
    }
    return missed[week] ?? null;
  });
  return { weeks, states, standingAt };
}

function movedApart(standing: PairStanding, threshold: number): "gate-raised" | "pushed-through" | null {
  const { first, second } = standing;
  if (first.factor <= 0 || second.factor <= 0) return null;
  const smallest = Math.min(Math.abs(Math.log(first.factor)), Math.abs(Math.log(second.factor)));
  const surest = Math.min(Math.abs(first.z), Math.abs(second.z));
  const rise = Math.log(Math.max(first.factor, second.factor));
  const opposite = first.z > 0 !== second.z > 0;
  const isFar = smallest >= leastMove && rise >= leastRise && surest >= leastDeviations;
  if (!opposite || !isFar || strengthOf(standing) < threshold) return null;
  return first.z < 0 ? "gate-raised" : "pushed-through";
}

/** How far both halves are from moving together, in deviations. */
function strengthOf({ first, second }: PairStanding): number {
  return Math.abs(first.z - second.z) / Math.SQRT2;
}

function isOver({ first, second }: PairStanding): boolean {
  const smallest = Math.min(Math.abs(Math.log(first.factor)), Math.abs(Math.log(second.factor)));
  return smallest < overWithin || first.z > 0 === second.z > 0;
}

/** By week, the half that misses its target while the other keeps its own. */
function failingHalf(history: History, weeks: Weeks, held: readonly boolean[]): readonly (State | null)[] {
  const halves = (["mql-to-opportunity", "opportunity-to-customer"] as const).map((half) => ({
    half,
    standing: belowTarget(history, weeks, half, (week) =>
      held[week] || endOf(weeks, week) > history.asOf ? null : paceOfHalf(history, weeks, half, week),
    ),
  }));
  const [first, second] = halves;
  if (!first || !second || first.standing.length === 0 || second.standing.length === 0) return [];
  return Array.from({ length: weeks.count }, (_, week) => {
    const [one, two] = [first.standing[week], second.standing[week]];
    if (one === undefined || two === undefined) return null;
    if (one.open && keeps(two)) return failing("mql-to-opportunity", one, two);
    return two.open && keeps(one) ? failing("opportunity-to-customer", two, one) : null;
  });
}

function keeps({ value, target }: AgainstTarget): boolean {
  return value >= target;
}

function failing(
  half: "mql-to-opportunity" | "opportunity-to-customer",
  one: AgainstTarget,
  two: AgainstTarget,
): State {
  return {
    key: "half-fails-target",
    failing: half,
    value: one.value,
    target: one.target,
    other: two.value,
    otherTarget: two.target,
  };
}
