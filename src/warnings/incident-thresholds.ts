import { evaluate } from "./evaluate.ts";
import type { History } from "./history.ts";
import { type SubjectKey, sameSubject } from "./incident.ts";
import { rules } from "./index.ts";
import type { Rule } from "./rule.ts";
import type { RuleName } from "./rule-names.ts";
import type { Warning } from "./warning.ts";

/** A threshold that a workspace changed: for a whole rule (`subject` undefined) or for one of its subjects. */
export interface ChangedThreshold {
  readonly rule: RuleName;
  /** Undefined: every subject; null: the workspace as a whole, where a rule has no other subjects. */
  readonly subject: string | null | undefined;
  readonly value: number;
}

/** Rules that fire where their statistic is low: a smaller threshold asks for more. */
const firesBelow: ReadonlySet<RuleName> = new Set([
  "channel-not-attracting",
  "channel-neglected",
  "revenue-concentrated",
]);
/** A statistic is capped at twice its threshold; so far a rule may be raised, and no further. */
const raise = 1.25;
const mostRaised = 1.9;
const mostLowered = 0.5;

/** Gives whether a statistic is beyond a rule's threshold. */
export function isBeyond(rule: RuleName, statistic: number, threshold: number): boolean {
  return firesBelow.has(rule) ? statistic <= threshold : statistic >= threshold;
}

/** Gives the range in which a rule's threshold makes sense, around its default. */
export function thresholdRange({ name, threshold }: Rule): { readonly low: number; readonly high: number } {
  return firesBelow.has(name)
    ? { low: rounded(threshold / mostRaised), high: Math.min(1, rounded(threshold / mostLowered)) }
    : { low: rounded(threshold * mostLowered), high: rounded(threshold * mostRaised) };
}

/** Gives the next threshold that asks for more, or the same where it cannot be raised any further. */
export function raisedThreshold(rule: Rule, threshold: number): number {
  const { low, high } = thresholdRange(rule);
  return firesBelow.has(rule.name)
    ? Math.max(low, rounded(threshold / raise))
    : Math.min(high, rounded(threshold * raise));
}

/** Gives the threshold that holds for a subject: its own, else the rule's, else the default. */
export function thresholdFor(changed: readonly ChangedThreshold[], { rule, subject }: SubjectKey): number {
  const own = changed.find((each) => each.rule === rule && each.subject === subject);
  const whole = changed.find((each) => each.rule === rule && each.subject === undefined);
  return own?.value ?? whole?.value ?? ruleNamed(rule).threshold;
}

/** Gives the rule of that name. Throws for a name that no rule has. */
export function ruleNamed(name: RuleName): Rule {
  const rule = rules.find((each) => each.name === name);
  if (!rule) throw new Error(`There is no rule called ${name}.`);
  return rule;
}

/** Gives the history with the thresholds that hold for every subject. */
export function withThresholds(history: History, changed: readonly ChangedThreshold[]): History {
  const whole = changed.filter(({ subject }) => subject === undefined);
  if (whole.length === 0) return history;
  return {
    ...history,
    thresholds: {
      ...history.thresholds,
      ...Object.fromEntries(whole.map(({ rule, value }) => [rule, value])),
    },
  };
}

/** Gives the history as one subject's own threshold makes a rule see it. */
export function historyFor(history: History, changed: readonly ChangedThreshold[], key: SubjectKey): History {
  return {
    ...history,
    thresholds: { ...history.thresholds, [key.rule]: thresholdFor(changed, key) },
  };
}

/** Gives the open warnings, each subject judged by the threshold that holds for it. */
export function evaluateWith(history: History, changed: readonly ChangedThreshold[]): readonly Warning[] {
  const own = changed.flatMap(({ rule, subject, value }) =>
    subject === undefined ? [] : [{ rule, subject, value }],
  );
  const common = evaluate(withThresholds(history, changed)).filter(
    (warning) => !own.some((key) => sameSubject(key, warning)),
  );
  const judged = own.flatMap((key) => {
    const rule = rules.find(({ name }) => name === key.rule);
    if (!rule) return [];
    return evaluate(historyFor(history, changed, key), [rule]).filter(
      (warning) => sameSubject(key, warning) && isBeyond(rule.name, warning.evidence.statistic, key.value),
    );
  });
  return [...common, ...judged];
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
