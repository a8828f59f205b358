import { eventDetails, type Need } from "../../funnel/cells.ts";
import type { Period } from "../../funnel/period.ts";

/** Gives one need for each table and measure: the widest range and the most detail that any of them asks for. */
export function united(needs: readonly Need[]): readonly Need[] {
  const widest = new Map<string, Need>();
  for (const need of needs) {
    const key = "measure" in need ? `${need.table} ${need.measure}` : need.table;
    const held = widest.get(key);
    widest.set(key, held ? wider(held, need) : need);
  }
  return [...widest.values()];
}

function wider(a: Need, b: Need): Need {
  const range = { from: Math.min(a.from, b.from), to: Math.max(a.to, b.to) };
  if (a.table === "cells" && b.table === "cells") {
    const most = Math.max(eventDetails.indexOf(a.events ?? "all"), eventDetails.indexOf(b.events ?? "all"));
    return { ...a, ...range, events: eventDetails[most] ?? "all" };
  }
  if (a.table === "stages" && b.table === "stages") {
    const { measures: _, ...every } = a;
    return a.measures && b.measures
      ? { ...a, ...range, measures: [...new Set([...a.measures, ...b.measures])] }
      : { ...every, ...range };
  }
  return { ...a, ...range };
}

/** Gives the same days as ranges that neither overlap nor touch, in order. */
export function disjoint(ranges: readonly Period[]): readonly Period[] {
  const merged: Period[] = [];
  for (const { from, to } of ranges.toSorted((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last && from <= last.to) merged[merged.length - 1] = { from: last.from, to: Math.max(last.to, to) };
    else if (from < to) merged.push({ from, to });
  }
  return merged;
}
