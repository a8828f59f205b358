import type { Day } from "./calendar.ts";
import type { BulkLoad } from "./cells.ts";

/** How many leads or opportunities one source created on one day; days without any have none. */
export interface CreatedCell {
  readonly source: string;
  readonly kind: "leads" | "opportunities";
  readonly day: Day;
  readonly created: number;
}

const lookBack = 90;
const fewestDaysKnown = 14;
const bulkFactor = 5;
const fewestInBulk = 50;

/**
 * Gives the days on which a source created more than 5 times its median of the 90 days before, and at least 50
 * (design, section 2). A source's first two weeks are no measure of what is usual.
 */
export function bulkLoadsOf(cells: readonly CreatedCell[]): readonly BulkLoad[] {
  return [...bySeries(cells).values()].flatMap((series) => {
    const created = new Map(series.map((cell) => [cell.day, cell.created]));
    const first = Math.min(...created.keys());
    return series.flatMap(({ source, kind, day, created: count }) => {
      const known = Math.min(lookBack, day - first);
      if (count < fewestInBulk || known < fewestDaysKnown) return [];
      const median = medianOf(Array.from({ length: known }, (_, index) => created.get(day - 1 - index) ?? 0));
      return count > bulkFactor * median ? [{ source, kind, day, created: count, median }] : [];
    });
  });
}

/** A source that went silent for longer than it ever does. */
export interface Silence {
  readonly source: string;
  readonly kind: "leads" | "opportunities";
  readonly lastDay: Day;
  /** The first day on which its silence was too long. */
  readonly staleSince: Day;
}

const shortestSilence = 5;
const fewestActiveDays = 20;

/**
 * Gives the sources that are silent on the as-of day for more than twice the longest gap of the 90 days before their
 * last fact, and for more than five days. A source of fewer than 20 active days in that time comes as it comes.
 */
export function silencesOf(cells: readonly CreatedCell[], asOf: Day): readonly Silence[] {
  return [...bySeries(cells.filter(({ day }) => day < asOf)).values()].flatMap((series) => {
    const last = series.at(-1);
    if (!last) return [];
    const days = series.map(({ day }) => day).filter((day) => day >= last.day - lookBack);
    if (days.length < fewestActiveDays) return [];
    const longest = Math.max(...days.slice(1).map((day, index) => day - (days[index] ?? day)));
    const staleSince = last.day + Math.max(shortestSilence, 2 * longest) + 1;
    return staleSince <= asOf
      ? [{ source: last.source, kind: last.kind, lastDay: last.day, staleSince }]
      : [];
  });
}

function bySeries(cells: readonly CreatedCell[]): Map<string, CreatedCell[]> {
  const sorted = cells.toSorted((a, b) => a.day - b.day);
  return Map.groupBy(sorted, ({ source, kind }) => `${kind} ${source}`);
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
}
