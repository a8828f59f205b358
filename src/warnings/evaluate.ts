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
