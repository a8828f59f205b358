import type { Day } from "../funnel/calendar.ts";
import { type Cell, cellsOf, type Measure, type Snapshot } from "../funnel/cells.ts";
import type { FactKind } from "../funnel/facts.ts";
import type { History } from "./history.ts";
import { type Weeks, weekOf } from "./statistics/weeks.ts";

/** The measures whose entry (or exit) days show that facts of a kind arrive. */
const traces: Partial<Record<FactKind, readonly Measure[]>> = {
  leads: ["lead-to-mql", "mql-to-opportunity"],
  opportunities: ["opportunity-to-customer", "won", "lost"],
};

/** A silence of so many days, in which so many facts were to be expected, is no chance: one in e^10. */
const silentDays = 7;
const missedFacts = 10;
/** It must also be longer than any silence of the year before. */
const longerThanUsual = 1.5;
const memoryDays = 364;
const rateDays = 91;

/** Where a kind of fact fell silent. */
export interface Silence {
  readonly kind: FactKind;
  readonly lastDay: Day;
}

/** Gives, for the end of each week, the silence that had become too long by then, or null. */
export function silences(history: History, weeks: Weeks, kind: FactKind): readonly (Silence | null)[] {
  const activity = activityOf(history.total, kind, weeks);
  const active = activity.flatMap((count, day) => (count > 0 ? [day] : []));
  const found: (Silence | null)[] = [];
  let next = 0;
  for (let week = 0; week < weeks.count; week++) {
    const end = (week + 1) * 7;
    while (next < active.length && (active[next] ?? 0) < end) next++;
    const last = active[next - 1];
    const silent = last !== undefined && isSilent(activity, active.slice(0, next), last, end, weeks);
    found.push(silent ? { kind, lastDay: weeks.first + last } : null);
  }
  return found;
}

/** Gives whether a kind of fact was silent at the end of each week. */
export function silentWeeks(history: History, weeks: Weeks, kind: FactKind): readonly boolean[] {
  return silences(history, weeks, kind).map((silence) => silence !== null);
}

function isSilent(
  activity: readonly number[],
  active: readonly number[],
  last: number,
  end: number,
  weeks: Weeks,
) {
  let gap = 0;
  for (let day = last + 1; day < end; day++) if (!weeks.quiet[Math.floor(day / 7)]) gap++;
  if (gap < silentDays) return false;
  const from = Math.max(0, last + 1 - rateDays);
  const facts = activity.slice(from, last + 1).reduce((sum, count) => sum + count, 0);
  if ((facts / (last + 1 - from)) * gap < missedFacts) return false;
  let longest = 0;
  for (let i = active.length - 1; i > 0 && (active[i] ?? 0) > last - memoryDays; i--) {
    longest = Math.max(longest, (active[i] ?? 0) - (active[i - 1] ?? 0) - 1);
  }
  return gap > longerThanUsual * longest;
}

/** Facts of each day, from the first day of the first week. */
function activityOf(snapshot: Snapshot, kind: FactKind, weeks: Weeks): readonly number[] {
  const counts = new Array<number>(weeks.count * 7).fill(0);
  const add = (day: Day, count: number) => {
    const week = weekOf(weeks, day);
    const at = day - weeks.first;
    if (week >= 0 && week < weeks.count) counts[at] = (counts[at] ?? 0) + count;
  };
  const addAll = (cells: readonly Cell[]) => {
    for (const cell of cells) add(cell.day, cell.entered);
  };
  for (const measure of traces[kind] ?? []) addAll(cellsOf(snapshot, measure));
  if (kind === "stage-changes") {
    for (const [measure, cells] of snapshot.cells) if (measure.startsWith("stage-entered:")) addAll(cells);
  }
  if (kind === "content-uses") for (const cell of snapshot.contentDays) add(cell.day, cell.bySales.length);
  return counts;
}
