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

function bySeries(cells: readonly CreatedCell[]): Map<string, CreatedCell[]> {
  const sorted = cells.toSorted((a, b) => a.day - b.day);
  return Map.groupBy(sorted, ({ source, kind }) => `${kind} ${source}`);
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
}
