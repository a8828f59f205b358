import type { Day } from "../funnel/calendar.ts";
import { cellsOf } from "../funnel/cells.ts";
import { heldWeeks, weeksOfHistory } from "./calendar-of-history.ts";
import type { History, StaleSource } from "./history.ts";
import type { DataCause, Member } from "./incident.ts";
import { ruleNamed, thresholdFor } from "./incident-thresholds.ts";
import type { RuleName } from "./rule-names.ts";

/** Less than this of what stood behind a warning: the data is missing, not corrected. */
const enoughLeft = 0.6;
const counted = ["lead-to-mql", "mql-to-opportunity", "opportunity-to-customer", "won", "lost"] as const;

/**
 * Gives why a member that no rule sees open any more is over, or null while that cannot be told: the data that its
 * rule depends on is late, or what stood behind it is gone.
 */
export function endingOf(history: History, member: Member): DataCause | null {
  const { rule, subject, openedOn } = member.fired;
  if (holdersOf(history, rule).length > 0 || isMissing(history, member)) return null;
  if (thresholdFor(history, member.fired) !== member.threshold) return "threshold";
  const episode = ruleNamed(rule)
    .episodes(history)
    .find(
      (each) =>
        each.subject === subject &&
        each.openedOn <= member.seenOn &&
        (each.closedOn === null || each.closedOn > openedOn),
    );
  if (episode === undefined) return "corrected";
  if (episode.closedOn === null) return null;
  // It was open when it was looked at last: only a change of the past can have closed it earlier.
  return episode.closedOn > member.seenOn ? "recovered" : "corrected";
}

/** Gives the sources whose silence holds a rule as of the history's day; `?` where only the facts show it. */
export function holdersOf(history: History, rule: RuleName): readonly string[] {
  const { kinds } = ruleNamed(rule);
  if (rule === "data-stale") return [];
  const sources = history.staleSources
    .filter((source) => source.kinds.some((kind) => kinds.includes(kind)) && isSilent(source, history.asOf))
    .map(({ source }) => source);
  if (sources.length > 0) return [...new Set(sources)];
  const weeks = weeksOfHistory(history);
  return heldWeeks(history, weeks, kinds).at(-1) === true ? ["?"] : [];
}

function isSilent({ staleSince, resumedOn }: StaleSource, on: Day): boolean {
  return staleSince <= on && (resumedOn ?? null) === null;
}

/** Gives how many entries and exits the cells hold in a span: how much data stands behind a warning. */
export function volumeOf({ total }: History, from: Day, to: Day): number {
  let volume = 0;
  for (const measure of counted) {
    for (const cell of cellsOf(total, measure)) {
      if (cell.day >= from && cell.day < to) volume += cell.entered;
    }
  }
  return volume;
}

function isMissing(history: History, { fired, latest, volume }: Member): boolean {
  if (fired.rule === "data-stale") return false;
  const { from, to } = latest.evidence;
  return volumeOf(history, from, to) < enoughLeft * volume;
}
