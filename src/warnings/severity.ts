import { type Day, formatDay } from "../funnel/calendar.ts";
import type { RuleName } from "./rule-names.ts";
import type { Severity } from "./warning.ts";

/** Gives `act` when the value is three quarters of what was to be expected or less. */
export function severityOf(factor: number): Severity {
  return factor <= 0.75 ? "act" : "watch";
}

/** An episode exists only where its rule had a baseline; asking elsewhere is a mistake of the caller. */
export function nothingToSay(rule: RuleName, on: Day): never {
  throw new Error(`${rule} has nothing to explain on ${formatDay(on)}: no baseline was known by then`);
}
