import type { History } from "./history.ts";
import type { SubjectKey } from "./incident.ts";
import { rules } from "./index.ts";
import type { Rule } from "./rule.ts";
import type { RuleName } from "./rule-names.ts";
import { thresholdOf } from "./thresholds.ts";

/** "Not useful" asks for so much more each time, up to three times as much. */
const raise = 1.25;
const mostTimes = 3;
/** A rule's threshold may be set between half and twice as much of a change as it asks for by itself. */
const least = 0.5;
const most = 2;

/** Gives the rule of that name. Throws for a name that no rule has. */
export function ruleNamed(name: RuleName): Rule {
  const rule = rules.find((each) => each.name === name);
  if (!rule) throw new Error(`There is no rule called ${name}.`);
  return rule;
}

/** Gives the threshold that holds for a subject. */
export function thresholdFor(
  history: Pick<History, "thresholds" | "subjectThresholds">,
  { rule, subject }: SubjectKey,
): number {
  return thresholdOf(history, ruleNamed(rule), subject);
}

/** Gives how many times as much a subject must show, after it was called not useful `before` times. */
export function raisedTimes(before: number): number {
  return Math.min(mostTimes, Math.round(before * raise * 100) / 100);
}

/** Gives how many times as much a subject must show now; 1 where nobody raised it. */
export function timesOf(
  { subjectThresholds = [] }: Pick<History, "subjectThresholds">,
  { rule, subject }: SubjectKey,
): number {
  return subjectThresholds
    .filter((raised) => raised.rule === rule && raised.subject === subject)
    .reduce((product, { times }) => product * times, 1);
}

/** Gives the range in which a rule's threshold makes sense. */
export function thresholdRange({ threshold, opens }: Rule): { readonly low: number; readonly high: number } {
  const at = (times: number) =>
    Math.round((opens === "above" ? threshold * times : 1 - (1 - threshold) * times) * 100) / 100;
  const [one, other] = [at(least), at(most)];
  return { low: Math.max(0, Math.min(one, other)), high: Math.max(one, other) };
}
