import { type EventDetail, eventDetails, type Need } from "../../funnel/cells.ts";
import type { Period } from "../../funnel/period.ts";

/** Gives one need for each table and measure: the widest range and the most detail that any of them asks for. */
export function united(needs: readonly Need[]): readonly Need[] {
  const widest = new Map<string, Map<string, Need>>();
  for (const need of needs) {
    const measure = "measure" in need ? need.measure : "";
    const held = widest.get(need.table) ?? new Map<string, Need>();
    if (held.size === 0) widest.set(need.table, held);
    const same = held.get(measure);
    if (same === undefined) held.set(measure, need);
    else if (!holds(same, need)) held.set(measure, wider(same, need));
  }
  return [...widest.values()].flatMap((held) => [...held.values()]);
}

/** Whether a need, of the same table and measure, is no more than a part of the one held. */
function holds(held: Need, need: Need): boolean {
  if (need.from < held.from || need.to > held.to) return false;
  if (held.table === "stages") return held.measures === undefined;
  return held.table !== "cells" || need.table !== "cells" || detailOf(need) <= detailOf(held);
}

const detailOf = ({ events = "all" }: { readonly events?: EventDetail }) => eventDetails.indexOf(events);

function wider(a: Need, b: Need): Need {
  const range = { from: Math.min(a.from, b.from), to: Math.max(a.to, b.to) };
  if (a.table === "cells" && b.table === "cells") {
    return { ...a, ...range, events: eventDetails[Math.max(detailOf(a), detailOf(b))] ?? "all" };
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
