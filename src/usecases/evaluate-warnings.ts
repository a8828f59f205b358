import type { Day } from "../funnel/calendar.ts";
import type { Period } from "../funnel/period.ts";
import type { Store } from "../store/database.ts";
import { evaluate, incidentsOf } from "../warnings/evaluate.ts";
import { withoutEchoes } from "../warnings/groups.ts";
import { rules } from "../warnings/index.ts";
import type { RuleName } from "../warnings/rule-names.ts";
import type { Warning } from "../warnings/warning.ts";
import { type HistoryRequest, loadHistory } from "./load-history.ts";

/** Gives the warnings that are open as of a day. Reads snapshots as they are: refresh them first. */
export async function openWarnings(store: Store, request: HistoryRequest): Promise<readonly Warning[]> {
  return evaluate(await loadHistory(store, request));
}

export interface BacktestRequest extends Omit<HistoryRequest, "asOf" | "since"> {
  /** Weekly evaluations from its first day to the day after its last. */
  readonly period: Period;
  /** One rule only; else all. */
  readonly rule?: RuleName;
}

/**
 * Gives what the weekly evaluations of a time raised, or (with other thresholds) would have raised, each decided from
 * what was dated before it: the very code that evaluates live. Writes nothing.
 */
export async function backtest(
  store: Store,
  { period, rule, ...request }: BacktestRequest,
): Promise<readonly Warning[]> {
  const history = await loadHistory(store, { ...request, asOf: period.to, since: period.from });
  const among = rule === undefined ? rules : rules.filter(({ name }) => name === rule);
  return withoutEchoes(incidentsOf(history, among)).filter(({ openedOn }) => isWithin(openedOn, period));
}

function isWithin(day: Day, { from, to }: Period): boolean {
  return day >= from && day <= to;
}
