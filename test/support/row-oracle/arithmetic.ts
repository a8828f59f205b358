/** Arithmetic for oracles: exact where a reading is exact, and by other formulas than the product's. */

const z = 1.959963984540054;

/** The double nearest to a quotient of whole numbers; null for a divisor of zero. */
export function nearest(dividend: bigint, divisor: bigint): number | null {
  return divisor === 0n ? null : Number(`${(dividend * 10n ** 60n) / divisor}e-60`);
}

/** The whole number of ten-thousandths in an amount's text. */
export function tenThousandths(amount: string): bigint {
  const [whole = "0", fraction = ""] = amount.split(".");
  return BigInt(`${whole}${fraction.padEnd(4, "0")}`);
}

/** Wilson's interval as the two roots of (p̂ − p)² = z² p(1 − p) / n. */
export function wilson(x: number, n: number): { low: number | null; high: number | null } {
  if (n === 0) return { low: null, high: null };
  const root = z * Math.sqrt(z * z + 4 * x * (1 - x / n));
  const low = (2 * x + z * z - root) / (2 * (n + z * z));
  const high = (2 * x + z * z + root) / (2 * (n + z * z));
  return { low: x === 0 ? 0 : low, high: x === n ? 1 : high };
}

/** Linear interpolation between the ranks around `fraction` of the way. */
export function percentileCont(values: readonly number[], fraction: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  if (sorted.length === 0) return null;
  const place = fraction * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? 0;
  return below + ((sorted[Math.ceil(place)] ?? 0) - below) * (place - Math.floor(place));
}

/** The median's interval from the exact binomial distribution, in whole numbers: Σ C(n, i) for i < r against 2ⁿ ÷ 40. */
export function medianInterval(values: readonly number[]): { low: number | null; high: number | null } {
  const sorted = values.toSorted((a, b) => a - b);
  const n = sorted.length;
  let choose = 1n;
  let below = 0n;
  let rank = 0;
  while ((below + choose) * 40n <= 2n ** BigInt(n)) {
    below += choose;
    choose = (choose * BigInt(n - rank)) / BigInt(rank + 1);
    rank++;
  }
  if (rank === 0) return { low: null, high: null };
  return { low: sorted[rank - 1] ?? null, high: sorted[n - rank] ?? null };
}

/** The middle of amounts in ten-thousandths, as a number of whole units. */
export function medianAmount(amounts: readonly bigint[]): number | null {
  const sorted = amounts.toSorted((a, b) => (a < b ? -1 : 1));
  const below = sorted[Math.floor((sorted.length - 1) / 2)];
  const above = sorted[Math.ceil((sorted.length - 1) / 2)];
  return below === undefined || above === undefined ? null : nearest(below + above, 20_000n);
}

export const sum = (values: readonly bigint[]): bigint => values.reduce((all, value) => all + value, 0n);

/** An entry of a cohort: the days on which it came in, reached what follows, and went out. */
export interface Entry {
  readonly entered: number;
  readonly converted: number | null;
  readonly out: number | null;
}

const ageOf = (entry: Entry, day: number) => Math.max(0, day - entry.entered);

/** 1 − Π(1 − d ÷ n), with Greenwood's variance, as fractions of whole numbers. */
export function kaplanMeier(entries: readonly Entry[], asOf: number, limit: number) {
  let survivors = 1n;
  let whole = 1n;
  let greenwood = 0;
  for (let age = 0; age <= limit; age++) {
    const atRisk = entries.filter(
      (entry) =>
        asOf - entry.entered - 1 >= age && (entry.converted === null || ageOf(entry, entry.converted) >= age),
    );
    const d = atRisk.filter(
      (entry) => entry.converted !== null && ageOf(entry, entry.converted) === age,
    ).length;
    if (d === 0) continue;
    survivors *= BigInt(atRisk.length - d);
    whole *= BigInt(atRisk.length);
    greenwood += d / (atRisk.length * (atRisk.length - d));
  }
  const survival = nearest(survivors, whole) ?? 1;
  const share = nearest(whole - survivors, whole) ?? 0;
  const half = survival === 0 ? 0 : z * survival * Math.sqrt(greenwood);
  return { share, low: Math.max(0, share - half), high: Math.min(1, share + half) };
}

/** Σ S(t − 1) · d ÷ n over the ages, counting who is of each age on a day of the period. */
export function aalenJohansen(entries: readonly Entry[], from: number, to: number, window: number) {
  const present = new Set<Entry>();
  let survival = 1;
  let share = 0;
  let empty = 0;
  let numerator = 0;
  for (let age = 0; age <= window; age++) {
    let n = 0;
    let d = 0;
    let x = 0;
    for (const entry of entries) {
      const day = entry.entered + age;
      if (day < from || day >= to) continue;
      const conversion = entry.converted === null ? Infinity : ageOf(entry, entry.converted);
      const exit = entry.out === null ? Infinity : ageOf(entry, entry.out);
      if (conversion < age || exit < age) continue;
      n++;
      present.add(entry);
      // A conversion on the day of going out is one; after it, it is none for the pace.
      if (conversion === age && (entry.out === null || (entry.converted ?? 0) <= entry.out)) d++;
      else if (exit === age) x++;
    }
    if (n === 0) {
      empty++;
      continue;
    }
    share += (survival * d) / n;
    survival *= 1 - (d + x) / n;
    numerator += d;
  }
  const enough = present.size > 0 && empty <= (window + 1) / 10;
  return { value: enough ? share : null, numerator, denominator: present.size };
}
