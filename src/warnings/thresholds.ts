import type { History } from "./history.ts";
import type { Rule } from "./rule.ts";

type Judged = Pick<Rule, "name" | "threshold" | "opens">;

/**
 * Gives the threshold of a rule for one subject (null: the whole workspace): the workspace's own or else the rule's,
 * raised as often as people found that subject's warnings not useful. "Raised" always means that more must happen: a
 * gate that opens below 0.8 and is raised by half opens below 0.7.
 */
export function thresholdOf(
  history: Pick<History, "thresholds" | "subjectThresholds">,
  rule: Judged,
  subject: string | null,
): number {
  const own = history.thresholds?.[rule.name] ?? rule.threshold;
  const times = (history.subjectThresholds ?? [])
    .filter((raised) => raised.rule === rule.name && raised.subject === subject)
    .reduce((product, raised) => product * raised.times, 1);
  return rule.opens === "above" ? own * times : 1 - (1 - own) * times;
}
