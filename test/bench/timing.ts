import type { Side } from "./row.ts";

/** Runs `work` so many times, after one run that warms up, and gives the milliseconds of each. */
export async function timed(
  runs: number,
  work: (run: number) => Promise<unknown>,
): Promise<readonly number[]> {
  await work(-1);
  return timedCold(runs, work);
}

/** Runs `work` so many times and gives the milliseconds of each. */
export async function timedCold(
  runs: number,
  work: (run: number) => Promise<unknown>,
): Promise<readonly number[]> {
  const times: number[] = [];
  for (let run = 0; run < runs; run++) {
    const started = performance.now();
    await work(run);
    times.push(performance.now() - started);
  }
  return times;
}

export function side(name: string, values: readonly number[]): Side {
  return { name, median: quantile(values, 0.5), runs: values.length };
}

/** Gives the value below which the share lies, by linear interpolation. Throws for no values. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  if (below === undefined || above === undefined) throw new RangeError("no values were measured");
  return below + (above - below) * (place - Math.floor(place));
}
