import type { Cell } from "../funnel/cells.ts";
import { type Interval, noInterval, z95 } from "./intervals.ts";

/** How often each value occurred, ordered by value. */
export interface Distribution {
  readonly count: number;
  readonly values: readonly { readonly value: number; readonly count: number }[];
}

/** Gives the distribution of the durations (days) that cells of an exit measure hold. */
export function durationsOf(cells: readonly Cell[]): Distribution {
  const counts = new Map<number, number>();
  for (const { events } of cells) {
    for (let i = 0; i + 2 < events.length; i += 3) {
      const age = events[i + 1] ?? 0;
      counts.set(age, (counts.get(age) ?? 0) + (events[i + 2] ?? 0));
    }
  }
  return distributionOf(counts);
}

/** Gives the distribution of values counted in a map. */
export function distributionOf(counts: ReadonlyMap<number, number>): Distribution {
  const values = [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => a.value - b.value);
  return { values, count: values.reduce((sum, { count }) => sum + count, 0) };
}

/** Gives the distribution of a list of values. */
export function distributionOfList(list: readonly number[]): Distribution {
  const counts = new Map<number, number>();
  for (const value of list) counts.set(value, (counts.get(value) ?? 0) + 1);
  return distributionOf(counts);
}

/** Gives a percentile with linear interpolation, as PostgreSQL's `percentile_cont`; null for no values. */
export function percentile(distribution: Distribution, fraction: number): number | null {
  if (distribution.count === 0) return null;
  const place = fraction * (distribution.count - 1);
  const below = valueAt(distribution, Math.floor(place));
  const above = valueAt(distribution, Math.ceil(place));
  return below + (above - below) * (place - Math.floor(place));
}

/**
 * Gives the 95% interval of the median by order statistics: the r-th value from each end, r the greatest rank that
 * leaves at most 2.5% of the binomial distribution with p = 1/2 below it (Conover 1999, section 3.2). None under six
 * values, where no pair of ranks covers 95%.
 */
export function medianInterval(distribution: Distribution): Interval {
  const rank = medianRank(distribution.count);
  if (rank < 1) return noInterval;
  return { low: valueAt(distribution, rank - 1), high: valueAt(distribution, distribution.count - rank) };
}

const exactUpTo = 1000;

function medianRank(count: number): number {
  if (count > exactUpTo) return Math.floor((count + 1 - z95 * Math.sqrt(count)) / 2);
  let probability = 0.5 ** count;
  let below = 0;
  let rank = 0;
  while (below + probability <= 0.025) {
    below += probability;
    probability *= (count - rank) / (rank + 1);
    rank++;
  }
  return rank;
}

function valueAt(distribution: Distribution, index: number): number {
  let seen = 0;
  for (const { value, count } of distribution.values) {
    seen += count;
    if (index < seen) return value;
  }
  return distribution.values.at(-1)?.value ?? 0;
}
