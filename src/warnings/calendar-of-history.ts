import type { Day } from "../funnel/calendar.ts";
import type { Measure } from "../funnel/cells.ts";
import type { FactKind } from "../funnel/facts.ts";
import type { History } from "./history.ts";
import { silencesOfKind, weeksWithin } from "./silence.ts";
import { type Weeks, weeksOf } from "./statistics/weeks.ts";

/** Gives the whole weeks that the history's cells cover. */
export function weeksOfHistory(history: History): Weeks {
  let first: Day | null = null;
  for (const cells of history.total.cells.values()) {
    const day = cells[0]?.day;
    if (day !== undefined && (first === null || day < first)) first = day;
  }
  return weeksOf(first, history.asOf, history.settings);
}

/** Gives whether a week proves nothing to a rule: hardly anyone worked, or facts that it depends on were missing. */
export function idleWeeks(
  history: History,
  weeks: Weeks,
  kinds: readonly FactKind[],
): (week: number) => boolean {
  const held = heldWeeks(history, weeks, kinds);
  return (week) => (weeks.quiet[week] ?? false) || (held[week] ?? false);
}

/** Gives the weeks at whose end a source of these facts was known to be silent. */
export function heldWeeks(history: History, weeks: Weeks, kinds: readonly FactKind[]): readonly boolean[] {
  const silent = kinds.map((kind) => weeksWithin(weeks, silencesOfKind(history, weeks, kind)));
  const stale = history.staleSources.filter((source) => source.kinds.some((kind) => kinds.includes(kind)));
  const held = [...silent, weeksWithin(weeks, stale)];
  return Array.from({ length: weeks.count }, (_, week) => held.some((at) => at[week] === true));
}

/** Gives whether a day's entries of a measure came in a bulk load, which says nothing about the funnel. */
export function bulkDay(history: History, measure: Measure): (day: Day) => boolean {
  const kind = measure.startsWith("lead") || measure.startsWith("mql") ? "leads" : "opportunities";
  const days = new Set(history.bulkLoads.filter((load) => load.kind === kind).map(({ day }) => day));
  return (day) => days.has(day);
}
