import type { History } from "./history.ts";
import { rules } from "./index.ts";
import type { Rule } from "./rule.ts";
import type { Warning } from "./warning.ts";

/** Gives the warnings that are open on the as-of day, each explained as of that day. */
export function evaluate(history: History, among: readonly Rule[] = rules): readonly Warning[] {
  return among.flatMap((rule) =>
    rule
      .episodes(history)
      .filter(({ closedOn }) => closedOn === null)
      .map((episode) => rule.explain(history, episode, history.asOf)),
  );
}

/**
 * Gives every warning that the weekly evaluations up to the as-of day raised, each explained as of the day on which it
 * opened, ordered by that day. Later data never changes an earlier decision: it is the code that evaluates live.
 */
export function timeline(history: History, among: readonly Rule[] = rules): readonly Warning[] {
  return among
    .flatMap((rule) =>
      rule.episodes(history).map((episode) => rule.explain(history, episode, episode.openedOn)),
    )
    .sort((a, b) => a.openedOn - b.openedOn);
}

/** A breach again within so many days is the same incident. */
export const reopensWithin = 14;

/** Gives the timeline with what opened again within 14 days told once, from its first opening to its last closing. */
export function incidentsOf(history: History, among: readonly Rule[] = rules): readonly Warning[] {
  const incidents: Warning[] = [];
  for (const warning of timeline(history, among)) {
    const at = incidents.findLastIndex(
      ({ rule, subject, closedOn }) =>
        rule === warning.rule &&
        subject === warning.subject &&
        closedOn !== null &&
        warning.openedOn - closedOn <= reopensWithin,
    );
    const earlier = incidents[at];
    if (earlier) incidents[at] = { ...earlier, closedOn: warning.closedOn };
    else incidents.push(warning);
  }
  return incidents;
}
